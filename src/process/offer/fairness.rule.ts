import type { OfferState } from './offer.entity.js';

/** Something in the log of a position that the order of its offers can be judged by, in the order in which it happened. */
export type Recorded = { readonly at: Date; readonly actorId: string | null; readonly reason: string | null } & (
  | { readonly is: 'rated'; readonly ranked: readonly string[]; readonly unsuited: number }
  | { readonly is: 'offered'; readonly personId: string }
  | { readonly is: 'named'; readonly personId: string }
  | { readonly is: 'closed'; readonly personId: string; readonly state: Exclude<OfferState, 'open'> }
  | { readonly is: 'moved'; readonly personId: string; readonly from: Date; readonly to: Date }
  | { readonly is: 'let-go'; readonly personId: string }
  | { readonly is: 'restored'; readonly personId: string }
  | { readonly is: 'resized'; readonly from: number; readonly to: number }
);

/** Why somebody who stood before another on the list was not the one to be offered. */
export interface PassedOver {
  readonly personId: string;
  readonly why: 'offered-before' | 'let-go';
}

/** What speaks against the order having been followed. */
export type Deviation =
  /**
   * Somebody was offered though somebody else was next; `next` is null when nobody was. `passed` are all who stood before on
   * the list and whose turn it was sooner.
   */
  | {
      readonly is: 'out-of-order';
      readonly at: Date;
      readonly personId: string;
      readonly next: string | null;
      readonly passed: readonly string[];
    }
  /** More offers were open or accepted than there were openings. */
  | { readonly is: 'too-many'; readonly at: Date; readonly personId: string }
  /** An offer that the log does not tell of, or the log tells of one that is not there. */
  | { readonly is: 'unlogged' | 'missing'; readonly personId: string };

/** A line of the record: what happened and, of an offer, who stood before and why it was not theirs. */
export interface RecordLine {
  readonly event: Recorded;
  readonly passedOver: readonly PassedOver[];
}

/** What the order of a position's offers is judged by. */
export interface OfferLog {
  readonly events: readonly Recorded[];
  /** That the position has now. */
  readonly openings: number;
  /** Whom the offers are for that there are. */
  readonly offered: readonly string[];
}

export interface FairnessRecord {
  readonly lines: readonly RecordLine[];
  readonly deviations: readonly Deviation[];
  /** How often a person stepped out of the order, or changed what it goes by, by name. */
  readonly overrides: number;
}

/**
 * Replays the log of a position: whether each offer went to the first on the list, as it was then, who had had none and had
 * not let go; and whether the offers are those of which the log tells.
 */
export function fairnessOf({ events, openings, offered }: OfferLog): FairnessRecord {
  const resized = events.find((event) => event.is === 'resized');
  let size = resized?.is === 'resized' ? resized.from : openings;
  let order: readonly string[] = [];
  const had = new Set<string>();
  const gone = new Set<string>();
  const held = new Set<string>();
  const deviations: Deviation[] = [];

  const offer = (event: Recorded & { readonly personId: string }): PassedOver[] => {
    const { at, personId } = event;
    const before = order.indexOf(personId) < 0 ? order : order.slice(0, order.indexOf(personId));
    const passedOver = before.map(
      (one): PassedOver => ({ personId: one, why: gone.has(one) ? 'let-go' : 'offered-before' }),
    );
    const waits = (one: string) => !had.has(one) && !gone.has(one);
    const next = order.find(waits) ?? null;
    if (event.is === 'offered' && next !== personId)
      deviations.push({ is: 'out-of-order', at, personId, next, passed: before.filter(waits) });
    had.add(personId);
    held.add(personId);
    if (held.size > size) deviations.push({ is: 'too-many', at, personId });
    return event.is === 'offered' && next === personId ? passedOver : [];
  };

  const lines = events.map((event): RecordLine => {
    switch (event.is) {
      case 'rated':
        order = event.ranked;
        break;
      case 'offered':
      case 'named':
        return { event, passedOver: offer(event) };
      case 'closed':
        if (event.state !== 'accepted') held.delete(event.personId);
        break;
      case 'let-go':
        gone.add(event.personId);
        break;
      case 'restored':
        gone.delete(event.personId);
        break;
      case 'resized':
        size = event.to;
        break;
    }
    return { event, passedOver: [] };
  });
  const logged = events.flatMap((event) => (event.is === 'offered' || event.is === 'named' ? [event.personId] : []));
  return {
    lines,
    deviations: [
      ...deviations,
      ...without(offered, logged).map((personId): Deviation => ({ is: 'unlogged', personId })),
      ...without(logged, offered).map((personId): Deviation => ({ is: 'missing', personId })),
    ],
    overrides: events.filter((event) => overrideOf(event) !== null).length,
  };
}

/** The ways to step out of the order, or to change what it goes by. */
export const OVERRIDES = ['named', 'taken-back', 'moved', 'resized'] as const;
export type Override = (typeof OVERRIDES)[number];

/** Which of them something is: a named offer, one that a contact took back, a moved deadline, or other openings. */
export function overrideOf(event: Recorded): Override | null {
  if (event.is === 'named' || event.is === 'moved' || event.is === 'resized') return event.is;
  const isTakenBack = event.is === 'closed' && event.state === 'withdrawn' && event.actorId !== event.personId;
  return isTakenBack ? 'taken-back' : null;
}

/** What of one list, each as often as it is there, is not in the other. */
function without(all: readonly string[], known: readonly string[]): string[] {
  const left = [...known];
  return all.filter((one) => {
    const index = left.indexOf(one);
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
}
