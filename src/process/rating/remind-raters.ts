import { enqueueMails } from '../../outbox/enqueue.js';
import { recentlyMailed } from '../../outbox/recently-mailed.js';
import { loadRound } from '../../rounds/round-context.js';
import { type Tx, takeTurn } from '../../timetable/turn.js';
import { withLinks } from './rating.advance.js';
import { ratingReminderMail } from './rating.mails.js';
import { takesRating } from './rating.rule.js';
import { loadPositions } from './rating.state.js';

/**
 * Reminds whoever is to rate a position and has not, as long as a rating counts: one that is late is asked for by the
 * instant until which it does.
 * @returns the ids of whom it reminded, or why nobody
 */
export async function remindRaters(
  tx: Tx,
  roundId: string,
  positionId: string,
): Promise<readonly string[] | 'nobody' | 'too-soon' | 'paused'> {
  // The offers' subject, which whoever rates holds.
  const turn = await takeTurn(tx, 'offer', positionId);
  if (!turn) return 'paused';
  const round = await loadRound(tx, roundId);
  const position = (await loadPositions(tx, round)).find((one) => one.positionId === positionId);
  if (!position?.requested || position.rated || !takesRating(round.instants, position.settled, turn.now))
    return 'nobody';
  const recent = await recentlyMailed(tx, 'rating-reminder', positionId);
  const raters = position.raters.filter(({ id }) => !recent.has(id));
  if (raters.length === 0) return 'too-soon';
  const due = turn.now < position.due ? position.due : round.instants.closesAt;
  const asked = await withLinks(tx, [{ ...position, due, raters }]);
  await enqueueMails(
    tx,
    asked.map(({ position, rater, link }) => ratingReminderMail(round, position, rater, link, turn.now)),
  );
  return raters.map(({ id }) => id);
}
