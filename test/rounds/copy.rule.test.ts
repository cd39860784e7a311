import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { CALENDAR, type Calendar, instantsOf } from '../../src/rounds/calendar.js';
import { newCalendarFaults } from '../../src/rounds/copy/new-calendar.rule.js';
import { calendarAt, placesOf } from '../../src/rounds/copy/places.rule.js';
import {
  offeredSemesters,
  semesterAfter,
  semesterOf,
  semestersFrom,
  weeksBetween,
} from '../../src/rounds/copy/semester.rule.js';
import { calendar, instants, OSLO } from '../support/calendar.js';

/** The calendar of a round for another semester, as its form proposes it. */
function shiftCalendar(from: Calendar, a: string, b: string): Calendar | null {
  const places = placesOf(from, a);
  return places && calendarAt(places, b);
}

const weekdayOf = (local: string) => new Date(`${local.slice(0, 10)}T00:00Z`).getUTCDay();
const daysOf = (local: string) => Date.parse(`${local.slice(0, 10)}T00:00Z`) / 86_400_000;

const semester = fc
  .tuple(fc.integer({ min: 2020, max: 2090 }), fc.constantFrom('V', 'H'))
  .map(([year, term]) => `${year}${term}`);

/** Calendars in order, each entry up to 40 days after the one before, at any time of day. */
const calendars: fc.Arbitrary<Calendar> = fc
  .tuple(
    fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2090, 0) }),
    fc.array(fc.integer({ min: 1, max: 40 * 24 * 60 }), { minLength: CALENDAR.length, maxLength: CALENDAR.length }),
  )
  .map(([start, gaps]) => {
    let at = start;
    const entries = CALENDAR.map((entry, index) => {
      at += (gaps[index] as number) * 60_000;
      return [entry, new Date(at).toISOString().slice(0, 16)] as const;
    });
    return Object.fromEntries(entries) as Calendar;
  });

test('after spring comes autumn, after autumn the next spring', () => {
  expect(semesterAfter('2027V')).toBe('2027H');
  expect(semesterAfter('2027H')).toBe('2028V');
  expect(semesterAfter('Vår 2027')).toBeNull();
  expect(semestersFrom('2027V', 3)).toEqual(['2027V', '2027H', '2028V']);
  expect(semestersFrom('spring', 3)).toEqual([]);
});

test('a day belongs to the semester that it falls in', () => {
  expect(['2027-01-01', '2027-06-30', '2027-07-01', '2027-12-31'].map(semesterOf)).toEqual([
    '2027V',
    '2027V',
    '2027H',
    '2027H',
  ]);
});

test('semesters lie 26 or 27, 52 or 53 weeks apart, by the weeks of ISO 8601', () => {
  expect(weeksBetween('2027V', '2027H')).toBe(26);
  expect(weeksBetween('2027H', '2028V')).toBe(26);
  // 2026 and 2032 have a week 53.
  expect(weeksBetween('2026H', '2027V')).toBe(27);
  expect(weeksBetween('2026V', '2027V')).toBe(53);
  expect(weeksBetween('2027V', '2028V')).toBe(52);
  expect(weeksBetween('2032H', '2033V')).toBe(27);
  expect(weeksBetween('2032V', '2033V')).toBe(53);
  expect(weeksBetween('2027V', 'H27')).toBeNull();
});

test('the weeks between add up, and back again are none', () => {
  fc.assert(
    fc.property(semester, semester, semester, (a, b, c) => {
      const weeks = (from: string, to: string) => weeksBetween(from, to) as number;
      expect(weeks(a, b) + weeks(b, c)).toBe(weeks(a, c));
      expect(weeks(a, semesterAfter(a) as string)).toBeGreaterThanOrEqual(26);
      expect(weeks(a, semesterAfter(a) as string)).toBeLessThanOrEqual(27);
    }),
  );
});

test('a shifted calendar keeps each weekday and time of day, the order and the days between', () => {
  fc.assert(
    fc.property(calendars, semester, semester, (from, a, b) => {
      const shifted = shiftCalendar(from, a, b) as Calendar;
      for (const entry of CALENDAR) {
        expect(weekdayOf(shifted[entry])).toBe(weekdayOf(from[entry]));
        expect(shifted[entry].slice(10)).toBe(from[entry].slice(10));
        expect(daysOf(shifted[entry]) - daysOf(from[entry])).toBe((weeksBetween(a, b) as number) * 7);
      }
      const order = CALENDAR.map((entry) => shifted[entry]);
      expect(order).toEqual([...order].sort());
      expect(shiftCalendar(shifted, b, a)).toEqual(from);
    }),
  );
});

test('a date from one semester to the next of its kind stays within six days of its place in the year', () => {
  fc.assert(
    fc.property(calendars, fc.integer({ min: 2020, max: 2080 }), (from, year) => {
      const shifted = shiftCalendar(from, `${year}V`, `${year + 1}V`) as Calendar;
      const days = daysOf(shifted.demandOpens) - daysOf(from.demandOpens);
      expect([364, 371]).toContain(days);
    }),
  );
});

test('the sample calendar for the next autumn and the next spring', () => {
  const autumn = shiftCalendar(calendar, '2027V', '2027H');
  expect(autumn).toMatchObject({ demandOpens: '2027-03-22T08:00', applyDue: '2027-04-26T23:59' });
  expect(shiftCalendar(calendar, '2027V', '2028V')).toMatchObject({ demandOpens: '2027-09-20T08:00' });
  expect(shiftCalendar({ ...calendar, applyDue: '2026-10-26T23:59:59' }, '2027V', '2027H')?.applyDue).toBe(
    '2027-04-26T23:59:59',
  );
  expect(shiftCalendar(calendar, 'Vår', '2027H')).toBeNull();
});

test('a calendar that runs in order and lies ahead has no faults; it may have begun', () => {
  expect(newCalendarFaults(instants, new Date('2026-09-01T00:00Z'))).toEqual([]);
  expect(newCalendarFaults(instants, new Date('2026-10-01T00:00Z'))).toEqual([]);
});

test('what is past or out of order is told with the entry that comes too early, the first fault of each', () => {
  expect(newCalendarFaults(instants, new Date('2026-10-10T00:00Z'))).toEqual([
    { entry: 'demandDue', is: 'past' },
    { entry: 'reportDue', is: 'past' },
  ]);
  const swapped = instantsOf({ ...calendar, applyDue: '2026-10-11T12:00', closesAt: '2026-11-01T12:00' }, OSLO);
  expect(newCalendarFaults(swapped, new Date('2026-09-01T00:00Z'))).toEqual([
    { entry: 'applyDue', is: 'order', other: 'announceAt' },
    { entry: 'closesAt', is: 'order', other: 'offersAt' },
  ]);
});

test('what could not be read is in nobody’s way', () => {
  const { demandDue: _, ...rest } = instants;
  expect(newCalendarFaults(rest, new Date('2026-09-01T00:00Z'))).toEqual([]);
});

test('a round is offered for the semesters after its model, but for none that is over', () => {
  expect(offeredSemesters('2027V', '2026-11-10')).toEqual(['2027H', '2028V', '2028H', '2029V']);
  expect(offeredSemesters('2024V', '2026-11-10')).toEqual(['2026H', '2027V', '2027H', '2028V']);
  expect(offeredSemesters(null, '2027-02-01')).toEqual(['2027V', '2027H', '2028V', '2028H']);
  expect(offeredSemesters('Vår', '2027-02-01')[0]).toBe('2027V');
});
