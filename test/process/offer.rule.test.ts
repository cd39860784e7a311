import { describe, expect, test } from '@jest/globals';
import { ANSWER_WINDOW, expiryOf } from '../../src/process/offer/answer-time.rule.js';
import { decideOffers, type MadeOffer, offerReminders } from '../../src/process/offer/offer.rule.js';
import { closesAt, OSLO, offersAt, oslo, position } from '../support/position-state.js';

const second = 1000;
const secondBefore = (at: Date) => new Date(at.getTime() - second);
const decide = (state: ReturnType<typeof position>, now: Date, act?: Parameters<typeof decideOffers>[3]) =>
  decideOffers(state, { since: null, now }, OSLO, act);
const open = (personId: string, issuedAt = offersAt, more: Partial<MadeOffer> = {}): MadeOffer => ({
  id: `offer-${personId}`,
  personId,
  issuedAt,
  expiresAt: expiryOf(issuedAt, OSLO, ANSWER_WINDOW),
  state: 'open',
  ...more,
});
const people = (decision: ReturnType<typeof decide>) => decision.issue.map((issued) => issued.personId).join('');

describe('the two weeks', () => {
  test('an offer of the morning runs until the end of the fourteenth day', () => {
    expect(expiryOf(oslo('2026-11-06T09:00'), OSLO, ANSWER_WINDOW)).toEqual(oslo('2026-11-21T00:00'));
  });
  test('an offer of the last minute of a day has the same expiry as one of the first', () => {
    expect(expiryOf(oslo('2026-11-06T23:59'), OSLO, ANSWER_WINDOW)).toEqual(
      expiryOf(oslo('2026-11-06T00:00'), OSLO, ANSWER_WINDOW),
    );
  });
  test('autumn: the hour that is lived twice is given to the student', () => {
    const issued = oslo('2026-10-20T09:00');
    expect(expiryOf(issued, OSLO, ANSWER_WINDOW).getTime() - issued.getTime()).toBe((14 * 24 + 15 + 1) * 3_600_000);
  });
  test('spring: the hour that is skipped moves no deadline', () => {
    expect(expiryOf(oslo('2027-03-20T09:00'), OSLO, ANSWER_WINDOW)).toEqual(oslo('2027-04-04T00:00'));
  });
  test('a day that begins at 01:00, since midnight does not exist', () => {
    // In Santiago the clocks went from 24:00 on 5 September 2026 to 01:00.
    const expiry = expiryOf(new Date('2026-08-22T12:00:00-04:00'), 'America/Santiago', ANSWER_WINDOW);
    expect(expiry).toEqual(new Date('2026-09-06T01:00:00-03:00'));
  });

  test('the last second of the fourteenth day still accepts, the first of the fifteenth finds it expired', () => {
    const state = position(1, 'ab', { offers: [open('a')] });
    const expiry = oslo('2026-11-21T00:00');
    const late = decide(state, expiry, { offerId: 'offer-a', answer: 'accept' });
    const timely = decide(state, secondBefore(expiry), { offerId: 'offer-a', answer: 'accept' });
    expect(timely.close).toEqual([{ offerId: 'offer-a', state: 'accepted', at: secondBefore(expiry) }]);
    expect(timely.issue).toEqual([]);
    expect(late.close).toEqual([{ offerId: 'offer-a', state: 'expired', at: expiry }]);
    expect(people(late)).toBe('b');
  });
});

describe('who is offered', () => {
  test('the first in rank, as many as there are openings, from offersAt on', () => {
    expect(people(decide(position(2, 'abc'), secondBefore(offersAt)))).toBe('');
    expect(people(decide(position(2, 'abc'), offersAt))).toBe('ab');
  });
  test('rank decides, not the order in which the applicants come', () => {
    const ranked = [
      { personId: 'c', rank: 3 },
      { personId: 'a', rank: 1 },
      { personId: 'b', rank: 2 },
    ];
    expect(people(decide(position(2, 'abc', { ranked }), offersAt))).toBe('ab');
  });
  test('nobody before the rating', () => {
    expect(people(decide(position(1, 'a', { rated: false }), offersAt))).toBe('');
  });
  test('a rating after offersAt: at once; one at closesAt: never', () => {
    expect(people(decide(position(1, 'a'), secondBefore(closesAt)))).toBe('a');
    expect(people(decide(position(1, 'a'), closesAt))).toBe('');
  });
  test('a decline passes the opening on at the same instant', () => {
    const now = oslo('2026-11-09T14:07');
    const decision = decide(position(1, 'ab', { offers: [open('a')] }), now, { offerId: 'offer-a', answer: 'decline' });
    expect(decision.close).toEqual([{ offerId: 'offer-a', state: 'declined', at: now }]);
    expect(decision.issue).toEqual([{ personId: 'b', rank: 2, expiresAt: oslo('2026-11-24T00:00'), byName: false }]);
  });
  test('all that falls on one instant is settled first: two expiries and a decline free three openings', () => {
    const expiry = oslo('2026-11-21T00:00');
    const offers = [open('a'), open('b'), open('c', oslo('2026-11-15T10:00'))];
    const decision = decide(position(3, 'abcdefg', { offers }), expiry, { offerId: 'offer-c', answer: 'decline' });
    expect(decision.close.map((closed) => closed.state)).toEqual(['expired', 'expired', 'declined']);
    expect(people(decision)).toBe('def');
  });
  test('late, after an outage: closed at the true instant, the next has the whole two weeks from now', () => {
    const now = oslo('2026-12-01T11:00');
    const decision = decide(position(1, 'ab', { offers: [open('a')] }), now);
    expect(decision.close).toEqual([{ offerId: 'offer-a', state: 'expired', at: oslo('2026-11-21T00:00') }]);
    expect(decision.issue).toEqual([{ personId: 'b', rank: 2, expiresAt: oslo('2026-12-16T00:00'), byName: false }]);
  });
  test('nobody is offered twice', () => {
    const offers = [open('a', offersAt, { state: 'declined' })];
    expect(people(decide(position(1, 'ab', { offers }), oslo('2026-11-09T14:07')))).toBe('b');
  });
  test('an answer to an offer that is answered, or that does not exist, does nothing', () => {
    const offers = [open('a', offersAt, { state: 'accepted' })];
    const state = position(1, 'ab', { offers, settled: true });
    for (const offerId of ['offer-a', 'offer-x'])
      expect(decide(state, oslo('2026-11-09T14:07'), { offerId, answer: 'decline' })).toMatchObject({
        close: [],
        issue: [],
        settle: false,
      });
  });
});

describe('when a position is settled', () => {
  const settles = (state: ReturnType<typeof position>, now: Date, act?: Parameters<typeof decideOffers>[3]) =>
    decide(state, now, act).settle;

  test('no applicants: at offersAt, not before', () => {
    const state = position(1, '', { rated: false });
    expect(settles(state, secondBefore(offersAt))).toBe(false);
    expect(settles(state, offersAt)).toBe(true);
  });
  test('nobody suitable: at offersAt; rated later: at once', () => {
    const state = position(1, '', { applicants: 3 });
    expect(settles(state, secondBefore(offersAt))).toBe(false);
    expect(settles(state, offersAt)).toBe(true);
    expect(settles(state, oslo('2026-11-20T10:00'))).toBe(true);
  });
  test('never rated: at closesAt', () => {
    const state = position(1, '', { applicants: 3, rated: false });
    expect(settles(state, secondBefore(closesAt))).toBe(false);
    expect(settles(state, closesAt)).toBe(true);
  });
  test('filled: with the last acceptance', () => {
    const state = position(1, 'ab', { offers: [open('a')] });
    expect(settles(state, oslo('2026-11-09T14:07'))).toBe(false);
    expect(settles(state, oslo('2026-11-09T14:07'), { offerId: 'offer-a', answer: 'accept' })).toBe(true);
  });
  test('fewer suitable than openings: when the last of them has answered', () => {
    const offers = [open('a', offersAt, { state: 'accepted' }), open('b')];
    const state = position(3, 'ab', { offers });
    expect(settles(state, oslo('2026-11-09T14:07'))).toBe(false);
    expect(settles(state, oslo('2026-11-09T14:07'), { offerId: 'offer-b', answer: 'decline' })).toBe(true);
  });
  test('an offer that is open at closesAt runs its time; its expiry settles the position and offers nobody', () => {
    const offers = [open('a', oslo('2027-02-10T10:00'))];
    const state = position(1, 'ab', { offers });
    expect(settles(state, closesAt)).toBe(false);
    const decision = decide(state, oslo('2027-02-25T00:00'));
    expect(decision).toMatchObject({ settle: true, issue: [], close: [{ state: 'expired' }], nextDueAt: null });
  });
  test('once only', () => {
    const offers = [open('a', offersAt, { state: 'accepted' })];
    expect(settles(position(1, 'a', { offers, settled: true }), oslo('2026-11-09T14:07'))).toBe(false);
  });

  const accepted = [open('a', offersAt, { state: 'accepted' })];
  const withdraw = { offerId: 'offer-a', answer: 'withdraw' } as const;
  test('a withdrawal before closesAt opens it again and offers the next', () => {
    const decision = decide(position(1, 'ab', { offers: accepted, settled: true }), oslo('2026-12-01T11:00'), withdraw);
    expect(decision).toMatchObject({ reopen: true, settle: false, close: [{ state: 'withdrawn' }] });
    expect(people(decision)).toBe('b');
  });
  test('a withdrawal with nobody left settles it anew, for a corrected list', () => {
    const state = position(1, 'a', { offers: accepted, settled: true });
    expect(decide(state, oslo('2026-12-01T11:00'), withdraw)).toMatchObject({ reopen: false, settle: true, issue: [] });
  });
  test('openings that were added open it again', () => {
    const state = position(2, 'ab', { offers: accepted, settled: true });
    expect(decide(state, oslo('2026-12-01T11:00'))).toMatchObject({ reopen: true, issue: [{ personId: 'b' }] });
  });
});

describe('reminders', () => {
  const expiry = oslo('2026-11-21T00:00');
  test('09:00 on the days 7, 2 and 0 before the last day', () => {
    expect(offerReminders(offersAt, expiry, OSLO)).toEqual(
      ['2026-11-13T09:00', '2026-11-18T09:00', '2026-11-20T09:00'].map(oslo),
    );
  });
  test('at 09:00 by the wall, on both sides of the change to winter time', () => {
    const instants = offerReminders(oslo('2026-10-14T15:00'), oslo('2026-10-29T00:00'), OSLO);
    expect(instants).toEqual(['2026-10-21T09:00', '2026-10-26T09:00', '2026-10-28T09:00'].map(oslo));
    expect(instants.map((instant) => instant.toISOString().slice(11, 16))).toEqual(['07:00', '08:00', '08:00']);
  });
  const remindedAt = (since: string, now: string, state = position(1, 'a', { offers: [open('a')] })) =>
    decideOffers(state, { since: oslo(since), now: oslo(now) }, OSLO).remind.map((reminder) => reminder.at);
  test('due at its instant and not a second earlier', () => {
    expect(remindedAt('2026-11-06T09:00', '2026-11-13T08:59:59')).toEqual([]);
    expect(remindedAt('2026-11-06T09:00', '2026-11-13T09:00')).toEqual([oslo('2026-11-13T09:00')]);
  });
  test('not again when it was sent', () => {
    expect(remindedAt('2026-11-13T09:00', '2026-11-13T09:00')).toEqual([]);
    expect(remindedAt('2026-11-13T09:00', '2026-11-14T09:00')).toEqual([]);
  });
  test('after an outage only the latest', () => {
    expect(remindedAt('2026-11-06T09:00', '2026-11-20T12:00')).toEqual([oslo('2026-11-20T09:00')]);
  });
  test('not once it has expired or was answered', () => {
    expect(remindedAt('2026-11-19T09:00', '2026-11-21T00:00')).toEqual([]);
    const answered = position(1, 'a', { offers: [open('a', offersAt, { state: 'accepted' })] });
    expect(remindedAt('2026-11-06T09:00', '2026-11-13T09:00', answered)).toEqual([]);
  });
  test('the next instant is the nearest of reminders and expiry', () => {
    const next = (now: string) =>
      decideOffers(position(1, 'a', { offers: [open('a')] }), { since: oslo(now), now: oslo(now) }, OSLO).nextDueAt;
    expect(next('2026-11-06T09:00')).toEqual(oslo('2026-11-13T09:00'));
    expect(next('2026-11-20T09:00')).toEqual(expiry);
  });
});
