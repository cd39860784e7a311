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
  let subjects = await lockSubjects(tx, roundId);
  // Whoever had one of them before may have opened another, which a statement that began earlier cannot see.
  for (let known = -1; known < subjects.length; ) {
    known = subjects.length;
    subjects = await lockSubjects(tx, roundId);
  }
  const [round] = await tx.manager.query<{ paused_at: Date | null }[]>(
    `select paused_at from round where id = $1 for no key update`,
    [roundId],
  );
  if (!round) throw new Error(`There is no round ${roundId}.`);
  return { pausedAt: round.paused_at, subjects };
}

const lockSubjects = (tx: Tx, roundId: string) =>
  tx.manager.query<LockedRound['subjects'][number][]>(
    `select stage, id from subject
     where (stage <> all($3) and id = $1)
       or (stage = any($3) and id in (select id from position where round_id = $1))
     order by array_position($2::text[], stage), id for update`,
    [roundId, STAGES, OF_POSITIONS],
  );
