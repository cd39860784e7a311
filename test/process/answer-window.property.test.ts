import { beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ANSWER_WINDOW, type AnswerWindow, expiryOf } from '../../src/process/offer/answer-time.rule.js';
import { answerWindowOf } from '../../src/process/offer/answer-window.js';
import { decideOffers, type MadeOffer } from '../../src/process/offer/offer.rule.js';
import { dateLater, localDate, startOfDay } from '../../src/rounds/wall-clock.js';
import { OSLO, oslo, position } from '../support/position-state.js';

const CLOSED = { name: 'Julestengt', firstDay: '2026-12-24', lastDay: '2027-01-04' };

let answerWindow: AnswerWindow;
beforeAll(async () => {
  const span = { from: oslo('2026-01-01T00:00'), until: oslo('2028-12-31T00:00') };
  answerWindow = await answerWindowOf([CLOSED], span, OSLO);
});

const instant = fc.date({ min: oslo('2026-01-01T00:00'), max: oslo('2028-12-01T00:00'), noInvalidDate: true });
const lastDayOf = (end: Date) => localDate(new Date(end.getTime() - 1), OSLO);

test('no window ends on a day off; it has at least fourteen days, and ends on the first working day from then on', () => {
  fc.assert(
    fc.property(instant, (issuedAt) => {
      const end = expiryOf(issuedAt, OSLO, answerWindow);
      expect(end).toEqual(startOfDay(end, 0, OSLO));
      expect(end >= expiryOf(issuedAt, OSLO, ANSWER_WINDOW)).toBe(true);
      expect(answerWindow.daysOff.has(lastDayOf(end))).toBe(false);
      for (let day = dateLater(localDate(issuedAt, OSLO), 14); day < lastDayOf(end); day = dateLater(day, 1))
        expect(answerWindow.daysOff.has(day)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test.each([
  ['a Friday', '2026-10-02T09:00', '2026-10-17T00:00'],
  ['a Saturday', '2026-10-03T09:00', '2026-10-20T00:00'],
  ['Maundy Thursday', '2027-03-11T09:00', '2027-03-31T00:00'],
  ['the 17th of May', '2027-05-03T09:00', '2027-05-19T00:00'],
  ['a day on which the campus is closed', '2026-12-10T09:00', '2027-01-06T00:00'],
])('the fourteenth day is %s', (_day, issuedAt, end) => {
  expect(expiryOf(oslo(issuedAt), OSLO, answerWindow)).toEqual(oslo(end));
});

test('a pause moves no deadline onto a day off, nor gives anybody less', () => {
  const days = fc.integer({ min: 0, max: 40 });
  fc.assert(
    fc.property(instant, days, (issuedAt, days) => {
      const offer: MadeOffer = {
        id: 'one',
        personId: 'a',
        issuedAt,
        expiresAt: expiryOf(issuedAt, OSLO, answerWindow),
        state: 'open',
      };
      const state = position(1, 'ab', { offers: [offer], answerWindow });
      const { moves } = decideOffers(state, { since: issuedAt, now: issuedAt }, OSLO, { since: issuedAt, days });
      const end = moves[0]?.expiresAt ?? offer.expiresAt;
      expect(end >= startOfDay(offer.expiresAt, days, OSLO)).toBe(true);
      expect(answerWindow.daysOff.has(lastDayOf(end))).toBe(false);
    }),
  );
});
