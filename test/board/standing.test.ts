import { describe, expect, test } from '@jest/globals';
import { choose, countChoices, type Listed } from '../../src/board/rounds/choose.js';
import { listPath, type PositionFilter, readFilter } from '../../src/board/rounds/filter.js';
import { needsAttention, standingOf } from '../../src/board/rounds/position-standing.js';
import type { PositionLine } from '../../src/board/rounds/read-positions.js';
import { instants, secondBefore } from '../support/calendar.js';
import { oslo } from '../support/position-state.js';
import { offering, round, silent, stood, unasked, unrated } from './lines.js';

const { demandOpens, demandDue, reportDue, announceAt, applyDue, rateDue, offersAt, closesAt } = instants;
const at = (position: PositionLine, now: Date) => standingOf(position, instants, now);

describe('how a position stands', () => {
  test('a silent teacher is late from the deadline until the demand is reported', () => {
    expect(at(silent, secondBefore(demandDue))).toMatchObject({ state: 'silent', late: false, due: demandDue });
    expect(at(silent, demandDue)).toMatchObject({ state: 'silent', late: true });
    expect(at(silent, secondBefore(reportDue))).toMatchObject({ state: 'silent', late: true });
    expect(at(silent, reportDue)).toMatchObject({ state: 'left-out', late: false, due: null });
  });

  test('before the announcement it is what its teacher answered', () => {
    expect(at(unasked, demandOpens).state).toBe('unasked');
    expect(at({ ...unasked, demand: 'none' }, closesAt).state).toBe('none');
    expect(at({ ...unasked, demand: 'asked', openings: 2 }, announceAt)).toMatchObject({ state: 'answered', free: 2 });
  });

  test('an unrated one is late from its deadline until the round closes', () => {
    expect(at(unrated, secondBefore(applyDue))).toMatchObject({ state: 'applying', due: null });
    expect(at(unrated, applyDue)).toMatchObject({ state: 'unrated', late: false, due: rateDue });
    expect(at(unrated, rateDue)).toMatchObject({ state: 'unrated', late: true });
    expect(at(unrated, secondBefore(closesAt))).toMatchObject({ state: 'unrated', late: true });
    expect(at(unrated, closesAt)).toMatchObject({ state: 'unfilled', late: false });
  });

  test('a deadline of its own counts for the rating', () => {
    const ownDue = oslo('2026-11-20T23:59');
    expect(at({ ...unrated, ownDue }, rateDue)).toMatchObject({ late: false, due: ownDue });
    expect(at({ ...unrated, ownDue }, ownDue)).toMatchObject({ late: true });
  });

  test('it is filled, offered, or has nobody left to ask', () => {
    expect(at({ ...offering, open: 0 }, secondBefore(offersAt)).state).toBe('rated');
    expect(at(offering, offersAt)).toMatchObject({ state: 'offering', free: 0 });
    expect(at({ ...offering, accepted: 2, open: 0 }, offersAt)).toMatchObject({ state: 'filled', free: 0 });
    expect(at({ ...offering, accepted: 1, open: 0, waiting: 0 }, offersAt)).toMatchObject({
      state: 'exhausted',
      free: 1,
    });
    expect(at({ ...offering, accepted: 1, open: 0, waiting: 0 }, closesAt)).toMatchObject({ state: 'unfilled' });
  });

  test.each<[string, Partial<PositionLine>, boolean]>([
    ['as many who can be asked as free openings', { accepted: 1, open: 0, waiting: 1 }, false],
    ['nobody left for a free opening', { accepted: 1, open: 0, waiting: 0 }, true],
    ['nobody left, but all openings are offered', { accepted: 1, open: 1, waiting: 0 }, false],
    ['fewer applicants than openings', { ratedAt: null, applicants: 1, waiting: 1, open: 0 }, true],
    ['no applicants', { ratedAt: null, applicants: 0, waiting: 0, open: 0 }, true],
  ])('whether it can be filled: %s', (_what, change, unfillable) => {
    const position = { ...offering, ...change };
    expect(at(position, secondBefore(applyDue)).unfillable).toBe(false);
    expect(at(position, applyDue).unfillable).toBe(unfillable);
    expect(at(position, secondBefore(closesAt)).unfillable).toBe(unfillable);
    expect(at(position, closesAt).unfillable).toBe(false);
  });
});

describe('the list of positions', () => {
  const now = rateDue;
  const other = { teacherId: '0b7e6a3c-0d57-4f3e-9d8f-2f3c5b9f1a11', teacher: 'Åse Moen' };
  const list: Listed[] = stood(
    [
      { ...unrated, id: 'late', course: 'TDT4100', applicants: 9 },
      { ...offering, ...other, id: 'open', course: 'TDT4120', kind: 'teaching-assistant', applicants: 5 },
      {
        ...offering,
        ...other,
        id: 'thin',
        course: 'TMA4100',
        title: 'Matematikk 1',
        open: 0,
        waiting: 0,
        applicants: 0,
      },
      { ...offering, id: 'full', course: 'TTK4105', open: 0, accepted: 2, applicants: 7 },
    ],
    now,
  ).map((position) => ({ ...position, found: position.id === 'full' ? ['Åse Ås'] : [] }));
  const shown = (query: object) => choose(list, readFilter(query)).map(({ id }) => id);

  test('has all in the order of their courses, and those of each choice', () => {
    expect(shown({})).toEqual(['late', 'open', 'thin', 'full']);
    expect(shown({ state: 'attention' })).toEqual(['late', 'thin']);
    expect(shown({ state: 'unrated' })).toEqual(['late']);
    expect(shown({ state: 'unfillable' })).toEqual(['thin']);
    expect(shown({ state: 'open' })).toEqual(['open']);
    expect(shown({ state: 'filled' })).toEqual(['full']);
    expect(shown({ state: 'silent' })).toEqual([]);
  });

  test('narrows by kind, teacher and words, of which a student’s name is one', () => {
    expect(shown({ kind: 'teaching-assistant' })).toEqual(['open']);
    expect(shown({ teacher: other.teacherId })).toEqual(['open', 'thin']);
    expect(shown({ q: ' åse  matematikk ' })).toEqual(['thin', 'full']);
    expect(shown({ q: 'tdt41', teacher: other.teacherId })).toEqual(['open']);
  });

  test('counts what each choice would leave', () => {
    const counts = countChoices(list, readFilter({ teacher: other.teacherId, state: 'open' }));
    expect(Object.fromEntries(counts.states.map(({ state, count }) => [state, count]))).toEqual({
      all: 2,
      attention: 1,
      silent: 0,
      unrated: 0,
      unfillable: 1,
      open: 1,
      filled: 0,
    });
    expect(counts.kinds.map(({ count }) => count)).toEqual([0, 1]);
    expect(counts.teachers.map(({ name, count }) => [name, count])).toEqual([
      ['Pål Tveit', 0],
      ['Åse Moen', 1],
    ]);
  });

  test('sorts by a column, either way, and within one value by course', () => {
    expect(shown({ sort: 'applicants' })).toEqual(['thin', 'open', 'full', 'late']);
    expect(shown({ sort: '-applicants' })).toEqual(['late', 'full', 'open', 'thin']);
    expect(shown({ sort: 'teacher' })).toEqual(['late', 'full', 'open', 'thin']);
    expect(shown({ sort: '-teacher' })).toEqual(['open', 'thin', 'late', 'full']);
    expect(shown({ sort: 'state' })).toEqual(['late', 'thin', 'open', 'full']);
  });

  test('takes what it does not know for nothing, and finds its way back from an address', () => {
    const nothing = { state: 'all', kind: null, teacher: null, q: '', sort: { by: 'course', descending: false } };
    expect(readFilter({ state: 'x', kind: ['a'], teacher: "'", sort: 'x', q: ['a'] })).toEqual(nothing);
    const filter: PositionFilter = {
      state: 'unrated',
      kind: 'learning-assistant',
      teacher: other.teacherId,
      q: 'å & b',
      sort: { by: 'free', descending: true },
    };
    const path = new URL(listPath('a/b', filter), 'http://board.invalid');
    expect(path.pathname).toBe('/board/rounds/a%2Fb');
    expect(readFilter(Object.fromEntries(path.searchParams))).toEqual(filter);
    expect(listPath(round.id, {})).toBe('/board/rounds/2027V-trondheim#positions');
  });

  test('what is late or cannot be filled needs somebody', () => {
    expect(list.filter(({ standing }) => needsAttention(standing)).map(({ id }) => id)).toEqual(['late', 'thin']);
  });
});
