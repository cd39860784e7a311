import { STAGES, type StageName } from '../timetable/stages.js';
import type { Tx } from '../timetable/turn.js';

/** The stages whose subjects are positions; those of the others are rounds. */
const OF_POSITIONS: readonly StageName[] = ['offer', 'employment'];

export interface LockedRound {
  readonly pausedAt: Date | null;
  readonly subjects: readonly { readonly stage: StageName; readonly id: string }[];
}

/**
 * Locks everything that acts on a round, in the order in which the process takes its locks: the subjects of each stage,
 * then the round. Not even a paused one escapes.
 * @throws Error when there is no such round
 */
export async function lockRound(tx: Tx, roundId: string): Promise<LockedRound> {
  const { subjects, pausedAt } = await lockRounds(tx, [roundId]);
  const paused = pausedAt.get(roundId);
  if (paused === undefined) throw new Error(`There is no round ${roundId}.`);
  return { pausedAt: paused, subjects };
}

/** The same of several rounds at once, in the same order. @returns of each that there is since when it is paused */
export async function lockRounds(
  tx: Tx,
  roundIds: readonly string[],
): Promise<Pick<LockedRound, 'subjects'> & { readonly pausedAt: ReadonlyMap<string, Date | null> }> {
  let subjects = await lockSubjects(tx, roundIds);
  // Whoever had one of them before may have opened another, which a statement that began earlier cannot see.
  for (let known = -1; known < subjects.length; ) {
    known = subjects.length;
    subjects = await lockSubjects(tx, roundIds);
  }
  const rounds = await tx.manager.query<{ id: string; paused_at: Date | null }[]>(
    `select id, paused_at from round where id = any($1) order by id for no key update`,
    [roundIds],
  );
  return { subjects, pausedAt: new Map(rounds.map(({ id, paused_at }) => [id, paused_at])) };
}

const lockSubjects = (tx: Tx, roundIds: readonly string[]) =>
  tx.manager.query<LockedRound['subjects'][number][]>(
    `select stage, id from subject
     where (stage = any($2) and stage <> all($3) and id = any($1))
       or (stage = any($3) and id in (select id from position where round_id = any($1)))
     order by array_position($2::text[], stage), id for update`,
    [roundIds, STAGES, OF_POSITIONS],
  );
