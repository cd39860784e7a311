import type { Instants } from '../../rounds/calendar.js';
import { fallsIn, nextOf, REMINDER_DAYS, REMINDER_TIME, type Span } from '../../rounds/reminders.js';
import { timeOnDay } from '../../rounds/wall-clock.js';
import { type AnswerWindow, expiryOf, movedEnd } from './answer-time.rule.js';
import type { OfferState } from './offer.entity.js';
import {
  type ClosedOffer,
  type Move,
  NOTHING,
  type OfferAct,
  type OfferRefusal,
  outcomeOf,
  type Postponement,
  type Reconsideration,
} from './offer-act.rule.js';

export interface MadeOffer {
  readonly id: string;
  readonly personId: string;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
  readonly state: OfferState;
  /** Its mail did not arrive, and nobody has sent another since: its clock stands. */
  readonly unreached?: boolean;
}

export interface PositionState {
  readonly instants: Pick<Instants, 'offersAt' | 'closesAt'>;
  readonly answerWindow: AnswerWindow;
  readonly openings: number;
  readonly applicants: number;
  readonly rated: boolean;
  /** The suitable applicants, in rank order, those who withdrew among them. */
  readonly ranked: readonly { readonly personId: string; readonly rank: number }[];
  /** The applicants who have let go of the position. */
  readonly withdrawn: readonly string[];
  readonly offers: readonly MadeOffer[];
  readonly settled: boolean;
}

/** What becomes of the offers and the position at one instant. */
export interface Settlement {
  readonly close: readonly ClosedOffer[];
  /** The offers whose deadline is another one now. */
  readonly moves: readonly Move[];
  /** The offers that would have expired but never arrived, with the whole of their time anew: nobody is told. */
  readonly prolonged: readonly Move[];
  /** Whoever lets go of the position now, or takes the application up again. */
  readonly reconsider: Reconsideration | null;
  /** How many openings there are from now on; null when that has not changed. */
  readonly openings: number | null;
  readonly issue: readonly Issue[];
  /** Nothing is to come of the position. */
  readonly settled: boolean;
  /** The position is settled now, for the first time or anew. */
  readonly settle: boolean;
  /** A settled position is open again. */
  readonly reopen: boolean;
  /** Why the act did nothing; null when it did, or there was none. */
  readonly refused: OfferRefusal | null;
}

export interface OfferDecision extends Omit<Settlement, 'settled'> {
  /** The reminder to send now of each offer, by the instant at which it was due. */
  readonly remind: readonly { readonly offerId: string; readonly at: Date }[];
  readonly nextDueAt: Date | null;
}

export interface Issue {
  readonly personId: string;
  readonly rank: number;
  readonly expiresAt: Date;
  /** Out of turn: whoever acts has said who. */
  readonly byName: boolean;
}

/**
 * Step 6, everything about the offers of one position at one instant: what becomes of them, whom to remind, and when to come
 * again.
 * @param span what was done already, and now
 * @param act what a person does; when what it is about is no longer in the state that it needs, it is refused
 */
export function decideOffers(state: PositionState, span: Span, timeZone: string, act?: OfferAct): OfferDecision {
  const { now } = span;
  const { settled, ...settlement } = settleOffers(state, now, timeZone, act);
  const { close, moves, prolonged, issue } = settlement;
  const closed = new Set(close.map(({ offerId }) => offerId));
  const open = withMoves(state.offers, [...moves, ...prolonged]).filter(
    ({ id, state: was }) => was === 'open' && !closed.has(id),
  );
  const reminders = open.map((offer) => ({
    offer,
    instants: offerReminders(offer.issuedAt, offer.expiresAt, timeZone),
  }));
  const { offersAt, closesAt } = state.instants;
  return {
    ...settlement,
    remind: reminders.flatMap(({ offer, instants }) => {
      if (offer.unreached) return [];
      // Whoever is told of a new deadline now needs no reminder of it.
      if (moves.some((move) => move.offerId === offer.id)) return [];
      const at = instants.filter((instant) => fallsIn(instant, span)).at(-1);
      return at ? [{ offerId: offer.id, at }] : [];
    }),
    nextDueAt: nextOf(now, [
      ...(settled ? [] : [offersAt, closesAt]),
      ...reminders.flatMap(({ offer, instants }) => [offer.expiresAt, ...instants]),
      ...issue.flatMap(({ expiresAt }) => [expiresAt, ...offerReminders(now, expiresAt, timeZone)]),
    ]),
  };
}

/**
 * What becomes of the offers of one position at one instant. All that falls on it is settled first (expiries at their true
 * instants, then the act), then offers go out to the next in rank, then it is seen whether the position is settled.
 */
export function settleOffers(state: PositionState, now: Date, timeZone: string, act?: OfferAct): Settlement {
  // A pause took no time from anybody: what moves by it moves before it is seen what has expired.
  const postponed = act && 'days' in act ? postpone(state, act, timeZone) : [];
  const resumed = withMoves(state.offers, postponed);
  const expiresAt = expiryOf(now, timeZone, state.answerWindow);
  const ended = resumed.filter((offer) => offer.state === 'open' && offer.expiresAt <= now);
  const prolonged = ended.filter(({ unreached }) => unreached).map(({ id }): Move => ({ offerId: id, expiresAt }));
  const over = ended.filter(({ unreached }) => !unreached);
  const expired = over.map(({ id, expiresAt: at }): ClosedOffer => ({ offerId: id, state: 'expired', at }));
  const offers = withMoves(resumed, prolonged);
  const live = over.length > 0 ? offers.filter((offer) => !over.includes(offer)) : offers;
  const letGo = new Set(state.withdrawn);
  const inLine = stillWaiting(state, letGo);
  const { acted, moved, reconsider, openings, named, refused } = act
    ? outcomeOf(act, { state, now, timeZone, live, waiting: inLine })
    : NOTHING;
  const after = new Map(acted.map((closed) => [closed.offerId, closed.state]));
  const [open, accepted] = countHeld(live, after);

  const withdrawn = reconsider ? withdrawnAfter(state, reconsider) : letGo;
  const inTurn = reconsider ? stillWaiting(state, withdrawn) : inLine;
  const waiting = named ? inTurn.filter(({ personId }) => personId !== named.personId) : inTurn;
  const { offersAt, closesAt } = state.instants;
  const mayOffer = state.rated && now >= offersAt && now < closesAt;
  const size = openings ?? state.openings;
  const free = mayOffer ? Math.max(0, size - accepted - open - (named ? 1 : 0)) : 0;
  const next = waiting.slice(0, free);
  const issue = [
    ...(named ? [{ ...named, expiresAt, byName: true }] : []),
    ...next.map(({ personId, rank }) => ({ personId, rank, expiresAt, byName: false })),
  ];

  const exhausted = (state.rated || state.applicants === withdrawn.size) && waiting.length === next.length;
  const settled = now >= offersAt && open + issue.length === 0 && (accepted >= size || exhausted || now >= closesAt);
  const employedChanged = acted.some((closed) => closed.state === 'accepted' || wasAccepted(state, closed.offerId));
  return {
    close: [...expired, ...acted],
    moves: [...postponed, ...moved],
    prolonged,
    reconsider,
    openings,
    issue,
    settled,
    settle: settled && (!state.settled || employedChanged),
    reopen: state.settled && !settled,
    refused,
  };
}

/** How many offers are open and how many accepted, once some were closed. */
function countHeld(
  live: readonly MadeOffer[],
  after: ReadonlyMap<string, OfferState>,
): [open: number, accepted: number] {
  let [open, accepted] = [0, 0];
  for (const offer of live) {
    const state = after.get(offer.id) ?? offer.state;
    if (state === 'open') open += 1;
    if (state === 'accepted') accepted += 1;
  }
  return [open, accepted];
}

/** 09:00 on the days 7, 2 and 0 before the last day, in order, if after the offer and before its expiry. */
export function offerReminders(issuedAt: Date, expiresAt: Date, timeZone: string): Date[] {
  const lastMoment = new Date(expiresAt.getTime() - 1);
  return REMINDER_DAYS.map((days) => timeOnDay(lastMoment, -days, REMINDER_TIME, timeZone))
    .filter((instant) => instant > issuedAt && instant < expiresAt)
    .sort((a, b) => a.getTime() - b.getTime());
}

/** Where the open offers that had not ended when the pause began end now. */
function postpone({ offers, answerWindow }: PositionState, { since, days }: Postponement, timeZone: string): Move[] {
  if (days === 0) return [];
  return offers
    .filter((offer) => offer.state === 'open' && offer.expiresAt > since)
    .map((offer) => ({ offerId: offer.id, expiresAt: movedEnd(offer.expiresAt, days, timeZone, answerWindow) }));
}

function withMoves(offers: readonly MadeOffer[], moves: readonly Move[]): readonly MadeOffer[] {
  if (moves.length === 0) return offers;
  const ends = new Map(moves.map((move) => [move.offerId, move.expiresAt]));
  return offers.map((offer) => ({ ...offer, expiresAt: ends.get(offer.id) ?? offer.expiresAt }));
}

/** The suitable applicants who have had no offer and have not let go, in rank order. */
function stillWaiting({ ranked, offers }: PositionState, withdrawn: ReadonlySet<string>) {
  const offered = new Set(offers.map((offer) => offer.personId));
  return ranked
    .filter(({ personId }) => !offered.has(personId) && !withdrawn.has(personId))
    .sort((one, other) => one.rank - other.rank);
}

function withdrawnAfter({ withdrawn }: PositionState, reconsider: Reconsideration | null): ReadonlySet<string> {
  const after = new Set(withdrawn);
  if (reconsider?.application === 'withdraw') after.add(reconsider.personId);
  if (reconsider?.application === 'restore') after.delete(reconsider.personId);
  return after;
}

const wasAccepted = ({ offers }: PositionState, offerId: string) =>
  offers.some((offer) => offer.id === offerId && offer.state === 'accepted');
