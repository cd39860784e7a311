import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { CALENDAR, type Calendar, disorderOf, instantsOf } from '../../src/rounds/calendar.js';
import { calendarAt, type Places, placesOf } from '../../src/rounds/copy/places.rule.js';
import { USUAL_PLACES, usualOf } from '../../src/rounds/copy/usual-places.rule.js';
import { calendar, OSLO } from '../support/calendar.js';

const places = placesOf(calendar, '2027V') as Places;
const at = (semester: string, changed: Partial<Places> = {}) =>
  calendarAt({ ...places, ...changed }, semester) as Calendar;

test('an entry stands so many weeks before or after the week of its semester, on a weekday, at a time', () => {
  expect(places.demandOpens).toEqual({ week: -15, weekday: 1, time: '08:00' });
  expect(places.rateDue).toEqual({ week: -9, weekday: 4, time: '23:59' });
  expect(places.closesAt).toEqual({ week: 6, weekday: 4, time: '12:00' });
  expect(at('2027V')).toEqual(calendar);
});

test('the Sunday before a semester’s week belongs to the week before, the Monday to it', () => {
  // 2027V stands on 4 January 2027.
  const around = { ...calendar, offersAt: '2027-01-03T23:59', closesAt: '2027-01-04T00:00' };
  const { offersAt, closesAt } = placesOf(around, '2027V') as Places;
  expect(offersAt).toEqual({ week: -1, weekday: 7, time: '23:59' });
  expect(closesAt).toEqual({ week: 0, weekday: 1, time: '00:00' });
  // 2026V stands on 29 December 2025: both lie in the year before.
  expect(at('2026V', { offersAt, closesAt })).toMatchObject({
    offersAt: '2025-12-28T23:59',
    closesAt: '2025-12-29T00:00',
  });
});

test.each([
  // 2026 has 53 weeks, 2027 has 52.
  ['2027V', '2026-09-21', '2027-01-04', '2027-02-18'],
  ['2028V', '2027-09-20', '2028-01-03', '2028-02-17'],
  // 2032 has 53 weeks again.
  ['2032V', '2031-09-15', '2031-12-29', '2032-02-12'],
  ['2033V', '2032-09-20', '2033-01-03', '2033-02-17'],
])('on both sides of a week 53: %s', (semester, opens, first, closes) => {
  const { demandOpens, offersAt, closesAt } = at(semester, { offersAt: { week: 0, weekday: 1, time: '09:00' } });
  expect([demandOpens, offersAt, closesAt]).toEqual([`${opens}T08:00`, `${first}T09:00`, `${closes}T12:00`]);
});

test('the time of day is that on the wall clock, on both sides of the change to and from summer time', () => {
  const noon = (week: number) => ({ week, weekday: 1, time: '12:00' });
  // 28 March 2027 and 31 October 2027, both Sundays.
  const spring = at('2027V', { demandDue: noon(11), reportDue: noon(12) });
  expect([spring.demandDue, spring.reportDue]).toEqual(['2027-03-22T12:00', '2027-03-29T12:00']);
  const [before, after] = [instantsOf(spring, OSLO).demandDue, instantsOf(spring, OSLO).reportDue];
  expect([before.toISOString(), after.toISOString()]).toEqual(['2027-03-22T11:00:00.000Z', '2027-03-29T10:00:00.000Z']);
  const autumn = instantsOf(at('2027H', { demandDue: noon(16), reportDue: noon(17) }), OSLO);
  expect([autumn.demandDue.toISOString(), autumn.reportDue.toISOString()]).toEqual([
    '2027-10-25T10:00:00.000Z',
    '2027-11-01T11:00:00.000Z',
  ]);
});

test('a time that the clock skips in one year is itself again in the next', () => {
  // Summer time begins on 28 March 2027 and on 26 March 2028: the twelfth Sunday of both springs.
  const night = { week: 11, weekday: 7, time: '02:30' };
  for (const semester of ['2027V', '2028V']) expect(at(semester, { rateDue: night }).rateDue).toMatch(/T02:30$/);
  const skipped = instantsOf(at('2027V', { rateDue: night }), OSLO).rateDue;
  expect(skipped.toISOString()).toBe('2027-03-28T01:30:00.000Z');
  const [through] = [placesOf(at('2027V', { rateDue: night }), '2027V')];
  expect(through?.rateDue).toEqual(night);
});

test('a semester that is called otherwise has no weeks', () => {
  expect(placesOf(calendar, 'Vår 2027')).toBeNull();
  expect(calendarAt(places, 'Vår 2027')).toBeNull();
});

describe('the usual calendars', () => {
  test('that of spring is the sample’s', () => {
    const file = readFileSync(join(import.meta.dirname, '..', '..', 'examples', 'ie-2027v.json'), 'utf8');
    const { rounds } = JSON.parse(file) as { rounds: { semester: string; calendar: Calendar }[] };
    expect(rounds.length).toBeGreaterThan(0);
    for (const round of rounds) expect(calendarAt(USUAL_PLACES.spring, round.semester)).toEqual(round.calendar);
  });

  test('that of autumn begins in week 7 and closes in week 39 of the same year', () => {
    expect(calendarAt(USUAL_PLACES.autumn, '2027H')).toMatchObject({
      demandOpens: '2027-02-15T08:00',
      applyDue: '2027-03-22T23:59',
      offersAt: '2027-04-02T09:00',
      closesAt: '2027-09-30T12:00',
    });
  });

  test('each runs in order in every year, whatever its weeks', () => {
    for (let year = 2026; year < 2060; year += 1)
      for (const semester of [`${year}V`, `${year}H`]) {
        const usual = calendarAt(USUAL_PLACES[usualOf(semester)], semester) as Calendar;
        expect([semester, disorderOf(instantsOf(usual, OSLO))]).toEqual([semester, []]);
        expect(CALENDAR.map((entry) => usual[entry])).toEqual(CALENDAR.map((entry) => usual[entry]).sort());
      }
  });

  test('a semester has that of its half of the year', () => {
    expect(['2027V', '2027H', 'Vår 2027'].map(usualOf)).toEqual(['spring', 'autumn', 'spring']);
  });
});
