import type { Tx } from '../../timetable/turn.js';
import type { Acting, DemandOutcome, ReviewedCourse } from './demand.act.js';
import type { Need } from './demand.rule.js';
import { writeAnswers } from './write-answers.js';

/**
 * Writes what the contact has answered or corrected, as answers in her name; what she left as she saw it stays as it is.
 * @returns `changed` when the list is no longer what she saw: nothing is written over an answer that she has not seen
 */
export async function answerForTeachers(
  tx: Tx,
  { round, actorId }: Acting,
  courses: readonly ReviewedCourse[],
): Promise<DemandOutcome> {
  const present = await readAnswers(tx, round.id);
  const isAsSeen = ({ positionId, seen }: ReviewedCourse) => {
    const answer = present.get(positionId);
    return answer !== undefined && isSame(answer, seen);
  };
  if (courses.length !== present.size || !courses.every(isAsSeen)) return 'changed';
  const corrected = courses.flatMap(({ positionId, seen, answer }) =>
    answer && !isSame(answer, seen) ? [{ positionId, answer }] : [],
  );
  await writeAnswers(tx, { roundId: round.id, actorId }, corrected);
  return 'done';
}

/** The answer of every course on the list, null where there is none. */
async function readAnswers(tx: Tx, roundId: string): Promise<Map<string, Need | null>> {
  const rows = await tx.manager.query<{ id: string; answer: Need | null }[]>(
    `select p.id, case when d.answered_at is not null then
       json_build_object('need', not d.no_need, 'kind', d.kind, 'openings', d.openings, 'hours', d.hours) end as answer
     from position p join demand d on d.position_id = p.id where p.round_id = $1 and d.removed_at is null`,
    [roundId],
  );
  return new Map(rows.map(({ id, answer }) => [id, answer]));
}

// Kind, openings and hours count only where something is needed.
function isSame(one: Need | null, other: Need | null): boolean {
  if (!one?.need || !other?.need) return one?.need === other?.need;
  return one.kind === other.kind && one.openings === other.openings && one.hours === other.hours;
}
