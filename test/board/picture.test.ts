import { describe, expect, test } from '@jest/globals';
import { pictureOf } from '../../src/board/rounds/picture.js';
import { lastExpiry, type OfferSpan, stepsOf, weeklySteps } from '../../src/board/rounds/steps.js';
import { instants, OSLO } from '../support/calendar.js';
import { oslo } from '../support/position-state.js';

const span = (issued: string, accepted: string | null, ended: string | null): OfferSpan => ({
  state: ended ? (accepted ? 'withdrawn' : 'declined') : accepted ? 'accepted' : 'open',
  issuedAt: oslo(issued),
  expiresAt: oslo('2026-11-21T00:00'),
  acceptedAt: accepted ? oslo(accepted) : null,
  endedAt: ended ? oslo(ended) : null,
});

const OFFERS = [
  span('2026-11-06T09:00', '2026-11-07T10:00', null),
  span('2026-11-06T09:00', null, '2026-11-08T10:00'),
  span('2026-11-08T10:00', null, null),
  span('2026-11-06T09:00', '2026-11-07T10:00', '2026-11-20T12:00'),
];

describe('how offers come and go', () => {
  const steps = stepsOf(OFFERS);

  test('is a step for each instant at which something changed', () => {
    expect(steps).toEqual([
      { at: oslo('2026-11-06T09:00'), open: 3, filled: 0 },
      { at: oslo('2026-11-07T10:00'), open: 1, filled: 2 },
      // One declined, and the next was offered at the same instant.
      { at: oslo('2026-11-08T10:00'), open: 1, filled: 2 },
      { at: oslo('2026-11-20T12:00'), open: 1, filled: 1 },
    ]);
    expect(stepsOf([])).toEqual([]);
  });

  test('is told week by week, up to now', () => {
    expect(weeklySteps(steps, oslo('2026-11-24T12:00'), OSLO).map(({ open, filled }) => [open, filled])).toEqual([
      [1, 2],
      [1, 2],
      [1, 1],
      [1, 1],
    ]);
    expect(weeklySteps(steps, oslo('2026-11-06T12:00'), OSLO)).toEqual([
      { at: oslo('2026-11-06T12:00'), open: 3, filled: 0 },
    ]);
    expect(weeklySteps([], oslo('2026-11-24T12:00'), OSLO)).toEqual([]);
  });

  test('ends with the last open offer', () => {
    expect(lastExpiry(OFFERS)).toEqual(oslo('2026-11-21T00:00'));
    expect(lastExpiry(OFFERS.filter(({ state }) => state !== 'open'))).toBeNull();
  });
});

describe('the picture', () => {
  const now = oslo('2026-11-10T13:00');
  const pictured = { instants, now, lastOffer: null, steps: stepsOf(OFFERS), openings: 4 };
  const wide = pictureOf(pictured, 1000, OSLO);

  test('has a bar for each stage, below one another, in the order of time', () => {
    expect(wide.bars.map(({ stage, when }) => [stage, when])).toEqual([
      ['demand', 'done'],
      ['report', 'done'],
      ['announcement', 'done'],
      ['application', 'done'],
      ['rating', 'done'],
      ['offer', 'now'],
      ['employment', 'now'],
    ]);
    const [demand, report, announcement, application] = wide.bars;
    expect(demand?.x).toBe(wide.left);
    expect(report?.x).toBeCloseTo((demand?.x ?? 0) + (demand?.width ?? 0), 0);
    expect(announcement?.width).toBe(4);
    expect(application?.x).toBe(announcement?.x);
    expect(wide.bars.map(({ y }) => y)).toEqual([...wide.bars.map(({ y }) => y)].sort((a, b) => a - b));
    const offer = wide.bars[5];
    expect((offer?.x ?? 0) + (offer?.width ?? 0)).toBeCloseTo(wide.right, 0);
  });

  test.each([1000, 328])('keeps within %d units, whatever the day', (width) => {
    for (const day of ['2026-09-01T08:00', '2026-11-10T13:00', '2027-02-18T12:00', '2027-05-01T08:00']) {
      const picture = pictureOf({ ...pictured, now: oslo(day) }, width, OSLO);
      const xs = [
        ...picture.bars.flatMap((bar) => [bar.x, bar.x + bar.width]),
        ...picture.months.map(({ x }) => x),
        ...(picture.today === null ? [] : [picture.today]),
      ];
      expect(Math.min(...xs)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...xs)).toBeLessThanOrEqual(width);
      expect(picture.bars.every((bar) => bar.y + bar.height < picture.height)).toBe(true);
    }
  });

  test('marks today while the round lasts', () => {
    const todayAt = (at: Date) => pictureOf({ ...pictured, now: at }, 1000, OSLO).today;
    expect(todayAt(new Date(instants.demandOpens.getTime() - 1))).toBeNull();
    expect(todayAt(instants.demandOpens)).toBe(wide.left);
    expect(todayAt(instants.closesAt)).toBe(wide.right);
    expect(todayAt(new Date(instants.closesAt.getTime() + 1))).toBeNull();
  });

  test('lasts as long as an offer that was made before the round closed', () => {
    const lastOffer = oslo('2027-03-04T00:00');
    const longer = pictureOf({ ...pictured, lastOffer }, 1000, OSLO);
    expect(longer.bars[6]?.to).toEqual(lastOffer);
    expect((longer.bars[5]?.x ?? 0) + (longer.bars[5]?.width ?? 0)).toBeLessThan(longer.right - 50);
  });

  test('has the first of each month', () => {
    expect(wide.months.map(({ at }) => at)).toEqual(
      ['2026-10-01', '2026-11-01', '2026-12-01', '2027-01-01', '2027-02-01'].map((day) => oslo(`${day}T00:00`)),
    );
  });

  test('draws the offers as lines that hold until they step', () => {
    const { chart, today } = wide;
    const height = (chart?.bottom ?? 0) - (chart?.top ?? 0);
    const yOf = (count: number) => (chart?.bottom ?? 0) - (count / 4) * height;
    // Nobody, then two at once, and on until today.
    expect(chart?.filled).toMatch(new RegExp(`^M[\\d.]+ ${yOf(0)}H[\\d.]+V${yOf(2)}H${Math.round(today ?? 0)}$`));
    expect(chart?.open.match(/V[\d.]+/g)).toEqual([`V${yOf(3)}`, `V${yOf(1)}`]);
    expect(chart?.goal).toBe(chart?.top);
    expect(pictureOf({ ...pictured, steps: [] }, 1000, OSLO).chart).toBeNull();
  });
});
