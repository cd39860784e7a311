/** How a rater has sorted the applicants so far, by the ids of their applications: each is in one of the lists. */
export interface Order {
  /** The best first. */
  readonly ranked: readonly string[];
  /** Whoever has no place yet. */
  readonly unplaced: readonly string[];
  readonly unsuited: readonly string[];
}

/** What a form says of one applicant. */
export interface Word {
  /** Null when no place is given. */
  readonly place: number | null;
  readonly unsuited: boolean;
}

/** What a button of a row does. */
export interface Move {
  readonly what: 'up' | 'down' | 'back';
  readonly id: string;
}

const UNTOUCHED: Word = { place: null, unsuited: false };

/**
 * The order that was kept somewhere: places in sequence, with or without gaps.
 * @param ids the applicants to sort; words about anyone else are passed over, and whoever has none is unplaced
 */
export function orderOf(ids: readonly string[], words: Readonly<Record<string, Word>>): Order {
  const wordOf = (id: string) => words[id] ?? UNTOUCHED;
  const placed = ids.filter((id) => !wordOf(id).unsuited && wordOf(id).place !== null);
  return {
    ranked: placed.sort((a, b) => (wordOf(a).place ?? 0) - (wordOf(b).place ?? 0)),
    unplaced: ids.filter((id) => !wordOf(id).unsuited && wordOf(id).place === null),
    unsuited: ids.filter((id) => wordOf(id).unsuited),
  };
}

/**
 * The order after somebody wrote places into the form that showed `before`. A place that was changed means where its
 * applicant is to stand; those whose place was left alone keep their sequence around it.
 * @param first the number of the first place that the form gives
 */
export function reorder(before: Order, words: Readonly<Record<string, Word>>, first: number): Order {
  const shown = new Map(before.ranked.map((id, index) => [id, first + index]));
  const out = new Set(before.unsuited);
  const wordOf = (id: string) => words[id] ?? UNTOUCHED;
  // Of a place and a tick the one that is new counts.
  const isUnsuited = (id: string) => wordOf(id).unsuited && !(out.has(id) && wordOf(id).place !== null);
  const ids = idsOf(before);
  const placed = ids.filter((id) => !isUnsuited(id) && wordOf(id).place !== null);
  const isKept = (id: string) => shown.get(id) === wordOf(id).place;
  const ranked = placed.filter(isKept);
  const changed = placed.filter((id) => !isKept(id)).map((id) => ({ id, place: wordOf(id).place ?? 0 }));
  let least = 0;
  for (const { id, place } of changed.sort((a, b) => a.place - b.place)) {
    const at = Math.max(least, place - first);
    ranked.splice(at, 0, id);
    least = ranked.indexOf(id) + 1;
  }
  return {
    ranked,
    unplaced: ids.filter((id) => !isUnsuited(id) && wordOf(id).place === null),
    unsuited: ids.filter(isUnsuited),
  };
}

/**
 * The order after a button was pressed. `up` and `down` move a ranked applicant by one place, `up` gives an unplaced one
 * the next place, `back` takes one from the unsuited to the unplaced. What cannot move stays.
 */
export function moveIn(order: Order, { what, id }: Move): Order {
  const without = (list: readonly string[]) => list.filter((one) => one !== id);
  if (what === 'back')
    return order.unsuited.includes(id)
      ? { ...order, unplaced: [...order.unplaced, id], unsuited: without(order.unsuited) }
      : order;
  if (what === 'up' && order.unplaced.includes(id))
    return { ...order, ranked: [...order.ranked, id], unplaced: without(order.unplaced) };
  const at = order.ranked.indexOf(id);
  const to = what === 'up' ? at - 1 : at + 1;
  if (at < 0 || to < 0 || to >= order.ranked.length) return order;
  return { ...order, ranked: without(order.ranked).toSpliced(to, 0, id) };
}

/** Everybody in an order, as a page shows them one after another. */
export const idsOf = ({ ranked, unplaced, unsuited }: Order): string[] => [...ranked, ...unplaced, ...unsuited];

/** An order without those who are not among `ids`. */
export function only(order: Order, ids: readonly string[]): Order {
  const kept = new Set(ids);
  const within = (list: readonly string[]) => list.filter((id) => kept.has(id));
  return { ranked: within(order.ranked), unplaced: within(order.unplaced), unsuited: within(order.unsuited) };
}

/** The words that put an order into a form: places in sequence from `first` on. */
export function wordsOf(order: Order, first: number): Record<string, Word> {
  return Object.fromEntries([
    ...order.ranked.map((id, index) => [id, { place: first + index, unsuited: false }] as const),
    ...order.unsuited.map((id) => [id, { place: null, unsuited: true }] as const),
  ]);
}

/** Whoever stands differently in two orders of the same applicants: in another list, or at another place. */
export function differences(mine: Order, theirs: Order): ReadonlySet<string> {
  const standing = (order: Order) =>
    new Map([
      ...order.ranked.map((id, index) => [id, String(index)] as const),
      ...order.unsuited.map((id) => [id, 'unsuited'] as const),
    ]);
  const [one, other] = [standing(mine), standing(theirs)];
  return new Set([...idsOf(mine), ...idsOf(theirs)].filter((id) => one.get(id) !== other.get(id)));
}
