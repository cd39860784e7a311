import fc from 'fast-check';
import { decideOffers, type MadeOffer, type PositionState } from '../../src/process/offer/offer.rule.js';
import type { Answer, OfferAct } from '../../src/process/offer/offer-act.rule.js';
import { startOfDay } from '../../src/rounds/wall-clock.js';
import { closesAt, OSLO, offersAt, position } from '../support/position-state.js';

const HOUR = 3_600_000;

/** What somebody does: about which of the offers or whose application, which deadline, how many openings. */
const act = fc.oneof(
  fc.record({ offer: fc.nat(20), answer: fc.constantFrom<Answer['answer']>('accept', 'decline', 'withdraw') }),
  fc.record({ applicant: fc.nat(20), application: fc.constantFrom('withdraw' as const, 'restore' as const) }),
  fc.record({ offer: fc.nat(20), days: fc.integer({ min: -3, max: 40 }) }),
  fc.record({ applicant: fc.nat(20), place: fc.constantFrom('free' as const, 'more' as const, 'instead' as const) }),
  fc.record({ openings: fc.integer({ min: 0, max: 5 }) }),
);

/** A history: at each step some hours pass and perhaps somebody does something. */
export const history = fc.record({
  openings: fc.integer({ min: 1, max: 4 }),
  ranked: fc.integer({ min: 0, max: 9 }).map((length) => 'abcdefghi'.slice(0, length)),
  unsuited: fc.integer({ min: 0, max: 3 }).map((length) => 'xyz'.slice(0, length)),
  ratedAfterHours: fc.integer({ min: -200, max: 2800 }),
  steps: fc.array(fc.record({ hours: fc.integer({ min: 0, max: 500 }), act: fc.option(act) }), {
    minLength: 1,
    maxLength: 40,
  }),
});

export type History = typeof history extends fc.Arbitrary<infer H> ? H : never;

/** A position in a history: it knows of each offer whether it was made by name, and when it was closed. */
export interface Played extends Omit<PositionState, 'offers'> {
  readonly offers: readonly (MadeOffer & { readonly byName: boolean; readonly closedAt: Date | null })[];
}

export interface Step {
  readonly now: Date;
  readonly before: Played;
  readonly after: Played;
  readonly act: OfferAct | undefined;
  readonly decision: ReturnType<typeof decideOffers>;
}

/** Plays a history through the rule as the shell does, applying each decision to the state. */
export function play({ openings, ranked, unsuited, ratedAfterHours, steps }: History): Step[] {
  const applicants = [...ranked, ...unsuited];
  const start = position(openings, ranked, { applicants: applicants.length, rated: false });
  let state: Played = { ...start, offers: [] };
  const ratedAt = offersAt.getTime() + ratedAfterHours * HOUR;
  let since: Date | null = null;
  let now = new Date(offersAt.getTime() - 100 * HOUR);
  return steps.map(({ hours, act: wanted }) => {
    now = new Date(now.getTime() + hours * HOUR);
    if (!state.rated && ratedAt <= now.getTime() && !state.settled && now < closesAt) state = { ...state, rated: true };
    const act = wanted ? actOf(wanted, state, applicants, now) : undefined;
    const decision = decideOffers(state, { since, now }, OSLO, act);
    const before = state;
    state = apply(state, decision, now);
    since = now;
    return { now, before, after: state, act, decision };
  });
}

function actOf(
  wanted: NonNullable<History['steps'][number]['act']>,
  { offers }: Played,
  applicants: readonly string[],
  now: Date,
): OfferAct | undefined {
  if ('openings' in wanted) return wanted;
  if ('applicant' in wanted) {
    const personId = applicants[wanted.applicant % Math.max(1, applicants.length)];
    if (personId === undefined) return undefined;
    if ('application' in wanted) return { personId, application: wanted.application };
    if (wanted.place !== 'instead') return { personId, reinstate: wanted.place };
    const open = offers.filter(({ state }) => state === 'open');
    return { personId, reinstate: { insteadOf: open[wanted.applicant % Math.max(1, open.length)]?.id ?? 'nothing' } };
  }
  const offerId = offers[wanted.offer % Math.max(1, offers.length)]?.id;
  if (offerId === undefined) return undefined;
  return 'answer' in wanted
    ? { offerId, answer: wanted.answer }
    : { offerId, expiresAt: startOfDay(now, wanted.days, OSLO) };
}

/** A position after a decision was written. */
export function apply(state: Played, decision: Step['decision'], now: Date): Played {
  const { close, moves, reconsider, issue, openings } = decision;
  const ends = new Map(moves.map((move) => [move.offerId, move.expiresAt]));
  const closed = new Map(close.map((one) => [one.offerId, one]));
  const offers = state.offers.map((offer) => ({
    ...offer,
    state: closed.get(offer.id)?.state ?? offer.state,
    closedAt: closed.get(offer.id)?.at ?? offer.closedAt,
    expiresAt: ends.get(offer.id) ?? offer.expiresAt,
  }));
  const issued = issue.map(({ personId, expiresAt, byName }, index) => ({
    id: `offer-${offers.length + index}-${personId}`,
    personId,
    issuedAt: now,
    expiresAt,
    state: 'open' as const,
    closedAt: null,
    byName,
  }));
  const others = state.withdrawn.filter((personId) => personId !== reconsider?.personId);
  return {
    ...state,
    openings: openings ?? state.openings,
    offers: [...offers, ...issued],
    withdrawn: reconsider
      ? [...others, ...(reconsider.application === 'withdraw' ? [reconsider.personId] : [])]
      : state.withdrawn,
    settled: decision.settle || (state.settled && !decision.reopen),
  };
}
