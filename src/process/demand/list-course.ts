import { recordEvents } from '../../platform/events.js';
import type { Tx } from '../../timetable/turn.js';
import type { Acting, DemandOutcome } from './demand.act.js';

/** Takes a course off the list: its teacher is not asked any more, and it is neither counted nor reported. */
export async function removeCourse(
  tx: Tx,
  { round, actorId, now }: Acting,
  positionId: string,
): Promise<DemandOutcome> {
  const [removed] = await tx.manager.query<[unknown[], number]>(
    `update demand d set removed_at = $3 from position p
     where p.id = d.position_id and p.round_id = $1 and p.id = $2 and d.removed_at is null returning d.position_id`,
    [round.id, positionId, now],
  );
  if (removed.length === 0) return 'removed';
  await recordEvents(tx, [{ kind: 'demand-removed', actorId, roundId: round.id, positionId }]);
  return 'done';
}

/**
 * Puts a course back on the list, with the answer that it had. A teacher whom the request never reached, since it waited
 * when the course was taken off, is asked anew.
 */
export async function restoreCourse(
  tx: Tx,
  { round, actorId, now }: Acting,
  positionId: string,
): Promise<DemandOutcome> {
  const [restored] = await tx.manager.query<[unknown[], number]>(
    `update demand d set removed_at = null, listed_at = $3,
       requested_at = case when exists (
         select 1 from mail m where m.thread = 'demand:' || p.id and m.kind = 'demand-request' and m.state <> 'dropped'
       ) then d.requested_at end
     from position p
     where p.id = d.position_id and p.round_id = $1 and p.id = $2 and d.removed_at is not null returning d.position_id`,
    [round.id, positionId, now],
  );
  if (restored.length === 0) return 'listed';
  await recordEvents(tx, [{ kind: 'demand-restored', actorId, roundId: round.id, positionId }]);
  return 'done';
}
