import { type Tx, takeTurn } from '../../../timetable/turn.js';

/**
 * Locks what decides on a round's applications, in the order of the process: their closing, the requests for ratings, and
 * each position's offers.
 * @returns false when the round is paused
 */
export async function lockApplications(tx: Tx, roundId: string): Promise<boolean> {
  if (!(await takeTurn(tx, 'application', roundId))) return false;
  await takeTurn(tx, 'rating', roundId);
  await tx.manager.query(
    `select 1 from subject where stage = 'offer' and id in (select id from position where round_id = $1)
     order by id for update`,
    [roundId],
  );
  return true;
}
