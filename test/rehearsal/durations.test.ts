import { expect, test } from '@jest/globals';
import { after, halfway, said, written } from '../../src/rehearsal/durations.js';

const OSLO = 'Europe/Oslo';
const from = (text: string) => new Date(text);
const later = (instant: string, duration: string) => written(after(from(instant), duration, OSLO), OSLO);

// Oslo goes back an hour at 03:00 on 25 October 2026 and forward an hour at 02:00 on 28 March 2027.

test('days are counted on the wall clock, so the time of day stays over both changes', () => {
  expect(later('2026-10-24T09:00:00+02:00', 'P1D')).toBe('2026-10-25T09:00:00+01:00');
  expect(later('2027-03-27T09:00:00+01:00', 'P2D')).toBe('2027-03-29T09:00:00+02:00');
});

test('hours and minutes are exact and come after the days', () => {
  expect(later('2026-10-24T23:00:00+02:00', 'PT5H1M')).toBe('2026-10-25T03:01:00+01:00');
  expect(later('2026-10-24T01:30:00+02:00', 'P1DT1H')).toBe('2026-10-25T02:30:00+02:00');
});

test('a day that ends in a gap ends after it, one that ends in a fold at its first pass', () => {
  expect(later('2027-03-27T02:30:00+01:00', 'P1D')).toBe('2027-03-28T03:30:00+02:00');
  expect(later('2026-10-24T02:30:00+02:00', 'P1D')).toBe('2026-10-25T02:30:00+02:00');
});

test('half-way is in elapsed time: 15 days and 15:59 with the hour of the change', () => {
  const half = halfway(from('2026-10-12T09:00:00+02:00'), from('2026-10-26T23:59:00+01:00'));
  expect(written(half, OSLO)).toBe('2026-10-19T16:59:30+02:00');
});

test('an instant is said in the zone', () => {
  expect(said(from('2026-09-21T06:00:00Z'), OSLO)).toBe('2026-09-21 08:00');
});
