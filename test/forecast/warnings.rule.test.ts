import { describe, expect, test } from '@jest/globals';
import type { Behaviour } from '../../src/forecast/behaviour.rule.js';
import type { ForecastPosition } from '../../src/forecast/forecast.rule.js';
import { offersThatFit, warningsOf } from '../../src/forecast/warnings.rule.js';
import { ANSWER_WINDOW } from '../../src/process/offer/answer-time.rule.js';
import { instantsOf } from '../../src/rounds/calendar.js';
import { calendar } from '../support/calendar.js';
import { OSLO, oslo, position } from '../support/position-state.js';

const instants = instantsOf({ ...calendar, closesAt: '2026-12-18T12:00' }, OSLO);
const now = oslo('2026-11-05T12:00');
const behaviour: Behaviour = {
  ...{ rounds: [], delays: { accept: [], decline: [] }, ratings: [], suitable: 1, demand: [] },
  courses: { TDT4100: { accepted: 10, declined: 190, silent: 0 } },
};
const of = (
  openings: number,
  ranked: string,
  course: string,
  more: Partial<ForecastPosition> = {},
): ForecastPosition => ({
  ...position(openings, ranked),
  ...{ id: `P-${course}`, course, kind: 'learning-assistant', instants, ...more },
});
const warned = (...positions: ForecastPosition[]) => warningsOf(positions, behaviour, now, OSLO);

describe('how many offers of an opening fit', () => {
  test('is one for each window that begins before the end', () => {
    // 6 and 21 November and 6 December; the next would leave on the 21st.
    expect(offersThatFit(instants, now, ANSWER_WINDOW, OSLO)).toBe(3);
    expect(offersThatFit(instants, oslo('2026-12-06T00:00'), ANSWER_WINDOW, OSLO)).toBe(1);
    expect(offersThatFit(instants, instants.closesAt, ANSWER_WINDOW, OSLO)).toBe(0);
    expect(offersThatFit(instants, now, { ...ANSWER_WINDOW, days: 7 }, OSLO)).toBe(6);
  });
});

describe('a contact is warned', () => {
  test('that time is short', () => {
    expect(warned(of(1, 'abcdefgh', 'X'))).toEqual([{ is: 'few-offers', most: 3, days: 14 }]);
    const later = { instants: instantsOf(calendar, OSLO) };
    expect(warned(of(1, 'abcdefgh', 'X', later))).toEqual([]);
  });

  test('of a position with fewer applicants than openings', () => {
    expect(warned(of(3, 'ab', 'X'))).toContainEqual({
      ...{ is: 'few-applicants', positionId: 'P-X', openings: 3, left: 2 },
    });
    expect(warned(of(2, 'ab', 'X', { rated: false, applicants: 1, ranked: [] }))).toContainEqual({
      ...{ is: 'few-applicants', positionId: 'P-X', openings: 2, left: 1 },
    });
  });

  test('of one whose offers are hardly ever accepted', () => {
    const [, warning] = warned(of(1, 'abcdefgh', 'TDT4100'));
    expect(warning).toMatchObject({ is: 'unlikely', positionId: 'P-TDT4100', openings: 1, offers: 3 });
    expect(warning && 'accept' in warning ? warning.accept : 1).toBeCloseTo((10 + 20 * 0.6) / 220);
  });

  test('of nothing that is settled, closed, or still open for applications', () => {
    const few = of(3, 'ab', 'X');
    expect(warned({ ...few, settled: true })).toEqual([]);
    expect(warningsOf([few], behaviour, instants.closesAt, OSLO)).toEqual([]);
    expect(warningsOf([few], behaviour, new Date(instants.applyDue.getTime() - 1), OSLO)).toEqual([]);
  });
});
