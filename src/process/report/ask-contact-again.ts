import type { Tx } from '../../timetable/turn.js';
import { advanceReport } from './report.advance.js';

/** Asks the contact anew to report, who has another link than the one in the mail. */
export async function askContactAgain(tx: Tx, roundId: string): Promise<void> {
  await tx.manager.query(
    `update report set requested_at = null where round_id = $1 and reported_at is null and closed_at is null`,
    [roundId],
  );
  await advanceReport(tx, roundId);
}
