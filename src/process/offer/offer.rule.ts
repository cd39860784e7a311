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

/** … or about the deadline of an open offer. */
export interface Move {
  readonly offerId: string;
  readonly expiresAt: Date;
}

export type OfferAct = Answer | Reconsideration | Move;

export interface ClosedOffer {
  readonly offerId: string;
  readonly state: Exclude<OfferState, 'open'>;
  readonly at: Date;
}

export interface OfferDecision {
  readonly close: readonly ClosedOffer[];
  /** The offer whose deadline is another one now. */
  readonly move: Move | null;
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
 */
export function decideOffers(state: PositionState, span: Span, timeZone: string, act?: OfferAct): OfferDecision {
  const { now } = span;
  const expired = state.offers
    .filter((offer) => offer.state === 'open' && offer.expiresAt <= now)
    .map((offer): ClosedOffer => ({ offerId: offer.id, state: 'expired', at: offer.expiresAt }));
  const past = new Set(expired.map((closed) => closed.offerId));
  const { acted, move, reconsider } = actOn(state, past, act, now);
  const close = [...expired, ...acted];
  const after = new Map(close.map((closed) => [closed.offerId, closed.state]));
  const stateOf = (offer: MadeOffer) => after.get(offer.id) ?? offer.state;
  const open = state.offers
    .filter((offer) => stateOf(offer) === 'open')
    .map((offer) => (offer.id === move?.offerId ? { ...offer, expiresAt: move.expiresAt } : offer));
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
    move,
    reconsider,
    issue,
    remind: reminders.flatMap(({ offer, instants }) => {
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

interface Acted {
  readonly acted: readonly ClosedOffer[];
  readonly move: Move | null;
  readonly reconsider: Reconsideration | null;
}

const NOTHING: Acted = { acted: [], move: null, reconsider: null };

// An act on what is no longer in the state it needs does nothing: whoever came first has won.
function actOn(state: PositionState, past: ReadonlySet<string>, act: OfferAct | undefined, now: Date): Acted {
  if (!act) return NOTHING;
  if ('application' in act) return reconsider(state, past, act, now);
  const offer = state.offers.find((one) => one.id === act.offerId);
  if (!offer || past.has(offer.id)) return NOTHING;
  if ('expiresAt' in act)
    return offer.state === 'open' && act.expiresAt > now && act.expiresAt.getTime() !== offer.expiresAt.getTime()
      ? { ...NOTHING, move: act }
      : NOTHING;
  return { ...NOTHING, acted: answer(offer, act.answer, now) };
}

function answer(offer: MadeOffer, given: Answer['answer'], now: Date): ClosedOffer[] {
  const close = (state: ClosedOffer['state']) => [{ offerId: offer.id, state, at: now }];
  if (given === 'withdraw') return offer.state === 'accepted' || offer.state === 'open' ? close('withdrawn') : [];
  if (offer.state !== 'open') return [];
  return close(given === 'accept' ? 'accepted' : 'declined');
}

/**
 * Letting go of an application declines its open offer and gives an accepted one back. It can be taken up again until the
 * position is rated: after that the order stands without it.
 */
function reconsider(state: PositionState, past: ReadonlySet<string>, act: Reconsideration, now: Date): Acted {
  const withdrawn = state.withdrawn.includes(act.personId);
  if (act.application === 'restore')
    return withdrawn && !state.rated && !state.settled ? { ...NOTHING, reconsider: act } : NOTHING;
  if (withdrawn) return NOTHING;
  const acted = state.offers
    .filter((offer) => offer.personId === act.personId && !past.has(offer.id))
    .flatMap((offer) => answer(offer, offer.state === 'accepted' ? 'withdraw' : 'decline', now));
  return { acted, move: null, reconsider: act };
}
