import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type DaysOff, datesIn, daysToWork, withOwnDays } from '../../src/rounds/days-off/days-off.rule.js';
import { publicDaysOff } from '../../src/rounds/days-off/public-days.js';
import { daysOffAround } from '../../src/rounds/days-off/read-days-off.js';
import { dateLater } from '../../src/rounds/wall-clock.js';
import { OSLO, oslo } from '../support/position-state.js';

const holidaysIn = (days: DaysOff) => [...days].filter(([, { is }]) => is === 'holiday').map(([date]) => date);

describe('the public days off of a year', () => {
  test('are the holidays of Norway, in both languages, and its weekends', async () => {
    const days = await publicDaysOff(2027);
    expect(holidaysIn(days).sort()).toEqual([
      ...['2027-01-01', '2027-03-25', '2027-03-26', '2027-03-28', '2027-03-29', '2027-05-01', '2027-05-06'],
      ...['2027-05-16', '2027-05-17', '2027-12-25', '2027-12-26'],
    ]);
    expect(days.get('2027-05-06')).toEqual({ is: 'holiday', nb: 'Kristi himmelfartsdag', en: 'Ascension Day' });
    expect(days.get('2027-10-09')).toEqual({ is: 'saturday' });
    expect(days.get('2027-10-10')).toEqual({ is: 'sunday' });
    expect(['2027-10-08', '2027-12-24', '2027-12-31'].map((date) => days.has(date))).toEqual([false, false, false]);
  });
  test('two that fall on one day are both named', async () => {
    expect((await publicDaysOff(2027)).get('2027-05-17')).toEqual({
      is: 'holiday',
      nb: 'Grunnlovsdagen, Andre pinsedag',
      en: 'Constitution Day, Whit Monday',
    });
  });
  test('are made once', () => expect(publicDaysOff(2028)).toBe(publicDaysOff(2028)));
});

test('own days are off, by their name unless the day has one already', async () => {
  const own = [{ name: 'Julestengt', firstDay: '2026-12-24', lastDay: '2027-01-04' }];
  const days = await daysOffAround(own, oslo('2026-12-01T12:00'), oslo('2026-12-31T12:00'), OSLO);
  expect(days.get('2026-12-24')).toEqual({ is: 'own', name: 'Julestengt' });
  expect(days.get('2026-12-25')).toMatchObject({ nb: 'Første juledag' });
  expect(days.get('2027-01-02')).toEqual({ is: 'own', name: 'Julestengt' });
  expect([daysToWork('2026-12-24', days, 1), daysToWork('2026-12-24', days, -1)]).toEqual([12, -1]);
});

test('the next working day is one, and none lies between', () => {
  const date = fc.integer({ min: 0, max: 700 }).map((days) => dateLater('2026-01-01', days));
  const span = fc.record({ firstDay: date, days: fc.integer({ min: 0, max: 30 }) });
  fc.assert(
    fc.property(fc.array(span), date, fc.constantFrom<1 | -1>(1, -1), (spans, from, way) => {
      const own = spans.map(({ firstDay, days }) => ({ name: 'x', firstDay, lastDay: dateLater(firstDay, days) }));
      const off = withOwnDays(new Map(), own);
      const found = dateLater(from, daysToWork(from, off, way));
      expect(off.has(found)).toBe(false);
      const [first, last] = [from, found].sort() as [string, string];
      for (const between of datesIn(first, last)) expect(between === found || off.has(between)).toBe(true);
    }),
  );
});
