import { expect, test } from '@jest/globals';
import { quietUntil } from '../../../src/outbox/hold/quiet-hours.rule.js';
import { oslo } from '../../support/calendar.js';

const NIGHT = { from: '22:00', to: '07:00' };
const until = (
  now: string,
  kind: Parameters<typeof quietUntil>[0]['kind'] = 'final-list',
  uselessAt?: string,
  hours = NIGHT,
) => quietUntil({ kind, uselessAt: uselessAt ? oslo(uselessAt) : null }, oslo(now), hours, 'Europe/Oslo');

test.each([
  ['just before they begin', '2026-10-05T21:59:59', null],
  ['as they begin', '2026-10-05T22:00', '2026-10-06T07:00'],
  ['before midnight', '2026-10-05T23:59', '2026-10-06T07:00'],
  ['after midnight', '2026-10-06T00:00', '2026-10-06T07:00'],
  ['just before they are over', '2026-10-06T06:59:59', '2026-10-06T07:00'],
  ['as they are over', '2026-10-06T07:00', null],
  ['in the night in which the clocks go back', '2026-10-24T23:00', '2026-10-25T07:00'],
])('over midnight: %s', (_, now, end) => {
  expect(until(now)).toEqual(end === null ? null : oslo(end));
});

test.each([
  ['before', '2026-10-05T11:59:59', null],
  ['within', '2026-10-05T12:00', '2026-10-05T13:00'],
  ['after', '2026-10-05T13:00', null],
])('within a day: %s', (_, now, end) => {
  expect(until(now, 'final-list', undefined, { from: '12:00', to: '13:00' })).toEqual(end === null ? null : oslo(end));
});

test('what starts or ends the time for an answer, and what answers somebody, leaves at any hour', () => {
  const night = '2026-10-06T00:00';
  expect([until(night, 'offer'), until(night, 'offer-expired'), until(night, 'sign-in')]).toEqual([null, null, null]);
  expect(until(night, 'rating-overdue')).toEqual(oslo('2026-10-06T07:00'));
});

test('a mail that would be of no use in the morning leaves in the night', () => {
  expect(until('2026-10-06T00:00', 'demand-reminder', '2026-10-06T07:00')).toBeNull();
  expect(until('2026-10-06T00:00', 'demand-reminder', '2026-10-06T07:01')).toEqual(oslo('2026-10-06T07:00'));
});
