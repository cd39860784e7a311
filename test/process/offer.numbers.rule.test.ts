import { describe, expect, test } from '@jest/globals';
import { daysLeft } from '../../src/process/offer/time-left.rule.js';
import { workloadOf } from '../../src/process/offer/workload.rule.js';
import { OSLO, oslo } from '../support/position-state.js';

describe('the days left for an answer', () => {
  const expiry = oslo('2026-11-21T00:00');
  test.each([
    ['2026-11-06T09:00', 14],
    ['2026-11-18T23:59', 2],
    ['2026-11-19T00:00', 1],
    ['2026-11-19T23:59:59', 1],
    ['2026-11-20T00:00', 0],
    ['2026-11-20T23:59:59', 0],
  ])('at %s: %i', (now, days) => {
    expect(daysLeft(oslo(now), expiry, OSLO)).toBe(days);
  });
  test('across the change to winter time and to summer time', () => {
    expect(daysLeft(oslo('2026-10-20T23:00'), oslo('2026-10-29T00:00'), OSLO)).toBe(8);
    expect(daysLeft(oslo('2027-03-20T00:30'), oslo('2027-04-04T00:00'), OSLO)).toBe(14);
  });
  test('to a day that begins at one', () => {
    expect(daysLeft(new Date('2026-09-05T20:00-04:00'), new Date('2026-09-06T01:00-03:00'), 'America/Santiago')).toBe(
      0,
    );
  });
  test('it is the local day that counts', () => {
    expect(daysLeft(new Date('2026-11-18T23:30Z'), expiry, OSLO)).toBe(1);
    expect(daysLeft(new Date('2026-11-18T22:30Z'), expiry, OSLO)).toBe(2);
  });
});

describe('the hours of a semester', () => {
  test.each([
    [[], 0, false],
    [[120, 123], 243, false],
    [[120, 123, 1], 244, true],
  ])('%j: %i', (hours, sum, over) => {
    expect(workloadOf(hours, 243)).toEqual({ hours: sum, limit: 243, over });
  });
});
