import { expect, test } from '@jest/globals';
import { sayClock, sayDay, sayInstant, sayLastDay, sayLastMoment, sayShortDay } from '../../src/platform/say-time.js';

const due = '2026-10-05T21:59:00.000Z';

test('an instant is said on the clock of the faculty and in the language of the reader', () => {
  expect(sayInstant(due, 'nb', 'Europe/Oslo')).toBe('mandag 5. oktober 2026 kl. 23.59 (norsk tid)');
  expect(sayInstant(new Date(due), 'en', 'Europe/Oslo')).toBe('Monday 5 October 2026 at 23:59 (Norwegian time)');
});

test('any zone has a name', () => {
  expect(sayInstant(due, 'nb', 'America/New_York')).toBe('mandag 5. oktober 2026 kl. 17.59 (EDT)');
  expect(sayInstant(due, 'en', 'Asia/Kathmandu')).toBe('Tuesday 6 October 2026 at 03:44 (GMT+5:45)');
  expect(sayInstant(due, 'en', 'UTC')).toBe('Monday 5 October 2026 at 21:59 (UTC)');
});

test('midnight is 00.00 of the day that begins', () => {
  expect(sayInstant('2026-10-05T22:00:00Z', 'nb', 'Europe/Oslo')).toBe('tirsdag 6. oktober 2026 kl. 00.00 (norsk tid)');
});

test('a day is said with and without its year', () => {
  expect(sayDay(due, 'nb', 'Europe/Oslo')).toBe('mandag 5. oktober 2026');
  expect(sayShortDay(due, 'en', 'Europe/Oslo')).toBe('Monday 5 October');
});

test('a clock time is said by itself', () => {
  expect([sayClock(due, 'nb', 'Europe/Oslo'), sayClock(due, 'en', 'UTC')]).toEqual(['kl. 23.59', '21:59']);
});

test('the last moment before an offer expires is the evening before', () => {
  const expiresAt = '2027-05-14T22:00:00.000Z';
  expect(sayLastMoment(expiresAt, 'nb', 'Europe/Oslo')).toBe('fredag 14. mai 2027 kl. 23.59 (norsk tid)');
  expect(sayLastMoment(new Date(expiresAt), 'en', 'Europe/Oslo')).toBe('Friday 14 May 2027 at 23:59 (Norwegian time)');
  expect(sayLastDay(expiresAt, 'nb', 'Europe/Oslo')).toBe('fredag 14. mai');
});

test('the last moment is 23:59 also before a day that daylight saving begins at one', () => {
  const startOfDay = '2026-04-23T22:00:00.000Z';
  expect(sayInstant(startOfDay, 'en', 'Africa/Cairo')).toContain('Friday 24 April 2026 at 01:00');
  expect(sayLastMoment(startOfDay, 'en', 'Africa/Cairo')).toContain('Thursday 23 April 2026 at 23:59');
});
