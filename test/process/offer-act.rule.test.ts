import { describe, expect, test } from '@jest/globals';
import { ANSWER_WINDOW, expiryOf } from '../../src/process/offer/answer-time.rule.js';
import { decideOffers, type MadeOffer } from '../../src/process/offer/offer.rule.js';
import type { OfferAct, Place } from '../../src/process/offer/offer-act.rule.js';
import { closesAt, OSLO, offersAt, oslo, position } from '../support/position-state.js';

const now = oslo('2026-11-09T14:07');
const decide = (state: ReturnType<typeof position>, act: OfferAct, at = now) =>
  decideOffers(state, { since: at, now: at }, OSLO, act);
const offerTo = (personId: string, state: MadeOffer['state'] = 'open', issuedAt = offersAt): MadeOffer => ({
  id: `offer-${personId}`,
  personId,
  issuedAt,
  expiresAt: expiryOf(issuedAt, OSLO, ANSWER_WINDOW),
  state,
});
const issued = ({ issue }: ReturnType<typeof decide>) =>
  issue.map(({ personId, rank, byName }) => `${personId}${rank}${byName ? ' by name' : ''}`);
const anew = (personId: string, reinstate: Place = 'free') => ({ personId, reinstate });

describe('offering out of turn', () => {
  test('a free opening that nobody waits for', () => {
    const decision = decide(position(1, 'a', { offers: [offerTo('a', 'declined')], settled: true }), anew('a'));
    expect(issued(decision)).toEqual(['a1 by name']);
    expect(decision).toMatchObject({ reopen: true, settle: false, openings: null, refused: null });
    expect(decision.issue[0]?.expiresAt).toEqual(expiryOf(now, OSLO, ANSWER_WINDOW));
    expect(decision.nextDueAt).toEqual(oslo('2026-11-16T09:00'));
  });
  test('an opening that comes free at that instant goes to whoever waits', () => {
    const expiry = oslo('2026-11-21T00:00');
    const state = position(1, 'ab', { offers: [offerTo('a')] });
    const decision = decide(state, anew('a'), expiry);
    expect(decision.refused).toBe('taken');
    expect(issued(decision)).toEqual(['b2']);
  });
  test('one more opening is theirs, and what was free goes to those who wait', () => {
    const state = position(1, 'abc', { offers: [offerTo('a', 'declined'), offerTo('b')] });
    const decision = decide(state, anew('a', 'more'));
    expect(decision.openings).toBe(2);
    expect(issued(decision)).toEqual(['a1 by name']);
  });
  test('instead of an open offer, not of one that is answered or was never made', () => {
    const state = position(2, 'abcd', { offers: [offerTo('a', 'declined'), offerTo('b'), offerTo('c', 'accepted')] });
    const decision = decide(state, anew('a', { insteadOf: 'offer-b' }));
    expect(decision.close).toEqual([{ offerId: 'offer-b', state: 'withdrawn', at: now }]);
    expect(issued(decision)).toEqual(['a1 by name']);
    for (const insteadOf of ['offer-a', 'offer-c', 'offer-x'])
      expect(decide(state, anew('a', { insteadOf }))).toMatchObject({ refused: 'taken', close: [], issue: [] });
  });
  test('the last to let go has it again, and whoever never had a place comes after the list', () => {
    const state = position(1, 'ab', { applicants: 3, withdrawn: ['b'], offers: [offerTo('a', 'expired')] });
    expect(decide(state, anew('b'))).toMatchObject({ reconsider: { personId: 'b', application: 'restore' } });
    expect(issued(decide(state, anew('b')))).toEqual(['b2 by name']);
    expect(issued(decide(state, anew('x')))).toEqual(['x3 by name']);
  });
  test.each([
    ['has-offer', 'b', now, {}],
    ['has-offer', 'c', now, {}],
    ['in-turn', 'd', now, {}],
    ['early', 'a', new Date(offersAt.getTime() - 1), {}],
    ['over', 'a', closesAt, {}],
    ['unrated', 'a', now, { rated: false }],
  ])('is refused: %s', (refused, personId, at, more) => {
    const offers = [offerTo('a', 'declined'), offerTo('b', 'accepted'), offerTo('c', 'open', at)];
    const decision = decide(position(2, 'abcd', { offers, ...more }), anew(personId, 'more'), at);
    expect(decision).toMatchObject({ refused, openings: null, reconsider: null });
    expect(decision.issue.every(({ byName }) => !byName)).toBe(true);
  });
});

describe('the number of openings', () => {
  const state = position(2, 'abcd', { offers: [offerTo('a', 'accepted'), offerTo('b')] });

  test('more go to those who wait, in order', () => {
    expect(issued(decide(state, { openings: 4 }))).toEqual(['c3', 'd4']);
    expect(issued(decide({ ...state, settled: true }, { openings: 3 }))).toEqual(['c3']);
  });
  test('more after closesAt are offered to nobody', () => {
    expect(decide(state, { openings: 4 }, closesAt)).toMatchObject({ openings: 4, issue: [] });
  });
  test('fewer take nothing from anybody, and none fewer than that', () => {
    expect(decide(position(5, 'ab', { offers: state.offers }), { openings: 2 })).toMatchObject({
      openings: 2,
      close: [],
      settle: false,
    });
    expect(decide(state, { openings: 1 })).toMatchObject({ refused: 'too-few', openings: null });
    expect(decide(state, { openings: 2 }).refused).toBe('same');
  });
  test('an offer whose time is up at that instant holds none of them', () => {
    const decision = decide(state, { openings: 1 }, oslo('2026-11-21T00:00'));
    expect(decision).toMatchObject({ openings: 1, issue: [], settle: true });
  });
  test('down to those who have accepted it is settled; down to none when nobody has', () => {
    const one = position(2, 'a', { offers: [offerTo('a', 'accepted')] });
    expect(decide(one, { openings: 1 }).settle).toBe(true);
    expect(decide(position(2, '', { rated: false, applicants: 1 }), { openings: 0 }).settle).toBe(true);
  });
});
