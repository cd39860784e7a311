import { expect, test } from '@jest/globals';
import {
  ASSUMED,
  assumeAnswer,
  assumeDemand,
  assumeRating,
  chanceOf,
} from '../../../src/rehearsal/round/assumptions.js';
import { makeUpApplicants } from '../../../src/rehearsal/round/make-up.js';
import type { CastPosition, RoundCast } from '../../../src/rehearsal/round/read-cast.js';
import { calendar, instants } from '../../support/calendar.js';

const MANY = Array.from({ length: 2_000 }, (_, index) => `${index}`);
const minutes = (after = '') => Number(/^PT(\d+)M$/.exec(after)?.[1]);
const minutesBetween = (from: Date, to: Date) => (to.getTime() - from.getTime()) / 60_000;
const at = (text: string) => new Date(text);

test('one seed is one course of events, for each person by themselves', () => {
  const answers = (seed: number) => MANY.slice(0, 20).map((who) => assumeAnswer(chanceOf(seed)(who), null));
  expect(answers(1)).toEqual(answers(1));
  expect(answers(1)).not.toEqual(answers(2));
});

test('students answer in the shares that are stated, within the time that is left', () => {
  const answers = MANY.map((who) => assumeAnswer(chanceOf(1)(who), 60 * 60_000));
  const share = (answer: string) => answers.filter((one) => one.answer === answer).length / MANY.length;
  expect(share('accept')).toBeCloseTo(ASSUMED.accepts, 1);
  expect(share('decline')).toBeCloseTo(ASSUMED.declines, 1);
  const times = answers.filter(({ answer }) => answer !== 'silent').map(({ after }) => minutes(after));
  expect([Math.min(...times) >= 0, Math.max(...times) <= 60, Math.max(...times) > 50]).toEqual([true, true, true]);
});

test('who is asked before now answers after now, and before the deadline or within two weeks after it', () => {
  const now = at('2026-11-01T12:00:00Z');
  const ratings = MANY.map((who) => assumeRating(chanceOf(1)(who), ['a', 'b'], instants, now)).filter((one) => !!one);
  const [passed, due] = [instants.applyDue, instants.rateDue].map((one) => minutesBetween(instants.applyDue, one)) as [
    number,
    number,
  ];
  const times = ratings.map(({ after }) => minutes(after));
  expect(passed).toBe(0);
  expect(Math.min(...times)).toBeGreaterThanOrEqual(minutesBetween(instants.applyDue, now));
  expect(Math.max(...times)).toBeLessThanOrEqual(due + 14 * 24 * 60);
  expect(times.filter((time) => time <= due).length / MANY.length).toBeCloseTo(ASSUMED.ratesInTime, 1);
  for (const { ranked, unsuited } of ratings) expect([...ranked, ...unsuited].sort()).toEqual(['a', 'b']);
});

test('a teacher whose deadline has passed rates late, and never before now', () => {
  const now = at('2026-11-08T12:00:00Z');
  const times = MANY.flatMap((who) => assumeRating(chanceOf(1)(who), [], instants, now)?.after ?? []).map(minutes);
  expect(Math.min(...times)).toBeGreaterThanOrEqual(minutesBetween(instants.applyDue, now));
});

test('the demand comes before it is due, or before it is reported when it is overdue', () => {
  const by = (now: Date, until: Date) => {
    const times = MANY.flatMap((who) => assumeDemand(chanceOf(1)(who), instants, now)?.after ?? []).map(minutes);
    expect(Math.max(...times)).toBeLessThanOrEqual(minutesBetween(instants.demandOpens, until) + 1);
    expect(Math.min(...times)).toBeGreaterThanOrEqual(minutesBetween(instants.demandOpens, now));
  };
  by(at('2026-10-01T12:00:00Z'), instants.demandDue);
  by(at('2026-10-07T12:00:00Z'), instants.reportDue);
});

test('students are made up until each position has its applicants, none for one that seeks nobody', () => {
  const position = (id: string, openings: number | null, isOut = false): CastPosition => ({
    ...{ id, course: id, title: id, kind: null, openings, hours: null, isOut, rateDue: null, isRated: false },
    ...{ teacher: { name: 'T', email: 't@x' }, draft: [] },
  });
  const cast: RoundCast = {
    round: { id: 'R', semester: '2027V', calendar },
    campus: { id: 'c', name: 'C', locale: 'nb', announceTo: 'list@x' },
    contact: { id: '1', name: 'K', email: 'k@x' },
    faculty: 'f@x',
    positions: [position('P1', 3), position('P2', 1), position('P3', 9, true)],
    applicants: [
      {
        name: 'A',
        email: 'a@x',
        locale: 'nb',
        laos: true,
        applications: [{ position: 'P1', priority: 1, offerUntil: null }],
      },
    ],
  };
  const made = makeUpApplicants(cast, chanceOf(1)('made up'));
  const wishes = made.flatMap(({ applications }) => applications.map(({ position: id }) => id));
  expect(wishes.filter((id) => id === 'P1')).toHaveLength(3 * ASSUMED.applicantsPerOpening - 1);
  expect(wishes.filter((id) => id === 'P2')).toHaveLength(ASSUMED.applicantsPerOpening);
  expect(wishes).not.toContain('P3');
  for (const { applications } of made)
    expect(new Set(applications.map(({ position: id }) => id)).size).toBe(applications.length);
});
