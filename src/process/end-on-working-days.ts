import { recordEvents } from '../platform/events.js';
import type { Tx } from '../timetable/turn.js';

/**
 * Says whether the windows of a round's offers may end on a day off. Whoever has an offer keeps the deadline that was
 * promised; what is offered from now on goes by it.
 * @returns `already` when it was so
 */
export async function endOnWorkingDays(
  tx: Tx,
  { roundId, on, actorId, reason }: { roundId: string; on: boolean; actorId: string; reason: string },
): Promise<'already' | null> {
  const [, changed] = await tx.manager.query<[unknown[], number]>(
    `update round set ends_on_working_days = $2 where id = $1 and ends_on_working_days <> $2`,
    [roundId, on],
  );
  if (changed === 0) return 'already';
  await recordEvents(tx, [{ kind: on ? 'working-days-only' : 'any-days', actorId, roundId, data: { reason } }]);
  return null;
}
