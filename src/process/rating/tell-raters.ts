import { issueLinks } from '../../links/issue.js';
import type { NewMail } from '../../outbox/enqueue.js';
import type { RoundContext } from '../../rounds/round-context.js';
import { nowOf, type Tx } from '../../timetable/turn.js';
import { ratingSubmittedMail } from './rating.mails.js';
import type { Rated } from './rating.rule.js';
import { loadPositions } from './rating.state.js';

/**
 * What the raters of a position are told of a rating that was submitted: the teacher and every colleague who was asked,
 * whichever of them it was. A teacher who alone is to rate, and does, is told nothing.
 * @param count how many ratings have been submitted, this one among them
 */
export async function tellRaters(
  tx: Tx,
  round: RoundContext,
  {
    positionId,
    personId,
    ratings,
    count,
  }: { positionId: string; personId: string; ratings: readonly Rated[]; count: number },
): Promise<NewMail[]> {
  const position = (await loadPositions(tx, round)).find((one) => one.positionId === positionId);
  if (!position || position.raters.every((rater) => rater.id === personId)) return [];
  const [by] = await tx.manager.query<{ name: string }[]>(
    `select coalesce(nullif(name, ''), email) as name from person where id = $1`,
    [personId],
  );
  const links = await issueLinks(
    tx,
    position.raters.map((rater) => ({ personId: rater.id, purpose: 'rating', subject: positionId })),
  );
  const submission = {
    by: { id: personId, name: by?.name ?? '' },
    at: await nowOf(tx),
    ranked: ratings.filter((one) => one.rank !== null).length,
    unsuited: ratings.filter((one) => one.rank === null).length,
    count,
  };
  return position.raters.map((rater, index) =>
    ratingSubmittedMail(round, position, rater, links[index] as string, submission),
  );
}
