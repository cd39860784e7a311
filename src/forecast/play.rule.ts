import { expiryOf } from '../process/offer/answer-time.rule.js';
import { type MadeOffer, type PositionState, settleOffers } from '../process/offer/offer.rule.js';
import { type Unfilled, whyUnfilled } from '../rounds/why-unfilled.rule.js';
import { afterDecision } from './after-decision.rule.js';
import type { Reply } from './behaviour.rule.js';

/** What chance decides of one position in one run. */
export interface Fortune {
  /** A student's reply to an offer that has been open for `age` milliseconds. */
  reply(age: number): Reply;
  /** When the rating comes, and how many of the applicants it has suitable; null when it came, or never comes. */
  readonly rating: { readonly at: Date; readonly suitable: number } | null;
  readonly applicants: number;
}

/** A pause that lies ahead: nothing happens in it, and what lay ahead then lies so many local days later. */
export interface Rest {
  readonly since: Date;
  readonly until: Date;
  readonly days: number;
  /** The same position's instants after it. */
  readonly instants: PositionState['instants'];
}

/** What became of one position in one run. */
export interface Fate {
  /** The instants, in milliseconds, at which openings were filled, in order. */
  readonly filledAt: readonly number[];
  /** How many of the openings were filled from the start. */
  readonly before: number;
  /** When the last offer went out, in milliseconds; null when none did from now on. */
  readonly lastOfferAt: number | null;
  /** Why openings are left; null when all are filled. */
  readonly why: Unfilled['reason'] | null;
}

interface Pending {
  readonly offerId: string;
  readonly at: number;
  readonly answer: 'accept' | 'decline';
}

const DAY = 24 * 3_600_000;

/**
 * Plays one position from now to its end, on the rule that will decide in earnest; of its reminders nothing is told.
 * Students answer as `fortune` has it, and nobody steps in.
 */
export function playPosition(
  start: PositionState,
  fortune: Fortune,
  { now, timeZone, rest }: { readonly now: Date; readonly timeZone: string; readonly rest: Rest | null },
): Fate {
  const { instants, answerWindow, openings, rated: isRated, ranked, withdrawn, settled } = start;
  let state: PositionState = {
    // Just what the rule asks for: a copy of it is made at each turn.
    instants,
    answerWindow,
    openings,
    rated: isRated,
    ranked,
    withdrawn,
    settled,
    applicants: fortune.applicants,
    offers: start.offers.map((offer) => (offer.unreached ? reached(offer, now, timeZone, start) : offer)),
  };
  let ahead = rest;
  let rating = fortune.rating;
  let at = now;
  let pending = state.offers.filter(isOpen).flatMap((offer) => pend(offer, fortune, at));
  const filledAt: number[] = [];
  let lastOfferAt: number | null = null;
  let ids = 0;
  for (let answer: Pending | undefined; ; ) {
    const resumes = ahead !== null && at >= ahead.until ? ahead : null;
    if (resumes) {
      ahead = null;
      state = { ...state, instants: resumes.instants };
      pending = pending.map((one) => ({ ...one, at: one.at + resumes.days * DAY }));
      if (rating) rating = { ...rating, at: new Date(rating.at.getTime() + resumes.days * DAY) };
    }
    if (rating && rating.at <= at) {
      if (at < state.instants.closesAt) state = rated(state, rating.suitable);
      rating = null;
    }
    const act = resumes ? { since: resumes.since, days: resumes.days } : answer;
    const decision = settleOffers(state, at, timeZone, act);
    state = afterDecision(state, decision, at, ids);
    ids += decision.issue.length;
    for (const { state: closed } of decision.close) if (closed === 'accepted') filledAt.push(at.getTime());
    if (decision.issue.length > 0) {
      lastOfferAt = at.getTime();
      for (const offer of state.offers.slice(-decision.issue.length)) pending.push(...pend(offer, fortune, at));
    }
    answer = earliest(pending);
    const next = nextInstant(state, at, rating?.at, answer);
    if (!next) break;
    const halted = ahead !== null && next >= ahead.since;
    at = halted && ahead ? ahead.until : next;
    if (halted || !answer || answer.at > at.getTime()) answer = undefined;
    else pending.splice(pending.indexOf(answer), 1);
  }
  const before = start.offers.filter(({ state: was }) => was === 'accepted').length;
  return { filledAt, before, lastOfferAt, why: reasonOf(state) };
}

/** When anything can happen next: an answer, the end of an offer, the first offers, the rating. */
function nextInstant(state: PositionState, now: Date, ratedAt: Date | undefined, answer: Pending | undefined) {
  const past = now.getTime();
  // Several may answer at one instant, one after the other.
  let next = answer ? Math.max(answer.at, past) : Number.POSITIVE_INFINITY;
  const consider = (at: number) => {
    if (at > past && at < next) next = at;
  };
  for (const offer of state.offers) if (offer.state === 'open') consider(offer.expiresAt.getTime());
  if (!state.settled) consider(state.instants.offersAt.getTime());
  if (ratedAt) consider(ratedAt.getTime());
  return Number.isFinite(next) ? new Date(next) : null;
}

/** The reply to an open offer, if it comes in time. */
function pend({ id, issuedAt, expiresAt }: MadeOffer, fortune: Fortune, now: Date): Pending[] {
  const reply = fortune.reply(now.getTime() - issuedAt.getTime());
  if (!reply) return [];
  const at = issuedAt.getTime() + reply.after;
  return at < expiresAt.getTime() ? [{ offerId: id, at, answer: reply.answer }] : [];
}

function earliest(pending: readonly Pending[]): Pending | undefined {
  let first: Pending | undefined;
  for (const one of pending) if (!first || one.at < first.at) first = one;
  return first;
}

/** With a list of so many suitable applicants, who are nobody in particular. */
function rated(state: PositionState, suitable: number): PositionState {
  const ranked = Array.from({ length: suitable }, (_, index) => ({ personId: `suitable-${index}`, rank: index + 1 }));
  return { ...state, rated: true, ranked };
}

function reasonOf({ openings, settled, rated, applicants, offers, ranked, withdrawn }: PositionState) {
  const count = (as: MadeOffer['state']) => offers.filter(({ state }) => state === as).length;
  const had = new Set([...offers.map(({ personId }) => personId), ...withdrawn]);
  const unfilled = whyUnfilled(
    { openings, settled: settled || !rated, rated },
    {
      applicants,
      employed: count('accepted'),
      open: count('open'),
      declined: count('declined'),
      expired: count('expired'),
      withdrawn: withdrawn.length,
      unsuited: rated ? applicants - new Set([...had, ...ranked.map(({ personId }) => personId)]).size : 0,
      waiting: ranked.filter(({ personId }) => !had.has(personId)).length,
      unrated: rated ? 0 : applicants,
    },
  );
  return unfilled?.reason ?? null;
}

const isOpen = ({ state }: MadeOffer) => state === 'open';

/** Whoever is to mend an address that does not work does so now: else the clock of its offer would stand for ever. */
const reached = (
  { id, personId, state }: MadeOffer,
  now: Date,
  timeZone: string,
  { answerWindow }: PositionState,
): MadeOffer => ({ id, personId, state, issuedAt: now, expiresAt: expiryOf(now, timeZone, answerWindow) });
