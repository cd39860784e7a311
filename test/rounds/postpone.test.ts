import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { CALENDAR, instantsOf } from '../../src/rounds/calendar.js';
import { daysPaused, postponed } from '../../src/rounds/postpone.js';
import { calendar, oslo } from '../support/calendar.js';

const ZONE = 'Europe/Oslo';

/** The hours that a clock on the wall counts: a change to or from summer time takes and gives none there. */
const hoursOnTheWall = (from: Date, until: Date) => onTheWall(from).until(onTheWall(until)).total('hours');
const onTheWall = (at: Date) => Temporal.Instant.from(at.toISOString()).toZonedDateTimeISO(ZONE).toPlainDateTime();

const days = (from: string, to: string) => daysPaused(oslo(from), oslo(to), ZONE);

test('a pause counts in whole days, begun ones in full', () => {
  expect(days('2026-11-02T10:00', '2026-11-02T10:00')).toBe(0);
  expect(days('2026-11-02T10:00', '2026-11-02T10:01')).toBe(1);
  expect(days('2026-11-02T10:00', '2026-11-04T09:59')).toBe(2);
  expect(days('2026-11-02T10:00', '2026-11-04T10:00')).toBe(2);
  expect(days('2026-11-02T10:00', '2026-11-04T10:01')).toBe(3);
});

test('a night of 25 hours is one day like any other', () => {
  expect(days('2026-10-24T10:00', '2026-10-25T10:00')).toBe(1);
});

test('what was ahead moves and keeps its time of day, what had passed stays', () => {
  const moved = postponed(calendar, oslo(calendar.applyDue), 9, ZONE);
  expect(moved.announceAt).toBe(calendar.announceAt);
  expect(moved.applyDue).toBe(calendar.applyDue);
  expect(moved.rateDue.slice(10)).toBe(calendar.rateDue.slice(10));
  expect(moved.rateDue > calendar.rateDue).toBe(true);
});

test('on a clock on the wall nobody loses time by a pause, and nobody gains more than a day', () => {
  const from = oslo('2026-09-01T00:00').getTime();
  fc.assert(
    fc.property(fc.nat(150 * 24 * 60), fc.nat(200 * 24 * 60), (start, length) => {
      const pausedAt = new Date(from + start * 60_000);
      const resumedAt = new Date(pausedAt.getTime() + length * 60_000);
      const before = instantsOf(calendar, ZONE);
      const after = instantsOf(postponed(calendar, pausedAt, daysPaused(pausedAt, resumedAt, ZONE), ZONE), ZONE);
      for (const entry of CALENDAR) {
        if (before[entry] <= pausedAt) expect(after[entry]).toEqual(before[entry]);
        else {
          const gained = hoursOnTheWall(resumedAt, after[entry]) - hoursOnTheWall(pausedAt, before[entry]);
          // An hour more where a pause begins or ends in the hour that does not exist in spring or comes twice in autumn.
          expect(gained).toBeGreaterThanOrEqual(-1);
          expect(gained).toBeLessThan(25);
        }
      }
    }),
    { numRuns: 500 },
  );
});
