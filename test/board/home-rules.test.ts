import { describe, expect, test } from '@jest/globals';
import { byUrgency, type Needy, needsOf } from '../../src/board/home/needs.js';
import { stagesOf } from '../../src/board/home/stages.js';
import { primaryAction } from '../../src/board/rounds/primary-action.js';
import type { PositionLine } from '../../src/board/rounds/read-positions.js';
import type { RoundLine } from '../../src/board/rounds/read-rounds.js';
import { sayNames } from '../../src/board/say-names.js';
import { timeLeft } from '../../src/board/time-left.js';
import { instants, OSLO, secondBefore } from '../support/calendar.js';
import { oslo } from '../support/position-state.js';
import { needy, offering, round, silent, stood, unrated } from './lines.js';

const { demandOpens, demandDue, reportDue, announceAt, applyDue, rateDue, offersAt, closesAt } = instants;
const PATH = '/board/rounds/2027V-trondheim';

describe('what needs somebody', () => {
  const needs = (positions: readonly PositionLine[], now: Date, rest: Partial<Needy> = {}) =>
    needsOf(needy(positions, now, rest), now);
  const kinds = (...given: Parameters<typeof needs>) => needs(...given).map(({ kind, count }) => [kind, count]);
  const reported = { ...round, reportedAt: demandDue };

  test('silent teachers after their deadline, by name, until the demand is reported', () => {
    const silents = [silent, { ...silent, id: 'P2' }, { ...silent, id: 'P3', teacher: 'Åse Moen' }];
    expect(needs(silents, secondBefore(demandDue))).toEqual([]);
    expect(needs(silents, demandDue)).toEqual([
      {
        kind: 'silent',
        roundId: round.id,
        count: 3,
        names: ['Pål Tveit', 'Åse Moen'],
        until: reportDue,
        path: `${PATH}?state=silent#positions`,
      },
    ]);
    expect(needs(silents, reportDue)).toEqual([]);
  });

  test('the report, from the teachers’ deadline until it is made or makes itself', () => {
    const answered: PositionLine = { ...silent, demand: 'asked', openings: 2 };
    expect(kinds([answered], secondBefore(demandDue))).toEqual([]);
    expect(needs([answered], demandDue)).toMatchObject([{ kind: 'report', count: 1, until: reportDue }]);
    expect(needs([answered], demandDue, { mayReport: true })).toMatchObject([{ path: `${PATH}/report` }]);
    expect(kinds([answered], demandDue, { round: reported })).toEqual([]);
    expect(kinds([answered], reportDue)).toEqual([]);
  });

  test('unrated positions after their deadline, until the round closes', () => {
    expect(kinds([unrated], secondBefore(rateDue))).toEqual([]);
    expect(needs([unrated], rateDue)).toMatchObject([
      { kind: 'unrated', count: 1, names: ['Pål Tveit'], until: closesAt },
    ]);
    expect(kinds([unrated], closesAt)).toEqual([]);
  });

  test('positions that cannot be filled, by course', () => {
    const thin = { ...offering, open: 0, waiting: 0 };
    expect(needs([thin, offering], offersAt)).toMatchObject([{ kind: 'unfillable', count: 1, names: ['TDT4100'] }]);
    expect(kinds([thin], closesAt)).toEqual([]);
  });

  test('what stands still, mails that did not arrive and students with too many hours', () => {
    const trouble = { unreached: 3, stuck: 2, failing: 1 };
    expect(kinds([offering], offersAt, { trouble, overloaded: ['Åse Ås'] })).toEqual([
      ['failing', 1],
      ['stuck', 2],
      ['rejected', 3],
      ['hours', 1],
    ]);
    expect(needs([offering], offersAt, { trouble })[2]?.path).toBe(
      '/board/mails?round=2027V-trondheim&state=unreached',
    );
  });

  test('nobody is late in a round that is paused, but what stands still does', () => {
    const paused = { ...round, pausedAt: rateDue };
    const trouble = { unreached: 1, stuck: 0, failing: 0 };
    expect(kinds([unrated, silent], rateDue, { round: paused, trouble })).toEqual([['rejected', 1]]);
  });

  test('the most urgent of all rounds comes first', () => {
    const first = needs([unrated], rateDue);
    const second = needs([offering], rateDue, { trouble: { unreached: 0, stuck: 0, failing: 1 } });
    expect(byUrgency([...first, ...second]).map(({ kind }) => kind)).toEqual(['failing', 'unrated']);
  });
});

/** The round with so much of it, and settled when as many positions are as were announced. */
const roundWith = (of: Partial<RoundLine>): RoundLine => {
  const { announced, settled } = { ...round, ...of };
  return { ...round, isSettled: settled >= announced, ...of };
};

describe('the seven stages', () => {
  const stages = (positions: readonly PositionLine[], now: Date, of: Partial<RoundLine> = {}) => {
    const whole = roundWith(of);
    return stagesOf(whole, stood(positions, now, whole), now);
  };
  const whens = (...given: Parameters<typeof stages>) => stages(...given).map(({ when }) => when);

  test('are ahead, under way and done in the order of the calendar', () => {
    const all = { reportedAt: reportDue, announced: 1, openings: 2, applicants: 5 };
    expect(whens([silent], secondBefore(demandOpens))).toEqual(Array(7).fill('ahead'));
    expect(whens([silent], demandOpens)).toEqual(['now', ...Array(6).fill('ahead')]);
    expect(whens([silent], demandDue).slice(0, 3)).toEqual(['now', 'now', 'ahead']);
    expect(whens([unrated], announceAt, all).slice(0, 5)).toEqual(['done', 'done', 'done', 'now', 'ahead']);
    expect(whens([unrated], applyDue, all).slice(3)).toEqual(['done', 'now', 'ahead', 'ahead']);
    expect(whens([offering], offersAt, all).slice(4)).toEqual(['done', 'now', 'ahead']);
    expect(whens([{ ...offering, accepted: 2, open: 0 }], offersAt, { ...all, settled: 1 }).slice(4)).toEqual(
      Array(3).fill('done'),
    );
  });

  test('say what is done of what', () => {
    const positions = [silent, { ...unrated, id: 'P2' }, { ...offering, id: 'P3', untrained: 1 }];
    const figures = stages(positions, offersAt, {
      reportedAt: reportDue,
      announced: 2,
      openings: 4,
      applicants: 7,
      open: 2,
      accepted: 1,
      settled: 1,
    });
    expect(figures.map(({ part, whole, more }) => [part, whole, more])).toEqual([
      [2, 3, {}],
      [2, 2, {}],
      [2, 2, {}],
      [7, 0, {}],
      [1, 2, {}],
      [1, 4, { open: 2 }],
      [1, 2, { untrained: 1 }],
    ]);
  });

  test('name who holds what is late, and the courses that cannot be filled', () => {
    const late = (positions: readonly PositionLine[], now: Date) =>
      stages(positions, now).flatMap(({ stage, late: isLate, held }) => (held ? [[stage, isLate, held.names]] : []));
    expect(late([silent, { ...silent, teacher: 'Åse Moen' }], demandDue)).toEqual([
      ['demand', true, ['Pål Tveit', 'Åse Moen']],
      ['report', false, ['Kari Kontakt']],
    ]);
    expect(late([unrated], applyDue)).toEqual([['report', false, ['Kari Kontakt']]]);
    expect(late([{ ...offering, open: 0, waiting: 0 }], offersAt)).toContainEqual(['offer', true, ['TDT4100']]);
  });

  test('of a paused round rest where it rests', () => {
    const paused = { pausedAt: secondBefore(demandDue) };
    expect(stages([silent], rateDue, paused)[0]).toMatchObject({ when: 'now', late: false });
  });
});

test.each<[string, Date, readonly PositionLine[], Partial<RoundLine>, boolean, string]>([
  ['before it begins', secondBefore(demandOpens), [], {}, false, 'ahead'],
  ['teachers are asked', demandOpens, [silent], {}, false, 'silent'],
  ['all have answered', demandOpens, [{ ...silent, demand: 'none' }], {}, false, 'ahead'],
  ['the contact has to report', demandDue, [silent], {}, true, 'report'],
  ['others see who is silent', demandDue, [silent], {}, false, 'silent'],
  ['it is reported', demandDue, [], { reportedAt: demandDue }, true, 'ahead'],
  ['students apply', announceAt, [unrated], { announced: 1 }, true, 'applicants'],
  ['teachers rate', applyDue, [unrated], { announced: 1 }, true, 'unrated'],
  ['some cannot be filled', offersAt, [{ ...offering, open: 0, waiting: 0 }], { announced: 1 }, true, 'unfillable'],
  ['offers are open', offersAt, [offering], { announced: 1, open: 2 }, true, 'open'],
  ['all is settled', offersAt, [{ ...offering, open: 0, accepted: 2 }], { announced: 1, settled: 1 }, true, 'result'],
  ['it is paused', applyDue, [unrated], { pausedAt: applyDue }, true, 'resume'],
])('the first thing to do when %s', (_when, now, positions, of, mayReport, name) => {
  const whole = roundWith(of);
  expect(primaryAction({ round: whole, positions: stood(positions, now, whole), mayReport }, now).name).toBe(name);
});

test.each<[string, string, string, number]>([
  ['2026-11-05T23:58', '2026-11-05T23:59', 'minutes', 1],
  ['2026-11-05T22:00', '2026-11-05T23:59', 'minutes', 119],
  ['2026-11-05T21:59', '2026-11-05T23:59', 'hours', 2],
  ['2026-11-04T00:00', '2026-11-05T23:59', 'hours', 47],
  ['2026-11-03T23:59', '2026-11-05T23:59', 'days', 2],
  // The clocks go back on 25 October.
  ['2026-10-20T23:00', '2026-10-27T01:00', 'days', 7],
])('from %s until %s', (now, at, unit, count) => {
  expect(timeLeft(oslo(now), oslo(at), OSLO)).toEqual({ unit, count });
});

test('three names are said, and how many more there are', () => {
  expect(sayNames(['Al', 'Bo', 'Cy'], 'nb')).toEqual({ said: 'Al, Bo og Cy', more: 0 });
  expect(sayNames(['Al', 'Bo', 'Cy', 'Di', 'Eva'], 'en')).toEqual({ said: 'Al, Bo, Cy', more: 2 });
  expect(sayNames([], 'en')).toEqual({ said: '', more: 0 });
});
