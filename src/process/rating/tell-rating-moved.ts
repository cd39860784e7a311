import { enqueueMails } from '../../outbox/enqueue.js';
import type { RoundContext } from '../../rounds/round-context.js';
import { nowOf, type Tx } from '../../timetable/turn.js';
import { withLinks } from './rating.advance.js';
import { ratingMovedMail } from './rating.mails.js';
import { loadPositions } from './rating.state.js';

/**
 * Tells the raters of unrated positions, who were asked before, of a new deadline.
 * @param round as it is now
 * @param before the deadline of each position as it was; of those that have the same one still nobody is told
 */
export async function tellRatingMoved(tx: Tx, round: RoundContext, before: ReadonlyMap<string, Date>): Promise<void> {
  const at = await nowOf(tx);
  const isNew = (positionId: string, due: Date) => (before.get(positionId) ?? due).getTime() !== due.getTime();
  const moved = (await loadPositions(tx, round)).filter(
    ({ positionId, due, requested, rated, settled }) => requested && !rated && !settled && isNew(positionId, due),
  );
  const told = await withLinks(tx, moved);
  await enqueueMails(
    tx,
    told.map(({ position, rater, link }) =>
      ratingMovedMail(round, position, rater, link, { from: before.get(position.positionId) ?? position.due, at }),
    ),
  );
}

/** The deadline of each position of a round. */
export async function readRatingDues(tx: Tx, round: RoundContext): Promise<ReadonlyMap<string, Date>> {
  return new Map((await loadPositions(tx, round)).map(({ positionId, due }) => [positionId, due]));
}
