import { describe, expect, test } from '@jest/globals';
import type { Standing } from '../../src/forecast/read-standing.js';
import { inputOf, whatIfFaults } from '../../src/forecast/what-if.js';
import { ANSWER_WINDOW } from '../../src/process/offer/answer-time.rule.js';
import { calendar } from '../support/calendar.js';
import { OSLO, oslo, position } from '../support/position-state.js';

const now = oslo('2026-11-10T12:00');
const offer = { id: 'o', personId: 'a', issuedAt: now, expiresAt: oslo('2026-11-25T00:00'), state: 'open' as const };
const standing: Standing = {
  ...{ roundId: 'R', calendar, pausedAt: null, plannedPause: null, answerWindow: ANSWER_WINDOW },
  positions: [
    {
      ...position(2, 'abc', { offers: [offer] }),
      ...{ id: 'P1', course: 'X', title: 'X', kind: 'learning-assistant', ownRateDue: null },
    },
  ],
  behaviour: { rounds: [], courses: {}, delays: { accept: [], decline: [] }, ratings: [], suitable: 1, demand: [] },
};
const options = { now, timeZone: OSLO, runs: 1, seed: 1 };

describe('what is wondered about', () => {
  test('changes just that', () => {
    const plain = inputOf(standing, {}, options);
    const input = inputOf(
      standing,
      { calendar: { closesAt: '2026-12-24T12:00' }, openings: { P1: 5 }, answerDays: 7 },
      options,
    );
    const [was] = plain.positions;
    const [is] = input.positions;
    expect(is?.instants).toEqual({ ...was?.instants, closesAt: oslo('2026-12-24T12:00') });
    expect([was?.openings, is?.openings]).toEqual([2, 5]);
    expect([was?.answerWindow.days, is?.answerWindow.days]).toEqual([14, 7]);
    expect([plain.pause, input.pause]).toEqual([null, null]);
  });

  test('is a pause after which all that lay ahead lies later', () => {
    const pause = { from: '2026-12-20T00:00', until: '2027-01-04T00:00' };
    const input = inputOf(standing, { pause }, options);
    expect(input.pause).toEqual({ since: oslo(pause.from), until: oslo(pause.until), days: 15 });
    expect(input.resumed[0]).toEqual({ ...input.positions[0]?.instants, closesAt: oslo('2027-03-05T12:00') });
  });

  test('begins, of a round that rests, with that pause, which ends now', () => {
    const pausedAt = oslo('2026-11-08T12:00');
    const input = inputOf({ ...standing, pausedAt }, {}, options);
    expect(input.now).toEqual(pausedAt);
    expect(input.pause).toEqual({ since: pausedAt, until: now, days: 2 });
  });

  test('goes by the pause that is planned, unless another is wondered about', () => {
    const plannedPause = { since: oslo('2026-12-19T16:00'), until: oslo('2027-01-04T08:00') };
    const planned = { ...standing, plannedPause };
    expect(inputOf(planned, {}, options).pause).toEqual({ ...plannedPause, days: 16 });
    const pause = { from: '2026-12-01T00:00', until: '2026-12-08T00:00' };
    expect(inputOf(planned, { pause }, options).pause?.days).toBe(7);
    const begun = { ...planned, pausedAt: plannedPause.since };
    expect(inputOf(begun, {}, { ...options, now: oslo('2026-12-24T12:00') }).pause).toEqual({
      ...plannedPause,
      days: 16,
    });
  });

  test('is refused where it cannot be', () => {
    const faults = (whatIf: Parameters<typeof whatIfFaults>[1], of = standing) => whatIfFaults(of, whatIf, now, OSLO);
    expect(faults({})).toEqual([]);
    expect(faults({ openings: { P1: 0, P9: 3 } })).toEqual([
      { field: 'openings', positionId: 'P1', held: 1 },
      { field: 'openings', positionId: 'P9', held: null },
    ]);
    expect(faults({ calendar: { closesAt: '2026-11-09T12:00' } })).toEqual([
      { field: 'calendar', fault: { entry: 'closesAt', is: 'not-ahead' } },
    ]);
    expect(faults({ pause: { from: '2026-11-09T12:00', until: '2026-11-20T12:00' } })).toEqual([
      { field: 'pause', is: 'not-ahead' },
    ]);
    expect(faults({ pause: { from: '2026-11-19T12:00', until: '2026-11-19T12:00' } })).toEqual([
      { field: 'pause', is: 'order' },
    ]);
    const ahead = { from: '2026-11-19T12:00', until: '2026-11-20T12:00' };
    expect(faults({ pause: ahead }, { ...standing, pausedAt: now })).toEqual([{ field: 'pause', is: 'paused' }]);
  });
});
