import { describe, expect, test } from '@jest/globals';
import { decideEmployment, type EmploymentState } from '../../src/process/employment/employment.rule.js';
import { instants, OSLO, oslo, secondBefore } from '../support/calendar.js';

const settledAt = oslo('2026-11-18T16:47'); // a Wednesday
const state = (more: Partial<EmploymentState> = {}): EmploymentState => ({
  instants,
  settledAt,
  employed: [],
  listed: null,
  ...more,
});
const someone = (personId: string, laosMissing = false) => ({ personId, laosMissing });
const decide = (some: EmploymentState, now: Date, since: Date | null = null) =>
  decideEmployment(some, { since, now }, OSLO);

describe('the final list', () => {
  test('goes out when the position is settled, also an empty one', () => {
    expect(decide(state({ settledAt: null }), settledAt).list).toBeNull();
    expect(decide(state(), settledAt).list).toEqual({ added: [], removed: [], first: true });
    expect(decide(state({ employed: [someone('a')] }), settledAt).list).toEqual({
      added: ['a'],
      removed: [],
      first: true,
    });
  });
  test('not again while nobody comes or goes', () => {
    expect(decide(state({ employed: [someone('a')], listed: ['a'] }), settledAt).list).toBeNull();
  });
  test('is corrected when it was settled anew with others', () => {
    expect(decide(state({ employed: [someone('b')], listed: ['a'] }), settledAt).list).toEqual({
      added: ['b'],
      removed: ['a'],
      first: false,
    });
  });
});

describe('LAOS', () => {
  const listed = state({ employed: [someone('a', true), someone('b')], listed: ['a', 'b'] });
  const monday = oslo('2026-11-23T09:00');

  test('whoever lacks the training is instructed with the list, once', () => {
    const first = decide(state({ employed: [someone('a', true), someone('b')] }), settledAt);
    expect(first).toMatchObject({ instruct: ['a'], remind: null, nextDueAt: monday });
    expect(decide(listed, settledAt).instruct).toEqual([]);
  });
  test('and reminded on Mondays at 09:00', () => {
    expect(decide(listed, secondBefore(monday), settledAt).remind).toBeNull();
    expect(decide(listed, monday, settledAt).remind).toEqual({ at: monday, personIds: ['a'] });
    expect(decide(listed, monday, monday).remind).toBeNull();
    expect(decide(listed, monday, settledAt).nextDueAt).toEqual(oslo('2026-11-30T09:00'));
  });
  test('until it is registered', () => {
    const done = state({ employed: [someone('a'), someone('b')], listed: ['a', 'b'] });
    expect(decide(done, monday, settledAt)).toMatchObject({ remind: null, nextDueAt: null });
  });
  test('or until closesAt, but for four weeks at least', () => {
    const last = oslo('2027-02-15T09:00');
    expect(decide(listed, last, secondBefore(last))).toMatchObject({ remind: { at: last }, nextDueAt: null });
    const late = state({ ...listed, settledAt: oslo('2027-02-25T00:00') });
    expect(decide(late, oslo('2027-02-25T00:00')).nextDueAt).toEqual(oslo('2027-03-01T09:00'));
    const end = oslo('2027-03-22T09:00');
    expect(decide(late, end, secondBefore(end)).nextDueAt).toBeNull();
  });
});
