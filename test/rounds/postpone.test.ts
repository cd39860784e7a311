import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { CALENDAR, instantsOf } from '../../src/rounds/calendar.js';
import { daysPaused, postponed } from '../../src/rounds/postpone.js';
import { calendar, oslo } from '../support/calendar.js';

const ZONE = 'Europe/Oslo';
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

test('nobody loses time by a pause, and nobody gains more than a day and an hour', () => {
  const from = oslo('2026-09-01T00:00').getTime();
  const HOUR = 3_600_000;
  fc.assert(
    fc.property(fc.nat(150 * 24 * 60), fc.nat(60 * 24 * 60), (start, length) => {
      const pausedAt = new Date(from + start * 60_000);
      const resumedAt = new Date(pausedAt.getTime() + length * 60_000);
      const before = instantsOf(calendar, ZONE);
      const after = instantsOf(postponed(calendar, pausedAt, daysPaused(pausedAt, resumedAt, ZONE), ZONE), ZONE);
      for (const entry of CALENDAR) {
        if (before[entry] <= pausedAt) expect(after[entry]).toEqual(before[entry]);
        else {
          const gained = after[entry].getTime() - resumedAt.getTime() - (before[entry].getTime() - pausedAt.getTime());
          // The hour is that of a change to or from summer time.
          expect(gained).toBeGreaterThanOrEqual(-HOUR);
          expect(gained).toBeLessThanOrEqual(25 * HOUR);
        }
      }
    }),
  );
});
