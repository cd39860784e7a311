import type { View, Visit } from '../../links/visit.js';
import { differences, idsOf, type Order, wordsOf } from './order.rule.js';
import type { ApplicantRow, ReadRating } from './read-rating.js';

/**
 * Two versions of a rating side by side, for the rater to choose: the rater's own, and the one that somebody submitted
 * while it was made.
 * @param mine the rater's own, of those who are to be rated now
 */
export function conflictView(visit: Visit, rating: ReadRating, mine: Order, status = 200): View {
  const { position, round, free, current, first, ratings, submittedBy, submittedAt, version } = rating;
  const byId = new Map(free.map((row) => [row.id, row]));
  const different = differences(mine, current);
  const [own, theirs] = [wordsOf(mine, first), wordsOf(current, first)];
  const data = {
    position,
    round,
    contact: round.contact,
    by: submittedBy?.id === visit.person.id ? null : (submittedBy?.name ?? position.teacher),
    submittedAt,
    rows: idsOf(mine).map((id) => ({
      ...(byId.get(id) as ApplicantRow),
      mine: own[id] ?? null,
      theirs: theirs[id] ?? null,
      differs: different.has(id),
    })),
    different: different.size,
    isWhole: mine.unplaced.length === 0,
    hidden: [...hiddenFields(mine, first), ['basedOn', ratings], ['draft', version ?? '']].map(([name, value]) => ({
      name,
      value,
    })),
  };
  return { status, template: 'rating-conflict', page: 'rating-conflict', data };
}

/** The fields that say an order again. */
export const hiddenFields = (order: Order, first: number): [string, string | number][] =>
  Object.entries(wordsOf(order, first)).map(([id, { place }]) =>
    place === null ? [`unsuited.${id}`, 'yes'] : [`rank.${id}`, place],
  );
