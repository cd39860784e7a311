import type { RoundContext } from '../../rounds/round-context.js';
import { nowOf, type Tx } from '../../timetable/turn.js';
import { advanceRating } from './rating.advance.js';
import { takesRating } from './rating.rule.js';

/** Asks those raters of an unrated position anew who have another link than the one in the mail. */
export async function askRatersAgain(tx: Tx, round: RoundContext, positionId: string): Promise<void> {
  if (!takesRating(round.instants, false, await nowOf(tx))) return;
  await tx.manager.query(
    `update position set rating_requested_at = null where id = $1 and rated_at is null and settled_at is null`,
    [positionId],
  );
  await advanceRating(tx, round.id);
}
