import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  type Answer,
  decideOffers,
  expiryOf,
  type MadeOffer,
  type PositionState,
} from '../../src/process/offer/offer.rule.js';
import { closesAt, OSLO, offersAt, position } from '../support/position-state.js';

const HOUR = 3_600_000;

/** A history: at each step some hours pass and perhaps somebody does something about some offer. */
const history = fc.record({
  openings: fc.integer({ min: 1, max: 4 }),
  ranked: fc.integer({ min: 0, max: 9 }).map((length) => 'abcdefghi'.slice(0, length)),
  unsuited: fc.integer({ min: 0, max: 3 }),
  ratedAfterHours: fc.integer({ min: -200, max: 2800 }),
  steps: fc.array(
    fc.record({
      hours: fc.integer({ min: 0, max: 500 }),
      act: fc.option(
        fc.record({ which: fc.nat(20), answer: fc.constantFrom<Answer['answer']>('accept', 'decline', 'withdraw') }),
      ),
    }),
    { minLength: 1, maxLength: 40 },
  ),
});

interface Step {
  readonly now: Date;
  readonly before: PositionState;
  readonly after: PositionState;
  readonly decision: ReturnType<typeof decideOffers>;
}

/** Plays a history through the rule as the shell does, applying each decision to the state. */
function play({
  openings,
  ranked,
  unsuited,
  ratedAfterHours,
  steps,
}: typeof history extends fc.Arbitrary<infer H> ? H : never): Step[] {
  let state: PositionState = position(openings, ranked, { applicants: ranked.length + unsuited, rated: false });
  const ratedAt = offersAt.getTime() + ratedAfterHours * HOUR;
  let since: Date | null = null;
  let now = new Date(offersAt.getTime() - 100 * HOUR);
  return steps.map(({ hours, act }) => {
    now = new Date(now.getTime() + hours * HOUR);
    if (!state.rated && ratedAt <= now.getTime() && !state.settled && now < closesAt) state = { ...state, rated: true };
    const target = act && state.offers[act.which % Math.max(1, state.offers.length)];
    const decision = decideOffers(
      state,
      { since, now },
      OSLO,
      target ? { offerId: target.id, answer: act.answer } : undefined,
    );
    const before = state;
    state = apply(state, decision, now);
    since = now;
    return { now, before, after: state, decision };
  });
}

function apply(state: PositionState, decision: Step['decision'], now: Date): PositionState {
  const closed = new Map(decision.close.map((one) => [one.offerId, one.state]));
  const offers = state.offers.map((offer): MadeOffer => ({ ...offer, state: closed.get(offer.id) ?? offer.state }));
  const issued = decision.issue.map(
    ({ personId, expiresAt }): MadeOffer => ({
      id: `offer-${personId}`,
      personId,
      issuedAt: now,
      expiresAt,
      state: 'open',
    }),
  );
  return {
    ...state,
    offers: [...offers, ...issued],
    settled: decision.settle || (state.settled && !decision.reopen),
  };
}

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

test('offers leave in rank order', () => {
  holds(({ after }) => {
    const ranks = after.offers.map((offer) => after.ranked.find((one) => one.personId === offer.personId)?.rank);
    expect(ranks).toEqual([...ranks].sort((a = 0, b = 0) => a - b));
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
    const taken = after.offers.filter((offer) => offer.state === 'open' || offer.state === 'accepted').length;
    if (taken < after.openings) expect(after.offers.length).toBe(after.ranked.length);
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

test('deciding twice at one instant equals deciding once', () => {
  holds(({ now, after }) => {
    expect(decideOffers(after, { since: now, now }, OSLO)).toMatchObject({
      close: [],
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
