import { describe, expect, test } from '@jest/globals';
import { fallsIn, nextOf, reminderDue, reminderInstants } from '../../src/rounds/reminders.js';
import { instantOf, startOfDay, timeOnLastMonday, timeOnNextMonday } from '../../src/rounds/wall-clock.js';
import { OSLO, oslo, secondBefore } from '../support/calendar.js';

describe('wall-clock times', () => {
  test('one that does not exist is read as the later, one that exists twice as the earlier', () => {
    expect(instantOf('2027-03-28T02:30', OSLO)).toEqual(new Date('2027-03-28T03:30:00+02:00'));
    expect(instantOf('2026-10-25T02:30', OSLO)).toEqual(new Date('2026-10-25T02:30:00+02:00'));
  });
  test('days are counted on the wall clock, over both changes', () => {
    expect(startOfDay(oslo('2026-10-24T23:59'), 1, OSLO)).toEqual(new Date('2026-10-25T00:00:00+02:00'));
    expect(startOfDay(oslo('2026-10-25T12:00'), 1, OSLO)).toEqual(new Date('2026-10-26T00:00:00+01:00'));
    expect(startOfDay(oslo('2027-03-27T12:00'), 2, OSLO)).toEqual(new Date('2027-03-29T00:00:00+02:00'));
  });
  test('what is no time is refused', () => {
    expect(() => instantOf('2026-02-30T10:00', OSLO)).toThrow(RangeError);
  });
  test('Mondays: the one that is here counts as the last, not as the next', () => {
    const monday = oslo('2026-11-09T09:00');
    expect(timeOnLastMonday(monday, '09:00', OSLO)).toEqual(monday);
    expect(timeOnLastMonday(secondBefore(monday), '09:00', OSLO)).toEqual(oslo('2026-11-02T09:00'));
    expect(timeOnNextMonday(monday, '09:00', OSLO)).toEqual(oslo('2026-11-16T09:00'));
    expect(timeOnNextMonday(secondBefore(monday), '09:00', OSLO)).toEqual(monday);
    expect(timeOnNextMonday(oslo('2026-11-15T23:00'), '09:00', OSLO)).toEqual(oslo('2026-11-16T09:00'));
  });
});

describe('reminder instants', () => {
  const deadline = oslo('2026-10-05T23:59');
  test('09:00 on the days 7, 2 and 0 before the day of the deadline', () => {
    expect(reminderInstants({ opened: oslo('2026-09-21T08:00'), deadline }, OSLO)).toEqual(
      ['2026-09-28T09:00', '2026-10-03T09:00', '2026-10-05T09:00'].map(oslo),
    );
  });
  test('only after the request', () => {
    const from = (opened: string) => reminderInstants({ opened: oslo(opened), deadline }, OSLO).length;
    expect(from('2026-09-28T08:59')).toBe(3);
    expect(from('2026-09-28T09:00')).toBe(2);
    expect(from('2026-10-05T09:00')).toBe(0);
  });
  test('only before the deadline: at 09:00 sharp there is none on its day', () => {
    const until = (due: string) =>
      reminderInstants({ opened: oslo('2026-09-21T08:00'), deadline: oslo(due) }, OSLO).length;
    expect(until('2026-10-05T09:00')).toBe(2);
    expect(until('2026-10-05T09:01')).toBe(3);
    expect(until('2026-10-05T00:00')).toBe(2);
  });
  test('at 09:00 by the wall over the change to winter time', () => {
    const instants = reminderInstants({ opened: oslo('2026-10-12T09:00'), deadline: oslo('2026-10-26T23:59') }, OSLO);
    expect(instants.map((instant) => instant.toISOString())).toEqual([
      '2026-10-19T07:00:00.000Z',
      '2026-10-24T07:00:00.000Z',
      '2026-10-26T08:00:00.000Z',
    ]);
  });
  test('due once, the latest alone after an outage, never once the deadline is here', () => {
    const instants = reminderInstants({ opened: oslo('2026-09-21T08:00'), deadline }, OSLO);
    const due = (since: string | null, now: string) =>
      reminderDue(instants, deadline, { since: since ? oslo(since) : null, now: oslo(now) });
    expect(due('2026-09-27T09:00', '2026-09-28T08:59:59')).toBeUndefined();
    expect(due('2026-09-27T09:00', '2026-09-28T09:00')).toEqual(oslo('2026-09-28T09:00'));
    expect(due('2026-09-28T09:00', '2026-09-28T09:00')).toBeUndefined();
    expect(due(null, '2026-10-05T10:00')).toEqual(oslo('2026-10-05T09:00'));
    expect(due('2026-10-01T09:00', '2026-10-05T23:59')).toBeUndefined();
  });
});

test('an instant falls in a span that it ends, not in one that it begins', () => {
  const at = oslo('2026-10-05T23:59');
  expect(fallsIn(at, { since: secondBefore(at), now: at })).toBe(true);
  expect(fallsIn(at, { since: at, now: at })).toBe(false);
  expect(fallsIn(at, { since: null, now: secondBefore(at) })).toBe(false);
  expect(fallsIn(at, { since: null, now: at })).toBe(true);
});

test('a clock that goes backwards brings nothing back', () => {
  const at = oslo('2026-10-05T23:59');
  expect(fallsIn(at, { since: oslo('2026-10-06T10:00'), now: oslo('2026-10-06T09:00') })).toBe(false);
});

test('the next instant is the earliest that lies ahead', () => {
  const now = oslo('2026-10-05T09:00');
  expect(nextOf(now, [oslo('2026-10-07T09:00'), null, now, oslo('2026-10-06T09:00')])).toEqual(
    oslo('2026-10-06T09:00'),
  );
  expect(nextOf(now, [now, undefined])).toBeNull();
});
