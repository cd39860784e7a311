import type { Instants } from '../../rounds/calendar.js';
import { fallsIn, nextOf, REMINDER_DAYS, REMINDER_TIME, type Span } from '../../rounds/reminders.js';
import { startOfDay, timeOnDay } from '../../rounds/wall-clock.js';
import type { OfferState } from './offer.entity.js';

/** A student has two weeks: the whole of the fourteenth day after the day of the offer. */
export const ANSWER_DAYS = 14;

/** The first instant at which an answer is too late: the start of the local day after the last day. */
export const expiryOf = (issuedAt: Date, timeZone: string) => startOfDay(issuedAt, ANSWER_DAYS + 1, timeZone);

export interface MadeOffer {
  readonly id: string;
  readonly personId: string;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
  readonly state: OfferState;
}

export interface PositionState {
  readonly instants: Pick<Instants, 'offersAt' | 'closesAt'>;
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

/** What a person does about an offer … */
export interface Answer {
  readonly offerId: string;
  readonly answer: 'accept' | 'decline' | 'withdraw';
}

/** … about an application, whatever has come of it: lets go of it, and an offer with it, or takes it up again … */
export interface Reconsideration {
  readonly personId: string;
  readonly application: 'withdraw' | 'restore';
}

/** … about the deadline of an open offer … */
export interface Move {
  readonly offerId: string;
  readonly expiresAt: Date;
}

/** … or about the round: after a pause that began at `since` what lay ahead then lies so many local days later. */
export interface Postponement {
  readonly since: Date;
  readonly days: number;
}

export type OfferAct = Answer | Reconsideration | Move | Postponement;

export interface ClosedOffer {
  readonly offerId: string;
  readonly state: Exclude<OfferState, 'open'>;
  readonly at: Date;
}

export interface OfferDecision {
  readonly close: readonly ClosedOffer[];
  /** The offers whose deadline is another one now. */
  readonly moves: readonly Move[];
  /** Whoever lets go of the position now, or takes the application up again. */
  readonly reconsider: Reconsideration | null;
  readonly issue: readonly { readonly personId: string; readonly rank: number; readonly expiresAt: Date }[];
  /** The reminder to send now of each offer, by the instant at which it was due. */
  readonly remind: readonly { readonly offerId: string; readonly at: Date }[];
  /** The position is settled now, for the first time or anew. */
  readonly settle: boolean;
  /** A settled position is open again. */
  readonly reopen: boolean;
  readonly nextDueAt: Date | null;
}

/**
 * Step 6, everything about the offers of one position at one instant. All that falls on it is settled first (expiries at
 * their true instants, then the act), then offers go out to the next in rank, then it is seen whether the position is
 * settled.
 * @param span what was done already, and now
 * @param act what a person does; it does nothing when what it is about is no longer in the state that it needs
 */
export function decideOffers(state: PositionState, span: Span, timeZone: string, act?: OfferAct): OfferDecision {
  const { now } = span;
  // A pause took no time from anybody: what moves by it moves before it is seen what has expired.
  const postponed = act && 'days' in act ? postpone(state.offers, act, timeZone) : [];
  const offers = withMoves(state.offers, postponed);
  const expired = offers
    .filter((offer) => offer.state === 'open' && offer.expiresAt <= now)
    .map((offer): ClosedOffer => ({ offerId: offer.id, state: 'expired', at: offer.expiresAt }));
  const live = offers.filter((offer) => !expired.some((closed) => closed.offerId === offer.id));
  const { acted, moved, reconsider } = act ? outcomeOf(act, state, live, now) : NOTHING;
  const moves = [...postponed, ...moved];
  const close = [...expired, ...acted];
  const after = new Map(close.map((closed) => [closed.offerId, closed.state]));
  const stateOf = (offer: MadeOffer) => after.get(offer.id) ?? offer.state;
  const open = withMoves(offers, moved).filter((offer) => stateOf(offer) === 'open');
  const accepted = state.offers.filter((offer) => stateOf(offer) === 'accepted').length;

  const withdrawn = withdrawnAfter(state, reconsider);
  const waiting = stillWaiting(state, withdrawn);
  const { offersAt, closesAt } = state.instants;
  const mayOffer = state.rated && now >= offersAt && now < closesAt;
  const free = mayOffer ? Math.max(0, state.openings - accepted - open.length) : 0;
  const issue = waiting.slice(0, free).map((next) => ({ ...next, expiresAt: expiryOf(now, timeZone) }));

  const exhausted = (state.rated || state.applicants === withdrawn.size) && waiting.length === issue.length;
  const settled =
    now >= offersAt && open.length + issue.length === 0 && (accepted >= state.openings || exhausted || now >= closesAt);
  const employedChanged = acted.some((closed) => closed.state === 'accepted' || wasAccepted(state, closed.offerId));

  const reminders = open.map((offer) => ({
    offer,
    instants: offerReminders(offer.issuedAt, offer.expiresAt, timeZone),
  }));
  const issued = issue.map(({ expiresAt }) => ({ expiresAt, instants: offerReminders(now, expiresAt, timeZone) }));
  return {
    close,
    moves,
    reconsider,
    issue,
    remind: reminders.flatMap(({ offer, instants }) => {
      // Whoever is told of a new deadline now needs no reminder of it.
      if (moves.some((move) => move.offerId === offer.id)) return [];
      const at = instants.filter((instant) => fallsIn(instant, span)).at(-1);
      return at ? [{ offerId: offer.id, at }] : [];
    }),
    settle: settled && (!state.settled || employedChanged),
    reopen: state.settled && !settled,
    nextDueAt: nextOf(now, [
      ...(settled ? [] : [offersAt, closesAt]),
      ...reminders.flatMap(({ offer, instants }) => [offer.expiresAt, ...instants]),
      ...issued.flatMap(({ expiresAt, instants }) => [expiresAt, ...instants]),
    ]),
  };
}

/** 09:00 on the days 7, 2 and 0 before the last day, in order, if after the offer and before its expiry. */
export function offerReminders(issuedAt: Date, expiresAt: Date, timeZone: string): Date[] {
  const lastMoment = new Date(expiresAt.getTime() - 1);
  return REMINDER_DAYS.map((days) => timeOnDay(lastMoment, -days, REMINDER_TIME, timeZone))
    .filter((instant) => instant > issuedAt && instant < expiresAt)
    .sort((a, b) => a.getTime() - b.getTime());
}

/** Where the open offers that had not ended when the pause began end now. */
function postpone(offers: readonly MadeOffer[], { since, days }: Postponement, timeZone: string): Move[] {
  if (days === 0) return [];
  return offers
    .filter((offer) => offer.state === 'open' && offer.expiresAt > since)
    .map((offer) => ({ offerId: offer.id, expiresAt: startOfDay(offer.expiresAt, days, timeZone) }));
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
    .sort((a, b) => a.rank - b.rank);
}

function withdrawnAfter({ withdrawn }: PositionState, reconsider: Reconsideration | null): ReadonlySet<string> {
  const after = new Set(withdrawn);
  if (reconsider?.application === 'withdraw') after.add(reconsider.personId);
  if (reconsider?.application === 'restore') after.delete(reconsider.personId);
  return after;
}

const wasAccepted = ({ offers }: PositionState, offerId: string) =>
  offers.some((offer) => offer.id === offerId && offer.state === 'accepted');

/** What comes of an act. */
interface Outcome {
  readonly acted: readonly ClosedOffer[];
  readonly moved: readonly Move[];
  readonly reconsider: Reconsideration | null;
}

const NOTHING: Outcome = { acted: [], moved: [], reconsider: null };

// An act on what is no longer in the state it needs does nothing: whoever came first has won.
function outcomeOf(act: OfferAct, state: PositionState, live: readonly MadeOffer[], now: Date): Outcome {
  if ('application' in act) return outcomeOfReconsidering(act, state, live, now);
  if ('days' in act) return NOTHING;
  const offer = live.find((one) => one.id === act.offerId);
  if (!offer) return NOTHING;
  if ('answer' in act) return { ...NOTHING, acted: closeBy(act.answer, offer, now) };
  const isNew = act.expiresAt > now && act.expiresAt.getTime() !== offer.expiresAt.getTime();
  return offer.state === 'open' && isNew ? { ...NOTHING, moved: [act] } : NOTHING;
}

function closeBy(answer: Answer['answer'], { id, state }: MadeOffer, now: Date): ClosedOffer[] {
  const close = (as: ClosedOffer['state']) => [{ offerId: id, state: as, at: now }];
  if (answer === 'withdraw') return state === 'accepted' || state === 'open' ? close('withdrawn') : [];
  if (state !== 'open') return [];
  return close(answer === 'accept' ? 'accepted' : 'declined');
}

/**
 * Letting go of an application declines its open offer and gives an accepted one back, whether the offer came before or
 * after it was let go of. It can be taken up again until the position is rated: after that the order stands without it.
 */
function outcomeOfReconsidering(
  act: Reconsideration,
  state: PositionState,
  live: readonly MadeOffer[],
  now: Date,
): Outcome {
  const withdrawn = state.withdrawn.includes(act.personId);
  if (act.application === 'restore')
    return withdrawn && !state.rated && !state.settled ? { ...NOTHING, reconsider: act } : NOTHING;
  const acted = live
    .filter((offer) => offer.personId === act.personId)
    .flatMap((offer) => closeBy(offer.state === 'accepted' ? 'withdraw' : 'decline', offer, now));
  return { acted, moved: [], reconsider: withdrawn ? null : act };
}
