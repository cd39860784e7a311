import { recordEvents } from '../platform/events.js';
import type { Tx } from '../timetable/turn.js';
import { remindTeacher } from './demand/remind-teacher.js';
import { remindStudents } from './offer/remind-students.js';
import { remindRaters } from './rating/remind-raters.js';

interface Row {
  roundId: string;
  announced: boolean;
  rated: boolean;
}

/**
 * Reminds whoever a position waits for: its teacher for the demand, its raters, or the students who have an offer.
 * @returns null when somebody was reminded, else why not: it waits for `nobody`, or they were all reminded `too-soon`
 * before
 * @throws Error when there is no such position
 */
export async function remindNow(
  tx: Tx,
  { positionId, actorId, reason }: { positionId: string; actorId: string; reason: string },
): Promise<'nobody' | 'too-soon' | 'paused' | null> {
  const [position] = await tx.manager.query<Row[]>(
    `select round_id as "roundId", announced_at is not null as announced, rated_at is not null as rated
     from position where id = $1`,
    [positionId],
  );
  if (!position) throw new Error(`There is no position ${positionId}.`);
  const { roundId, announced, rated } = position;
  const reminded = await (!announced
    ? remindTeacher(tx, roundId, positionId)
    : rated
      ? remindStudents(tx, positionId)
      : remindRaters(tx, roundId, positionId));
  if (typeof reminded === 'string') return reminded;
  await recordEvents(
    tx,
    reminded.map((personId) => ({ kind: 'reminded', actorId, roundId, positionId, personId, data: { reason } })),
  );
  return null;
}
