import { describe, expect, test } from '@jest/globals';
import { ANSWER_WINDOW, expiryOf } from '../../src/process/offer/answer-time.rule.js';
import { decideOffers, type MadeOffer } from '../../src/process/offer/offer.rule.js';
import { outlooksOf } from '../../src/process/offer/outlook.rule.js';
import { instantsOf } from '../../src/rounds/calendar.js';
import { calendar } from '../support/calendar.js';
import { closesAt, OSLO, offersAt, oslo, position } from '../support/position-state.js';

const expiry = expiryOf(offersAt, OSLO, ANSWER_WINDOW);
const lost: MadeOffer = {
  id: 'offer-a',
  personId: 'a',
  issuedAt: offersAt,
  expiresAt: expiry,
  state: 'open',
  unreached: true,
};
const state = position(1, 'ab', { offers: [lost] });
const at = (now: Date, since = offersAt) => decideOffers(state, { since, now }, OSLO);

describe('an offer whose mail did not arrive', () => {
  test('does not expire: it has the whole of its time anew, and nobody else is offered', () => {
    expect(at(expiry)).toMatchObject({
      close: [],
      issue: [],
      settle: false,
      moves: [],
      prolonged: [{ offerId: 'offer-a', expiresAt: expiryOf(expiry, OSLO, ANSWER_WINDOW) }],
    });
  });
  test('is left as it is until then', () => {
    expect(at(new Date(expiry.getTime() - 1))).toMatchObject({ close: [], prolonged: [], moves: [] });
  });
  test('is due again at its end', () => {
    expect(at(expiry).nextDueAt).toEqual(expiry < closesAt ? oslo('2026-11-28T09:00') : null);
  });
  test('brings no reminders', () => {
    expect(at(oslo('2026-11-20T10:00')).remind).toEqual([]);
    expect(
      decideOffers(
        { ...state, offers: [{ ...lost, unreached: false }] },
        { since: offersAt, now: oslo('2026-11-20T10:00') },
        OSLO,
      ).remind,
    ).toHaveLength(1);
  });
  test('keeps its opening when the round has closed', () => {
    expect(at(closesAt)).toMatchObject({ close: [], settle: false, prolonged: [{ offerId: 'offer-a' }] });
  });
  test('can be answered, and the answer counts whenever it comes', () => {
    const accept = { offerId: 'offer-a', answer: 'accept' } as const;
    const decision = decideOffers(state, { since: offersAt, now: oslo('2026-12-24T12:00') }, OSLO, accept);
    expect(decision).toMatchObject({ close: [{ offerId: 'offer-a', state: 'accepted' }], settle: true, refused: null });
  });
  test('twice at one instant is as once', () => {
    const [prolonged] = at(expiry).prolonged;
    const after = { ...state, offers: [{ ...lost, expiresAt: prolonged?.expiresAt ?? expiry }] };
    expect(decideOffers(after, { since: expiry, now: expiry }, OSLO).prolonged).toEqual([]);
  });
  test('is what the opening’s sentence says, and names nobody as the next', () => {
    const outlooked = {
      ...state,
      offers: [{ ...lost, closedAt: null }],
      instants: instantsOf(calendar, OSLO),
      announced: true,
      unsuited: 0,
    };
    expect(outlooksOf(outlooked, oslo('2026-11-10T12:00'), OSLO)).toEqual([{ is: 'unreached', personId: 'a' }]);
    expect(outlooksOf(outlooked, expiry, OSLO)).toEqual([{ is: 'unreached', personId: 'a' }]);
  });
});
