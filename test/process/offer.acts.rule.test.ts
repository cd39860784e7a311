import { describe, expect, test } from '@jest/globals';
import { ANSWER_WINDOW, expiryOf } from '../../src/process/offer/answer-time.rule.js';
import { decideOffers, type MadeOffer } from '../../src/process/offer/offer.rule.js';
import type { OfferAct } from '../../src/process/offer/offer-act.rule.js';
import { startOfDay } from '../../src/rounds/wall-clock.js';
import { closesAt, OSLO, offersAt, oslo, position } from '../support/position-state.js';

const now = oslo('2026-11-09T14:07');
const decide = (state: ReturnType<typeof position>, act?: OfferAct, at = now) =>
  decideOffers(state, { since: at, now: at }, OSLO, act);
const offerTo = (personId: string, state: MadeOffer['state'] = 'open', issuedAt = offersAt): MadeOffer => ({
  id: `offer-${personId}`,
  personId,
  issuedAt,
  expiresAt: expiryOf(issuedAt, OSLO, ANSWER_WINDOW),
  state,
});
const people = (decision: ReturnType<typeof decide>) => decision.issue.map((issued) => issued.personId).join('');

describe('letting go of an application', () => {
  const letGo = (personId: string) => ({ personId, application: 'withdraw' }) as const;

  test('before an offer: the next in rank is offered instead when it is the turn', () => {
    const state = position(1, 'abc', { offers: [offerTo('a')] });
    const decision = decide(state, letGo('b'));
    expect(decision).toMatchObject({ close: [], issue: [], reconsider: letGo('b') });
    const after = { ...state, withdrawn: ['b'] };
    expect(people(decide(after, { offerId: 'offer-a', answer: 'decline' }))).toBe('c');
  });
  test('with an open offer: it is declined, and the next is offered at the same instant', () => {
    const decision = decide(position(1, 'ab', { offers: [offerTo('a')] }), letGo('a'));
    expect(decision.close).toEqual([{ offerId: 'offer-a', state: 'declined', at: now }]);
    expect(people(decision)).toBe('b');
  });
  test('with an accepted offer: it is given back, and the settled position opens again', () => {
    const state = position(1, 'ab', { offers: [offerTo('a', 'accepted')], settled: true });
    expect(decide(state, letGo('a'))).toMatchObject({ close: [{ state: 'withdrawn' }], reopen: true });
  });
  test('at the instant of the expiry: the offer has expired, the application is let go of', () => {
    const expiry = oslo('2026-11-21T00:00');
    const decision = decide(position(1, 'ab', { offers: [offerTo('a')] }), letGo('a'), expiry);
    expect(decision.close).toEqual([{ offerId: 'offer-a', state: 'expired', at: expiry }]);
    expect(decision.reconsider).toEqual(letGo('a'));
    expect(people(decision)).toBe('b');
  });
  test('the offer that would be due at the same instant goes to the next', () => {
    expect(people(decide(position(1, 'ab'), letGo('a'), offersAt))).toBe('b');
  });
  test('twice: the second does nothing', () => {
    const state = position(1, 'ab', { withdrawn: ['a'], offers: [offerTo('b')] });
    expect(decide(state, letGo('a'))).toMatchObject({ close: [], reconsider: null });
  });
  test('an offer that came after it was let go of is declined', () => {
    const state = position(1, 'ab', { withdrawn: ['a'], offers: [offerTo('a')] });
    expect(decide(state, letGo('a'))).toMatchObject({ close: [{ state: 'declined' }], reconsider: null });
  });
  test('when all have let go the position is settled, rated or not, but never before offersAt', () => {
    const last = position(2, 'ab', { withdrawn: ['a'] });
    for (const rated of [true, false]) {
      expect(decide({ ...last, rated }, letGo('b')).settle).toBe(true);
      expect(decide({ ...last, rated }, letGo('b'), new Date(offersAt.getTime() - 1000)).settle).toBe(false);
    }
  });
  test('an applicant who is left, though nobody has rated, keeps it open', () => {
    expect(decide(position(2, 'ab', { rated: false }), letGo('b')).settle).toBe(false);
  });
});

describe('taking an application up again', () => {
  const restore = { personId: 'a', application: 'restore' } as const;

  test.each([
    ['before the rating', { rated: false }, true],
    ['after the rating', { rated: true }, false],
    ['when the position is settled', { rated: false, settled: true }, false],
    ['when it was not let go of', { rated: false, withdrawn: [] }, false],
  ])('%s', (_when, more, restored) => {
    const { reconsider } = decide(position(1, 'a', { withdrawn: ['a'], ...more }), restore);
    expect(reconsider).toEqual(restored ? restore : null);
  });
});

describe('moving a deadline', () => {
  const expiry = oslo('2026-11-21T00:00');
  const later = oslo('2026-11-28T00:00');
  const move = (expiresAt: Date) => ({ offerId: 'offer-a', expiresAt });
  const state = position(1, 'ab', { offers: [offerTo('a')] });

  test('the position is due by the new one', () => {
    expect(decide(state, move(later))).toMatchObject({ moves: [move(later)], close: [], issue: [] });
    expect(decide(state, move(later)).nextDueAt).toEqual(oslo('2026-11-20T09:00'));
  });
  test('it expires at the new one and not at the old', () => {
    const moved = { ...state, offers: [{ ...offerTo('a'), expiresAt: later }] };
    expect(decideOffers(moved, { since: now, now: expiry }, OSLO).close).toEqual([]);
    const [closed] = decideOffers(moved, { since: now, now: oslo('2026-12-03T10:00') }, OSLO).close;
    expect(closed).toEqual({ offerId: 'offer-a', state: 'expired', at: later });
  });
  test('to an earlier day, down to the two weeks that every student is promised', () => {
    const moved = { ...state, offers: [{ ...offerTo('a'), expiresAt: later }] };
    expect(decide(moved, move(oslo('2026-11-25T00:00'))).moves).toHaveLength(1);
    expect(decide(moved, move(expiry)).moves).toHaveLength(1);
    expect(decide(moved, move(oslo('2026-11-20T00:00')))).toMatchObject({ moves: [], refused: 'promised' });
    expect(decide(state, move(oslo('2026-11-20T00:00')))).toMatchObject({ moves: [], refused: 'promised' });
    expect(decide(state, move(now))).toMatchObject({ moves: [], refused: 'past' });
  });
  test('to where it is already: nothing', () => {
    expect(decide(state, move(expiry)).moves).toEqual([]);
  });
  test.each([['accepted'], ['declined'], ['expired'], ['withdrawn']] as const)('%s: nothing', (closed) => {
    expect(decide(position(1, 'ab', { offers: [offerTo('a', closed)] }), move(later)).moves).toEqual([]);
  });
  test('at the instant of the expiry it is too late', () => {
    expect(decide(state, move(later), expiry)).toMatchObject({ moves: [], close: [{ state: 'expired' }] });
  });
  test('after closesAt an open offer can still get more time, and then nobody else is offered', () => {
    const open = position(1, 'ab', { offers: [offerTo('a', 'open', oslo('2027-02-10T10:00'))] });
    const decision = decide(open, move(oslo('2027-03-10T00:00')), closesAt);
    expect(decision).toMatchObject({ settle: false, issue: [] });
    expect(decision.moves).toHaveLength(1);
  });
  test('the reminders go by the new one, and none comes with the news', () => {
    const moved = { ...state, offers: [{ ...offerTo('a'), expiresAt: later }] };
    // Seven days before the new deadline is at nine today.
    const span = { since: oslo('2026-11-12T09:00'), now: oslo('2026-11-13T09:00') };
    expect(decideOffers({ ...state, offers: [offerTo('a')] }, span, OSLO).remind).toHaveLength(1);
    expect(decideOffers(moved, span, OSLO, move(expiry))).toMatchObject({ remind: [], moves: [{ expiresAt: expiry }] });
    const remindedAt = (from: string, to: string) =>
      decideOffers(moved, { since: oslo(from), now: oslo(to) }, OSLO).remind.map(({ at }) => at);
    expect(remindedAt('2026-11-12T09:00', '2026-11-19T09:00')).toEqual([]);
    expect(remindedAt('2026-11-19T09:00', '2026-11-20T09:00')).toEqual([oslo('2026-11-20T09:00')]);
  });
});

describe('a pause', () => {
  const issued = oslo('2026-11-06T09:00');
  const ends = expiryOf(issued, OSLO, ANSWER_WINDOW);
  const pausedAt = oslo('2026-11-16T10:00');
  const resumedAt = oslo('2026-11-25T09:00');
  const resume = { since: pausedAt, days: 9 };

  test('takes no time from an open offer, though its deadline fell into it', () => {
    const state = position(1, 'ab', { offers: [offerTo('a', 'open', issued)] });
    expect(decide(state, undefined, resumedAt).close).toHaveLength(1);
    const { close, moves, issue } = decide(state, resume, resumedAt);
    expect({ close, issue }).toEqual({ close: [], issue: [] });
    expect(moves).toEqual([{ offerId: 'offer-a', expiresAt: startOfDay(ends, 9, OSLO) }]);
  });
  test('brings back no offer whose time was up before it', () => {
    const state = position(1, 'ab', { offers: [offerTo('a', 'open', oslo('2026-10-20T09:00'))] });
    const { close, moves } = decide(state, resume, resumedAt);
    expect(moves).toEqual([]);
    expect(close).toMatchObject([{ offerId: 'offer-a', state: 'expired' }]);
  });
  test('moves no offer that was answered', () => {
    const state = position(1, 'ab', { offers: [offerTo('a', 'accepted', issued)] });
    expect(decide(state, resume, resumedAt).moves).toEqual([]);
  });
});
