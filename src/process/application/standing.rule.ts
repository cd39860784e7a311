import type { Instants } from '../../rounds/calendar.js';

/** What decides where the applicants of one position stand. Ids only tell people apart; nobody has a name here. */
export interface StandingState {
  readonly instants: Instants;
  readonly rated: boolean;
  readonly settled: boolean;
  /** A rank of null is an applicant whom the rater found unsuited, or has not put in order. */
  readonly applicants: readonly {
    readonly personId: string;
    readonly rank: number | null;
    readonly withdrawnAt: Date | null;
  }[];
  readonly offers: readonly AnOffer[];
}

export interface AnOffer {
  readonly personId: string;
  readonly state: 'open' | 'accepted' | 'declined' | 'expired' | 'withdrawn';
  readonly issuedAt: Date;
  readonly expiresAt: Date;
  readonly closedAt: Date | null;
}

/** What a student may do about an application on the page. */
export type May = 'withdraw' | 'restore' | null;

/** Where a student stands with one position: numbers, instants and the student's own offer, nothing of anybody else. */
export type Standing = { readonly may: May } & (
  | { readonly state: 'applied' | 'before-offers' | 'unrated' | 'round-over' }
  | { readonly state: 'being-rated'; readonly late: boolean }
  /** `until`: when the first of the open offers expires. */
  | { readonly state: 'waiting'; readonly ahead: number; readonly open: number; readonly until: Date | null }
  | { readonly state: 'offered' | 'expired'; readonly offeredAt: Date; readonly until: Date }
  | { readonly state: 'accepted' | 'declined' | 'withdrawn'; readonly offeredAt: Date; readonly at: Date }
  | { readonly state: 'application-withdrawn'; readonly at: Date }
  /** `mayReopen`: an opening that comes free may still be offered. */
  | { readonly state: 'not-offered'; readonly mayReopen: boolean }
);

/**
 * Where a student stands with a position, as true at `now`, whatever is noted yet.
 *
 * It must neither lie nor tell anyone that they were found unsuited, so whoever is not on the list is told just what the
 * last on it would be told: everyone who waits there is ahead. That is true of both, since all of them are offered first;
 * that a place in the queue is no promise of an offer is said to all. For the same reason it never says how many openings
 * are free or unfilled. Whoever truly waits sees a free opening only as an offer of their own, so for them the open offers
 * are the openings left; one that stays free beside open offers, or unfilled in a settled position, could only be seen
 * by somebody who was passed over.
 * @returns null when the student has not applied for it
 */
export function standingOf(state: StandingState, personId: string, now: Date): Standing | null {
  const mine = state.applicants.find((one) => one.personId === personId);
  if (!mine) return null;
  const { instants, rated, settled } = state;
  const offer = latestOffer(state, personId);
  const offered = offer ? offerStanding(offer, now) : null;
  // What holds comes before what was: an offer that a contact made after the student had let go is an offer.
  if (offered?.state === 'offered' || offered?.state === 'accepted') return offered;
  if (mine.withdrawnAt) {
    const restorable = !rated && !settled && now < instants.closesAt;
    return { state: 'application-withdrawn', at: mine.withdrawnAt, may: restorable ? 'restore' : null };
  }
  if (offered) return offered;
  if (now < instants.applyDue) return { state: 'applied', may: 'withdraw' };
  if (settled || now >= instants.closesAt) {
    if (!rated) return { state: 'unrated', may: null };
    if (!settled) return { state: 'round-over', may: null };
    return { state: 'not-offered', mayReopen: now < instants.closesAt, may: null };
  }
  if (!rated) return { state: 'being-rated', late: now >= instants.rateDue, may: 'withdraw' };
  if (now < instants.offersAt) return { state: 'before-offers', may: 'withdraw' };
  return { state: 'waiting', ...queueBefore(state, mine.rank, now), may: 'withdraw' };
}

function latestOffer({ offers }: StandingState, personId: string): AnOffer | undefined {
  return offers
    .filter((offer) => offer.personId === personId)
    .sort((a, b) => a.issuedAt.getTime() - b.issuedAt.getTime())
    .at(-1);
}

function offerStanding({ state, issuedAt: offeredAt, expiresAt: until, closedAt }: AnOffer, now: Date): Standing {
  if (state === 'open' && now < until) return { state: 'offered', offeredAt, until, may: 'withdraw' };
  if (state === 'open' || state === 'expired') return { state: 'expired', offeredAt, until, may: null };
  return { state, offeredAt, at: closedAt ?? offeredAt, may: null };
}

function queueBefore({ applicants, offers }: StandingState, rank: number | null, now: Date) {
  const offered = new Set(offers.map((offer) => offer.personId));
  const waiting = applicants.flatMap((one) =>
    one.rank === null || one.withdrawnAt || offered.has(one.personId) ? [] : [one.rank],
  );
  const ends = offers.filter((offer) => offer.state === 'open' && now < offer.expiresAt).map((one) => one.expiresAt);
  return {
    ahead: waiting.filter((other) => rank === null || other < rank).length,
    open: ends.length,
    until: ends.sort((a, b) => a.getTime() - b.getTime())[0] ?? null,
  };
}

/** What matters most to a student of all the applications of a round. */
export type Outlook = 'offered' | 'pending' | 'all-withdrawn' | 'decided';

/** An offer to answer comes first, then what may still come; `decided` when nothing more is to be expected. */
export function outlookOf(standings: readonly Standing[]): Outlook {
  const some = (...states: readonly Standing['state'][]) => standings.some(({ state }) => states.includes(state));
  if (some('offered')) return 'offered';
  if (some('applied', 'being-rated', 'before-offers', 'waiting')) return 'pending';
  return standings.every(({ state }) => state === 'application-withdrawn') ? 'all-withdrawn' : 'decided';
}
