import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ANSWER_WINDOW, expiryOf } from '../../src/process/offer/answer-time.rule.js';
import { CALENDAR, type Calendar, disorderOf, instantsOf } from '../../src/rounds/calendar.js';
import { type Advice, adviceOn, type Ground } from '../../src/rounds/calendar-advice.rule.js';
import { daysOffAround } from '../../src/rounds/days-off/read-days-off.js';
import { localDaysLater } from '../../src/rounds/wall-clock.js';
import { calendar, OSLO, oslo } from '../support/calendar.js';

const OWN = [{ name: 'Fagdag', firstDay: '2026-10-26', lastDay: '2026-10-26' }];

let ground: Ground;
let withOwn: Ground;
beforeAll(async () => {
  const [from, until] = [oslo('2026-01-01T12:00'), oslo('2028-12-31T12:00')];
  ground = {
    daysOff: await daysOffAround([], from, until, OSLO),
    timeZone: OSLO,
    nextOffer: (at) => expiryOf(at, OSLO, ANSWER_WINDOW),
  };
  withOwn = { ...ground, daysOff: await daysOffAround(OWN, from, until, OSLO) };
});

/** The advice on a calendar that differs from a good one. */
const on = (change: Partial<Calendar>, by = ground): Advice[] => adviceOn({ ...calendar, ...change }, by);

test('there is nothing to say about a good one, nor of what is not given', () => {
  expect(on({})).toEqual([]);
  expect(adviceOn({}, ground)).toEqual([]);
});

describe('a deadline on a day off', () => {
  test.each<[string, Partial<Calendar>, Partial<Advice>]>([
    [
      'a Saturday: the Friday',
      { demandDue: '2026-10-03T23:59' },
      { off: { is: 'saturday' }, better: '2026-10-02T23:59' },
    ],
    ['a Sunday: the Monday', { demandDue: '2026-10-04T23:59' }, { off: { is: 'sunday' }, better: '2026-10-05T23:59' }],
    // By its last minute.
    ['the end of a Sunday', { demandDue: '2026-10-05T00:00' }, { off: { is: 'sunday' }, better: '2026-10-06T00:00' }],
  ])('%s', (_when, change, said) => {
    expect(on(change)).toEqual([{ entry: 'demandDue', is: 'day-off', ...said }]);
  });
  test('the end of a Friday is none', () => expect(on({ reportDue: '2026-10-10T00:00' })).toEqual([]));
  test('the 17th of May is named', () => {
    const [advice] = adviceOn({ applyDue: '2027-05-17T23:59' }, ground);
    expect(advice).toMatchObject({ off: { nb: 'Grunnlovsdagen, Andre pinsedag' }, better: '2027-05-18T23:59' });
  });
  test('so is an own day', () => {
    expect(on({}, withOwn)).toMatchObject([{ entry: 'applyDue', off: { is: 'own', name: 'Fagdag' } }]);
  });
  test('where the nearest working day would be out of order, the other is proposed', () => {
    const [advice] = on({ demandDue: '2026-10-10T12:00', reportDue: '2026-10-11T15:00' });
    expect(advice).toMatchObject({ entry: 'demandDue', better: '2026-10-09T12:00' });
    const friday = { reportDue: '2026-10-10T15:00', announceAt: '2026-10-10T16:00', demandDue: '2026-10-09T16:00' };
    expect(on(friday).find(({ entry }) => entry === 'reportDue')).toMatchObject({ better: null });
  });
});

describe('too little time', () => {
  test('five working days are enough, four are not, and the fifth is proposed', () => {
    const enough = { demandOpens: '2026-09-28T08:00', demandDue: '2026-10-05T23:59' };
    expect(on(enough)).toEqual([]);
    expect(on({ ...enough, demandDue: '2026-10-02T23:59' })).toEqual([
      { entry: 'demandDue', is: 'short', since: 'demandOpens', days: 4, least: 5, better: '2026-10-05T23:59' },
    ]);
  });
  test('days off are no time: Easter is between', () => {
    const said = adviceOn({ applyDue: '2027-03-23T23:59', rateDue: '2027-03-31T23:59' }, ground);
    expect(said).toMatchObject([{ entry: 'rateDue', days: 3, better: '2027-04-02T23:59' }]);
  });
  test.each([
    ['2026-11-20T12:00', 1],
    ['2026-11-21T00:00', 1],
    ['2026-11-21T00:01', 2],
    ['2026-12-06T00:00', 2],
  ])('closed at %s, so many offers of one opening fit: %i', (closesAt, fit) => {
    expect(on({ closesAt })).toEqual([{ entry: 'closesAt', is: 'few-offers', fit, better: '2026-12-07T12:00' }]);
  });
  test('three fit', () => expect(on({ closesAt: '2026-12-07T12:00' })).toEqual([]));
});

test.each<[string, Partial<Calendar>, object]>([
  [
    'on Christmas Eve',
    { closesAt: '2026-12-24T12:00' },
    { is: 'holidays', of: 'christmas', better: '2026-12-23T12:00' },
  ],
  [
    'on New Year’s Day',
    { closesAt: '2027-01-01T12:00' },
    { is: 'holidays', of: 'christmas', better: '2027-01-04T12:00' },
  ],
  ['in July', { closesAt: '2027-07-28T12:00' }, { is: 'holidays', of: 'july', better: '2027-08-02T12:00' }],
])('an instant %s', (_when, change, said) => expect(on(change)).toEqual([{ entry: 'closesAt', ...said }]));

describe('mails at night', () => {
  test.each([
    ['2026-10-12T05:59', '2026-10-12T09:00'],
    ['2026-10-12T22:00', '2026-10-12T09:00'],
    // In the morning of that day the demand is not in yet.
    ['2026-10-09T23:00', '2026-10-10T09:00'],
  ])('announced at %s: rather %s', (announceAt, better) => {
    expect(on({ announceAt })).toEqual([{ entry: 'announceAt', is: 'night', better }]);
  });
  test.each(['2026-10-12T06:00', '2026-10-12T21:59'])('%s is none', (announceAt) =>
    expect(on({ announceAt })).toEqual([]),
  );
});

test('a time that does not exist, or exists twice', () => {
  expect(adviceOn({ closesAt: '2027-03-28T02:30' }, ground)).toEqual([
    { entry: 'closesAt', is: 'gap', better: '2027-03-28T03:30' },
  ]);
  expect(adviceOn({ closesAt: '2026-10-25T02:30' }, ground)).toEqual([
    { entry: 'closesAt', is: 'fold', better: '2026-10-25T03:30' },
  ]);
});

test('what is proposed keeps the order, and following it ends the complaint', () => {
  const shifts = fc.tuple(...CALENDAR.map(() => fc.integer({ min: -3, max: 3 })));
  fc.assert(
    fc.property(shifts, fc.integer({ min: 0, max: 500 }), (shifts, later) => {
      const shifted = Object.fromEntries(
        CALENDAR.map((entry, index) => [entry, localDaysLater(calendar[entry], later + (shifts[index] ?? 0))]),
      ) as Calendar;
      fc.pre(disorderOf(instantsOf(shifted, OSLO)).length === 0);
      for (const { entry, is, better } of adviceOn(shifted, ground)) {
        if (better === null) continue;
        const followed = { ...shifted, [entry]: better };
        expect([entry, is, disorderOf(instantsOf(followed, OSLO))]).toEqual([entry, is, []]);
        expect(adviceOn(followed, ground).filter((one) => one.entry === entry && one.is === is)).toEqual([]);
      }
    }),
  );
});
