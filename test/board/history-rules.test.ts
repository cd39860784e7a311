import { describe, expect, test } from '@jest/globals';
import { chartOf, type Group } from '../../src/board/history/chart.js';
import { hardCourses } from '../../src/board/history/hard-courses.rule.js';
import {
  type Answering,
  type CountedPosition,
  type CountedRound,
  causeOf,
  comparedWith,
  isOver,
  type Line,
  linesOf,
  semestersOf,
  slowest,
  unanswered,
  waitOf,
} from '../../src/board/history/history.rule.js';

const ZERO = { open: 0, accepted: 0, declined: 0, expired: 0, withdrawn: 0 };
const at = (day: string) => new Date(`${day}T12:00:00Z`);

const round = (semester: string, closes: string, more: Partial<CountedRound> = {}): CountedRound => ({
  ...{ id: `${semester}-t`, semester, campusId: 't', campus: 'Trondheim', offersAt: at('2020-01-01') },
  ...{ closesAt: at(closes), isOver: true, ...more },
});
const filling = (semester: string, campusId: string | null, filledOpenings = 1) => ({
  ...{ semester, campusId, positions: 2, filled: 1, filledOpenings, late: 0, median: 1, p90: 1 },
});
const answering = (semester: string, more: Partial<Answering> = {}): Answering => ({
  ...{ semester, campusId: null, kind: null, states: ZERO, waited: ZERO, answered: 0, median: null, p90: null },
  ...more,
});
const line = (semester: string, waited: Partial<Answering['waited']> = {}, isRunning = false): Line => ({
  ...{ semester, campusId: null, isRunning, kinds: [], filling: filling(semester, null, 2) },
  answering: answering(semester, { waited: { ...ZERO, ...waited } }),
});
const position = (id: string, more: Partial<CountedPosition> = {}): CountedPosition => ({
  ...{ id, roundId: '2026H-t', semester: '2026H', campusId: 't', course: id, title: id, kind: 'learning-assistant' },
  ...{ openings: 2, applicants: 4, offers: 2, states: { ...ZERO, accepted: 2 }, late: false, fillDays: 1, ...more },
});

describe('a round is over', () => {
  const closesAt = at('2027-02-18');
  const whole = { closesAt, paused: false, unsettled: false };
  test('from the instant at which it closes, not before', () => {
    expect(isOver(whole, closesAt)).toBe(true);
    expect(isOver(whole, new Date(closesAt.getTime() - 1))).toBe(false);
  });
  test('not while it rests, nor while an offer may still be answered', () => {
    expect(isOver({ ...whole, paused: true }, closesAt)).toBe(false);
    expect(isOver({ ...whole, unsettled: true }, closesAt)).toBe(false);
  });
});

describe('the lines', () => {
  const rounds = [
    round('2027V', '2027-02-18', { isOver: false }),
    round('2026H', '2026-08-18'),
    round('2027H', '2027-08-18', { id: '2027H-g', campusId: 'g', campus: 'Gjøvik' }),
  ];
  test('go by time: autumn comes after the spring of its year', () => {
    expect(semestersOf(rounds)).toEqual(['2027H', '2027V', '2026H']);
  });
  test('are all campuses, then each by its name, and only what was counted', () => {
    const counted = [filling('2027V', null), filling('2027V', 't'), filling('2027H', null), filling('2027H', 'g')];
    const lines = linesOf({ rounds, filling: counted, answering: [answering('2027V', { answered: 3 })] });
    expect(lines.map((one) => [one.semester, one.campusId, one.isRunning, one.answering.answered])).toEqual([
      ['2027H', null, false, 0],
      ['2027H', 'g', false, 0],
      ['2027V', null, true, 3],
      ['2027V', 't', true, 0],
    ]);
  });
  test('of one campus are one for each semester', () => {
    const own = [filling('2026H', null), filling('2026H', 't')];
    expect(linesOf({ rounds: rounds.slice(0, 2), filling: own, answering: [] })).toHaveLength(1);
  });
});

test('who did not answer is a share of those who had their time', () => {
  expect(unanswered({ answered: 3, states: { ...ZERO, expired: 1, withdrawn: 9 } })).toBe(0.25);
  expect(unanswered({ answered: 0, states: ZERO })).toBeNull();
});

describe('what took time', () => {
  test('is compared with the same term a year before, else with the latest that is over', () => {
    const lines = ['2028V', '2027H', '2027V', '2026H'].map((semester) => line(semester));
    const against = (index: number) => comparedWith(lines[index] as Line, lines)?.semester;
    expect([0, 1, 2, 3].map(against)).toEqual(['2027V', '2026H', '2026H', undefined]);
    const running = [line('2027H'), line('2027V', {}, true), line('2026V')];
    expect(comparedWith(running[0] as Line, running)?.semester).toBe('2026V');
  });
  test('is the end of offers that changed most in the direction of the whole', () => {
    const [now, then] = [line('b', { accepted: 4, expired: 30, declined: 2 }), line('a', { accepted: 8, expired: 10 })];
    expect([waitOf(now), waitOf(then)]).toEqual([18, 9]);
    expect(causeOf(now, then)).toEqual({ ending: 'expired', days: 15, before: 5 });
    expect(causeOf(then, now)).toEqual({ ending: 'expired', days: 5, before: 15 });
    expect(causeOf(now, now)).toBeNull();
  });
  test('is nothing where no opening was filled', () => {
    const none = { ...line('a', { expired: 30 }), filling: filling('a', null, 0) };
    expect([waitOf(none), causeOf(none, line('b'))]).toEqual([null, null]);
  });
  test('was longest for those at the top, of the positions that were filled', () => {
    const all = [position('a', { fillDays: 3 }), position('b', { fillDays: null }), position('c', { fillDays: 9 })];
    expect(
      slowest([...all, position('d', { semester: '2026V', fillDays: 99 })], '2026H', 2).map(({ id }) => id),
    ).toEqual(['c', 'a']);
  });
});

describe('a course is hard to fill', () => {
  const rounds = [round('2026H', '2026-08-18'), round('2027V', '2027-02-18', { isOver: false })];
  const names = (positions: CountedPosition[]) => hardCourses(positions, rounds).map(({ course }) => course);
  test('by openings that nobody took, then by offers, then by applicants for each opening', () => {
    expect(
      names([
        position('few-applicants', { offers: 3, applicants: 3 }),
        position('easy'),
        position('many-offers', { offers: 8 }),
        position('free', { states: { ...ZERO, accepted: 1 } }),
        position('applicants', { offers: 3, applicants: 9 }),
        position('both-free', { states: ZERO, offers: 0, applicants: 0 }),
      ]),
    ).toEqual(['both-free', 'free', 'many-offers', 'few-applicants', 'applicants']);
  });
  test('over all semesters that are over; one that runs is listed and counts for nothing', () => {
    const running = { roundId: '2027V-t', semester: '2027V', course: 'x', states: ZERO };
    const [course] = hardCourses(
      [position('x', { states: { ...ZERO, accepted: 1 }, offers: 3 }), position('y', running)],
      rounds,
    );
    expect(course).toMatchObject({ openings: 2, unfilled: 1, offersPerOpening: 1.5, applicantsPerOpening: 2 });
    expect(course?.positions.map(({ id, free, isRunning }) => [id, free, isRunning])).toEqual([
      ['y', 2, true],
      ['x', 1, false],
    ]);
    expect(names([position('y', running)])).toEqual([]);
  });
  test('at its own campus', () => {
    const free = { course: 'x', states: ZERO };
    const both = [position('a', free), position('b', { ...free, campusId: 'g' })];
    expect(hardCourses(both, rounds).map(({ campusId }) => campusId)).toEqual(['g', 't']);
  });
});

describe('a chart', () => {
  const group = (value: number, reach: number | null = null): Group => ({
    names: ['vår', '2027'],
    isRunning: false,
    bars: [{ series: 1, parts: [{ of: 'median', value }], reach, said: '' }],
  });
  test('ends at a round number above the highest bar or line', () => {
    const tops = (most: number) => chartOf([group(1, most)], 328).ticks.map(({ value }) => value);
    expect(tops(41)).toEqual([0, 20, 40, 60]);
    expect(tops(40)).toEqual([0, 10, 20, 30, 40]);
    expect(chartOf([group(0)], 328).ticks.map(({ value }) => value)).toEqual([0, 1]);
    expect(chartOf([group(0.2)], 328, 1).ticks.map(({ value }) => value)).toEqual([0, 0.5, 1]);
  });
  test('stacks the parts of a bar without a gap, and leaves out what is nothing', () => {
    const parts = [1, 0, 3].map((value, index) => ({ of: String(index), value }));
    const chart = chartOf([{ ...group(0), bars: [{ series: 1, parts, reach: null, said: '' }] }], 328, 4);
    const drawn = chart.groups[0]?.bars[0]?.parts ?? [];
    expect(drawn.map(({ of, height }) => [of, height])).toEqual([
      ['0', 45],
      ['2', 135],
    ]);
    expect((drawn[1]?.y ?? 0) + 135).toBe(drawn[0]?.y);
  });
  test.each([328, 1000])('keeps twenty semesters within %d units, and names the newest', (width) => {
    const chart = chartOf(
      Array.from({ length: 20 }, () => group(3, 9)),
      width,
    );
    const parts = chart.groups.flatMap(({ bars }) => bars.flatMap((bar) => bar.parts));
    expect(Math.min(...parts.map(({ x }) => x))).toBeGreaterThanOrEqual(chart.left);
    expect(Math.max(...parts.map((one) => one.x + one.width))).toBeLessThanOrEqual(chart.right);
    expect(chart.groups.at(-1)?.names).toHaveLength(2);
    const named = chart.groups.filter(({ names }) => names.length > 0).map(({ x }) => x);
    expect(Math.min(...named.slice(1).map((x, index) => x - (named[index] ?? 0)))).toBeGreaterThanOrEqual(46);
  });
});
