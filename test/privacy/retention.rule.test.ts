import { describe, expect, test } from '@jest/globals';
import { type Appearance, decideRetention, type Kept } from '../../src/privacy/retention.rule.js';
import { OSLO, oslo, secondBefore } from '../support/calendar.js';

const DAYS = { applicants: 120, employed: 540 };
const closesAt = oslo('2027-02-18T12:00');
/** The start of the day 120 and 540 days after that day. */
const APPLICANTS = oslo('2027-06-18T00:00');
const EMPLOYED = oslo('2028-08-11T00:00');

const one = (personId: string, as: Appearance['as'], roundId = 'old', hasOpenOffer = false): Appearance => ({
  personId,
  roundId,
  as,
  hasOpenOffer,
});
const TOLD = oslo('2027-06-01T03:15');

const decide = (now: Date, more: Partial<Kept> & { told?: Date | null } = {}) =>
  decideRetention(
    {
      rounds: [{ id: 'old', closesAt, toldAt: { applicants: more.told ?? null, employed: more.told ?? null } }],
      appearances: [one('a', 'applicant'), one('e', 'employed'), one('t', 'staff')],
      inRole: new Set(),
      ...more,
    },
    DAYS,
    now,
    OSLO,
  ).map(({ group, personIds, now: what }) => `${what} ${group}: ${personIds.join(' ')}`);

describe('those who were not employed', () => {
  test('go at the start of the day 120 days after the round has closed, not a second before', () => {
    expect(decide(APPLICANTS, { told: TOLD })).toEqual(['go applicants: a']);
    expect(decide(secondBefore(APPLICANTS), { told: TOLD })).toEqual(['wait applicants: a']);
  });

  test('are told of a week before, and not a second earlier', () => {
    expect(decide(oslo('2027-06-11T00:00'))).toEqual(['tell applicants: a']);
    expect(decide(secondBefore(oslo('2027-06-11T00:00')))).toEqual([]);
  });

  test('wait for the whole week where the contact was told late', () => {
    const told = oslo('2027-09-01T03:15');
    expect(decide(oslo('2027-09-01T03:15'))).toEqual(['tell applicants: a']);
    expect(decide(secondBefore(oslo('2027-09-08T00:00')), { told })).toEqual(['wait applicants: a']);
    expect(decide(oslo('2027-09-08T00:00'), { told })).toEqual(['go applicants: a']);
  });

  test('wait for the end of an open offer', () => {
    const appearances = [one('a', 'applicant', 'old', true), one('b', 'applicant')];
    expect(decide(APPLICANTS, { told: TOLD, appearances })).toEqual(['go applicants: b']);
  });
});

describe('whoever was employed, and the staff', () => {
  test('go 540 days after', () => {
    expect(decide(secondBefore(EMPLOYED), { told: TOLD })).toEqual(['go applicants: a', 'wait employed: e t']);
    expect(decide(EMPLOYED, { told: TOLD })).toEqual(['go applicants: a', 'go employed: e t']);
  });

  test('a teacher in a newer round stays with all rounds, a student does not', () => {
    const newer = { id: 'new', closesAt: oslo('2027-09-18T12:00'), toldAt: { applicants: null, employed: null } };
    const old = { id: 'old', closesAt, toldAt: { applicants: TOLD, employed: TOLD } };
    const appearances = [
      one('e', 'employed'),
      one('t', 'staff'),
      one('e', 'employed', 'new'),
      one('t', 'staff', 'new'),
    ];
    expect(decide(EMPLOYED, { rounds: [old, newer], appearances })).toEqual(['go employed: e']);
  });

  test('whoever has a role stays', () => {
    expect(decide(EMPLOYED, { told: TOLD, inRole: new Set(['t']) })).toEqual(['go applicants: a', 'go employed: e']);
  });
});

test('a round of which nobody is left says nothing', () => {
  expect(decide(EMPLOYED, { told: null, appearances: [] })).toEqual([]);
});
