import type { RoundContext } from '../../rounds/round-context.js';
import { nowOf, type Tx } from '../../timetable/turn.js';
import { advanceDemand } from './demand.advance.js';
import { takesDemand } from './demand.rule.js';

/** Asks a course's teacher anew, who has another link than the one in the mail, if there is still something to answer. */
export async function askTeacherAgain(tx: Tx, round: RoundContext, positionId: string): Promise<void> {
  if (!takesDemand(round.instants, await nowOf(tx))) return;
  await tx.manager.query(
    `update demand set requested_at = null where position_id = $1 and answered_at is null and removed_at is null`,
    [positionId],
  );
  await advanceDemand(tx, round.id);
}
