import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  type Answer,
  decideOffers,
  expiryOf,
  type MadeOffer,
  type OfferAct,
  type PositionState,
} from '../../src/process/offer/offer.rule.js';
import { startOfDay } from '../../src/rounds/wall-clock.js';
import { closesAt, OSLO, offersAt, position } from '../support/position-state.js';

const HOUR = 3_600_000;

/** What somebody does: about which of the offers, about whose application, or which deadline by how many days. */
const act = fc.oneof(
  fc.record({ offer: fc.nat(20), answer: fc.constantFrom<Answer['answer']>('accept', 'decline', 'withdraw') }),
  fc.record({ applicant: fc.nat(20), application: fc.constantFrom('withdraw' as const, 'restore' as const) }),
  fc.record({ offer: fc.nat(20), days: fc.integer({ min: -3, max: 40 }) }),
);

/** A history: at each step some hours pass and perhaps somebody does something. */
const history = fc.record({
  openings: fc.integer({ min: 1, max: 4 }),
  ranked: fc.integer({ min: 0, max: 9 }).map((length) => 'abcdefghi'.slice(0, length)),
  unsuited: fc.integer({ min: 0, max: 3 }).map((length) => 'xyz'.slice(0, length)),
  ratedAfterHours: fc.integer({ min: -200, max: 2800 }),
  steps: fc.array(fc.record({ hours: fc.integer({ min: 0, max: 500 }), act: fc.option(act) }), {
    minLength: 1,
    maxLength: 40,
  }),
});

interface Step {
  readonly now: Date;
  readonly before: PositionState;
  readonly after: PositionState;
  readonly act: OfferAct | undefined;
  readonly decision: ReturnType<typeof decideOffers>;
}

type History = typeof history extends fc.Arbitrary<infer H> ? H : never;

/** Plays a history through the rule as the shell does, applying each decision to the state. */
function play({ openings, ranked, unsuited, ratedAfterHours, steps }: History): Step[] {
  const applicants = [...ranked, ...unsuited];
  let state: PositionState = position(openings, ranked, { applicants: applicants.length, rated: false });
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
  { offers }: PositionState,
  applicants: readonly string[],
  now: Date,
): OfferAct | undefined {
  if ('application' in wanted) {
    const personId = applicants[wanted.applicant % Math.max(1, applicants.length)];
    return personId === undefined ? undefined : { personId, application: wanted.application };
  }
  const offerId = offers[wanted.offer % Math.max(1, offers.length)]?.id;
  if (offerId === undefined) return undefined;
  return 'answer' in wanted
    ? { offerId, answer: wanted.answer }
    : { offerId, expiresAt: startOfDay(now, wanted.days, OSLO) };
}

function apply(state: PositionState, decision: Step['decision'], now: Date): PositionState {
  const { close, moves, reconsider, issue } = decision;
  const ends = new Map(moves.map((move) => [move.offerId, move.expiresAt]));
  const closed = new Map(close.map((one) => [one.offerId, one.state]));
  const offers = state.offers.map(
    (offer): MadeOffer => ({
      ...offer,
      state: closed.get(offer.id) ?? offer.state,
      expiresAt: ends.get(offer.id) ?? offer.expiresAt,
    }),
  );
  const issued = issue.map(
    ({ personId, expiresAt }): MadeOffer => ({
      id: `offer-${personId}`,
      personId,
      issuedAt: now,
      expiresAt,
      state: 'open',
    }),
  );
  const others = state.withdrawn.filter((personId) => personId !== reconsider?.personId);
  return {
    ...state,
    offers: [...offers, ...issued],
    withdrawn: reconsider
      ? [...others, ...(reconsider.application === 'withdraw' ? [reconsider.personId] : [])]
      : state.withdrawn,
    settled: decision.settle || (state.settled && !decision.reopen),
  };
}

/** The suitable who were passed over so far: neither offered nor let go. */
function waitingIn({ ranked, offers, withdrawn }: PositionState): string[] {
  const out = [...offers.map((offer) => offer.personId), ...withdrawn];
  return ranked.map((one) => one.personId).filter((personId) => !out.includes(personId));
}

const takenIn = ({ offers }: PositionState) =>
  offers.filter((offer) => offer.state === 'open' || offer.state === 'accepted').length;

const holds = (check: (step: Step) => void) =>
  fc.assert(
    fc.property(history, (one) => play(one).forEach(check)),
    { numRuns: 500 },
  );

test('accepted and open offers never exceed the openings', () => {
  holds(({ after }) => {
    const taken = after.offers.filter((offer) => offer.state === 'open' || offer.state === 'accepted');
    expect(taken.length).toBeLessThanOrEqual(after.openings);
  });
});

test('no person has two offers, and whoever is offered was rated suitable', () => {
  holds(({ after }) => {
    const offered = after.offers.map((offer) => offer.personId);
    expect(new Set(offered).size).toBe(offered.length);
    expect(after.ranked.map((one) => one.personId)).toEqual(expect.arrayContaining(offered));
  });
});

test('offers leave in rank order, and whoever was passed over had let go', () => {
  holds(({ after }) => {
    const rankOf = (personId: string) => after.ranked.find((one) => one.personId === personId)?.rank ?? 0;
    const ranks = after.offers.map((offer) => rankOf(offer.personId));
    expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
    const last = Math.max(0, ...ranks);
    for (const personId of waitingIn(after)) expect(rankOf(personId)).toBeGreaterThan(last);
  });
});

test('nobody who has let go is offered, and nobody who has let go keeps an offer', () => {
  holds(({ after, decision }) => {
    for (const { personId } of decision.issue) expect(after.withdrawn).not.toContain(personId);
    for (const { personId, state } of after.offers)
      if (state === 'open' || state === 'accepted') expect(after.withdrawn).not.toContain(personId);
  });
});

test('whoever has let go can come back only while nobody is rated', () => {
  holds(({ before, decision }) => {
    if (decision.reconsider?.application !== 'restore') return;
    expect([before.rated, before.settled]).toEqual([false, false]);
    expect(before.withdrawn).toContain(decision.reconsider.personId);
  });
});

test('nothing is offered before the rating or offersAt, or at or after closesAt', () => {
  holds(({ now, before, decision }) => {
    if (!before.rated || now < offersAt || now >= closesAt) expect(decision.issue).toEqual([]);
  });
});

test('no opening stays free while someone waits for it', () => {
  holds(({ now, after }) => {
    if (!after.rated || now < offersAt || now >= closesAt) return;
    if (takenIn(after) < after.openings) expect(waitingIn(after)).toEqual([]);
  });
});

test('a position is settled just when nothing more can come of it: filled, nobody left who has not let go, or closed', () => {
  holds(({ now, after }) => {
    const open = after.offers.some((offer) => offer.state === 'open');
    const nobodyLeft = after.rated ? waitingIn(after).length === 0 : after.withdrawn.length === after.applicants;
    const over = takenIn(after) >= after.openings || nobodyLeft || now >= closesAt;
    expect(after.settled).toBe(now >= offersAt && !open && over);
  });
});

test('whoever is offered has the whole of fourteen days, however late it is', () => {
  holds(({ now, decision }) => {
    for (const { expiresAt } of decision.issue) {
      expect(expiresAt).toEqual(expiryOf(now, OSLO));
      expect(expiresAt.getTime() - now.getTime()).toBeGreaterThan((14 * 24 - 1) * HOUR);
    }
  });
});

test('an offer expires at its own instant, and is answered before it', () => {
  holds(({ before, decision }) => {
    for (const { offerId, state, at } of decision.close) {
      const offer = before.offers.find((one) => one.id === offerId) as MadeOffer;
      if (state === 'expired') expect(at).toEqual(offer.expiresAt);
      else if (offer.state === 'open') expect(at.getTime()).toBeLessThan(offer.expiresAt.getTime());
    }
  });
});

test('an open offer is never past its deadline, and a moved one has just the deadline it was given', () => {
  holds(({ now, before, after, act, decision }) => {
    for (const { state, expiresAt } of after.offers) if (state === 'open') expect(expiresAt > now).toBe(true);
    for (const offer of before.offers) {
      const later = after.offers.find((one) => one.id === offer.id)?.expiresAt;
      const move = decision.moves.find(({ offerId }) => offerId === offer.id);
      expect(later).toEqual(move?.expiresAt ?? offer.expiresAt);
    }
    for (const move of decision.moves) {
      expect(move).toEqual(act);
      expect(decision.nextDueAt && decision.nextDueAt <= move.expiresAt).toBe(true);
      expect(decision.remind.map(({ offerId }) => offerId)).not.toContain(move.offerId);
    }
  });
});

test('deciding twice at one instant equals deciding once, with the same act or none', () => {
  holds(({ now, after, act }) => {
    for (const again of [act, undefined])
      expect(decideOffers(after, { since: now, now }, OSLO, again)).toMatchObject({
        close: [],
        moves: [],
        reconsider: null,
        issue: [],
        remind: [],
        settle: false,
        reopen: false,
      });
  });
});

test('the next due instant lies ahead, and is there while anything is to come', () => {
  holds(({ now, after, decision }) => {
    if (decision.nextDueAt) expect(decision.nextDueAt.getTime()).toBeGreaterThan(now.getTime());
    if (after.offers.some((offer) => offer.state === 'open') || (!after.settled && now < closesAt))
      expect(decision.nextDueAt).not.toBeNull();
  });
});

test('waking at each due instant closes and offers just what one long sleep closes, at the same true instants', () => {
  fc.assert(
    fc.property(history, (one) => {
      const [last] = play(one).slice(-1);
      if (!last) return;
      const end = new Date(closesAt.getTime() + 40 * 24 * HOUR);
      const slept = decideOffers(last.after, { since: last.now, now: end }, OSLO);
      let state = last.after;
      let since = last.now;
      let due = last.decision.nextDueAt;
      const expired: string[] = [];
      while (due && due <= end) {
        const decision = decideOffers(state, { since, now: due }, OSLO);
        expired.push(...decision.close.map((closed) => `${closed.offerId} ${closed.at.toISOString()}`));
        state = apply(state, decision, due);
        since = due;
        due = decision.nextDueAt;
      }
      // Whoever was open before the sleep closes at the same instant either way; the awake one may offer more.
      expect(expired).toEqual(
        expect.arrayContaining(slept.close.map((closed) => `${closed.offerId} ${closed.at.toISOString()}`)),
      );
      expect(state.settled).toBe(true);
    }),
    { numRuns: 300 },
  );
});
