import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { examine } from '../../src/doctor/examine.js';
import { transact } from '../../src/platform/app.js';
import { advancePause } from '../../src/process/advance-pause.js';
import { foreseeMails } from '../../src/process/foresee.js';
import { pauseRound } from '../../src/process/pause-round.js';
import { cancelPause, planPause } from '../../src/process/plan-pause.js';
import { ADVANCE } from '../../src/process/process.js';
import { resumeRound } from '../../src/process/resume-round.js';
import { christmasPause } from '../../src/rounds/christmas.rule.js';
import { daysOffAround } from '../../src/rounds/days-off/read-days-off.js';
import type { StageName } from '../../src/timetable/stages.js';
import { calendar, instants, OSLO, oslo } from '../support/calendar.js';
import { type TestApp, testApp } from '../support/database.js';
import { offersOf, ratedPosition } from '../support/semester.js';

const ROUND = '2027V-trondheim';
const STARTS = oslo('2026-11-16T16:00');
const ENDS = oslo('2026-11-23T08:00');
/** The end of the offer to a, and where seven days of rest move it. */
const [EXPIRY, MOVED] = [oslo('2026-11-21T00:00'), oslo('2026-11-28T00:00')];
const later = (at: Date, ms: number) => new Date(at.getTime() + ms);

let app: TestApp;
let by: { roundId: string; actorId: string; reason: string };

beforeEach(async () => {
  app = await testApp();
  await ratedPosition(app, 1, 'ab', oslo('2026-11-06T09:00'));
  const [contact] = await app.database.query<{ id: string }[]>(
    `select id from person where email = 'contact@uni.example'`,
  );
  by = { roundId: ROUND, actorId: contact?.id as string, reason: 'Jul' };
});
afterEach(() => app.close());

const plan = () => transact(app, (tx) => planPause(tx, { ...by, startsAt: STARTS, endsAt: ENDS }));

/** Advances the pause, and the offers after or before it, at an instant. */
async function ring(at: Date, first: 'pause' | 'offers' = 'pause'): Promise<void> {
  await app.setClock(at);
  const subjects = await app.database.query<{ stage: StageName; id: string }[]>(
    `select stage, id from subject where stage = any($1)`,
    [['offer']],
  );
  const offers = async () => {
    for (const { stage, id } of subjects) await transact(app, (tx) => ADVANCE[stage](tx, id));
  };
  if (first === 'offers') await offers();
  await transact(app, (tx) => advancePause(tx, ROUND));
  await offers();
}

const standing = async () => {
  const [row] = await app.database.query<{ paused_at: Date | null; closes: string; due: Date | null; ends: Date[] }[]>(
    `select paused_at, calendar->>'closesAt' as closes,
       (select next_due_at from subject where stage = 'pause') as due,
       array(select expires_at from offer order by rank) as ends from round`,
  );
  return row;
};
const events = async () =>
  (await app.database.query<{ kind: string }[]>(`select kind from event where kind ~ 'pause|round-' order by id`)).map(
    ({ kind }) => kind,
  );
const RESTED = { paused_at: null, closes: '2027-02-25T12:00', due: null, ends: [MOVED] };

test('it begins and ends by itself, at its instants, once, and moves what lay ahead by its days', async () => {
  expect(await plan()).toBeNull();
  await ring(later(STARTS, -1));
  expect(await standing()).toMatchObject({ paused_at: null, due: STARTS });
  await ring(STARTS);
  expect(await standing()).toMatchObject({ paused_at: STARTS, due: ENDS });
  await ring(later(ENDS, -1));
  expect(await offersOf(app)).toEqual(['a open']);
  await ring(later(ENDS, 5_000));
  expect(await standing()).toEqual(RESTED);
  const before = await app.dump({ without: ['clock', 'subject'] });
  await ring(later(ENDS, 6_000));
  expect(await app.dump({ without: ['clock', 'subject'] })).toBe(before);
  expect(await events()).toEqual(['pause-planned', 'round-paused', 'round-resumed']);
});

describe.each(['pause', 'offers'] as const)('after an outage, when %s comes first', (first) => {
  test('over its beginning: nothing that was due in it has happened', async () => {
    await plan();
    await ring(later(EXPIRY, 3_600_000), first);
    expect(await standing()).toMatchObject({ paused_at: STARTS, due: ENDS });
    expect(await offersOf(app)).toEqual(['a open']);
    await ring(ENDS, first);
    expect(await standing()).toEqual(RESTED);
  });
  test('over all of it: the same as without one', async () => {
    await plan();
    await ring(oslo('2026-11-25T12:00'), first);
    expect(await standing()).toEqual(RESTED);
    await ring(MOVED, first);
    expect(await offersOf(app)).toEqual(['a expired', 'b open']);
  });
});

test('it is taken back before it begins, and nothing happens', async () => {
  await plan();
  expect(await transact(app, (tx) => cancelPause(tx, by))).toBeNull();
  expect(await transact(app, (tx) => cancelPause(tx, by))).toBe('none');
  await ring(oslo('2026-11-18T12:00'));
  expect(await standing()).toMatchObject({ paused_at: null, closes: calendar.closesAt, ends: [EXPIRY] });
});

test('taken back while it lasts, the round rests until somebody resumes it', async () => {
  await plan();
  await ring(STARTS);
  await transact(app, (tx) => cancelPause(tx, by));
  await ring(oslo('2026-11-25T09:00'));
  expect(await standing()).toMatchObject({ paused_at: STARTS, due: null });
});

test('resumed by hand before its end, it ends no second time; the next is planned in its place', async () => {
  await plan();
  await ring(STARTS);
  await app.setClock(oslo('2026-11-18T12:00'));
  await transact(app, (tx) => resumeRound(tx, by));
  const resumed = await standing();
  expect(resumed).toMatchObject({ paused_at: null, ends: [oslo('2026-11-23T00:00')] });
  await app.setClock(ENDS);
  await transact(app, (tx) => advancePause(tx, ROUND));
  expect(await standing()).toEqual({ ...resumed, due: null });
  const next = { ...by, startsAt: later(ENDS, 1), endsAt: later(ENDS, 2) };
  expect(await transact(app, (tx) => planPause(tx, next))).toBeNull();
});

test('a pause by hand that is on when it should begin is not ended by it', async () => {
  await plan();
  await transact(app, (tx) => pauseRound(tx, by));
  const paused = (await standing())?.paused_at;
  await ring(STARTS);
  await ring(ENDS);
  expect(await standing()).toMatchObject({ paused_at: paused, due: null });
  expect(await events()).toEqual(['pause-planned', 'round-paused', 'pause-dropped']);
});

test('it is refused where it would begin in the past, beside another, or in a round that rests', async () => {
  const past = { ...by, startsAt: oslo('2026-11-06T09:00'), endsAt: ENDS };
  await app.setClock(oslo('2026-11-06T09:00'));
  expect(await transact(app, (tx) => planPause(tx, past))).toBe('past');
  await plan();
  expect(await plan()).toBe('planned');
  await transact(app, (tx) => cancelPause(tx, by));
  await transact(app, (tx) => pauseRound(tx, by));
  expect(await plan()).toBe('paused');
});

test('what will leave is foreseen with the pause in between', async () => {
  await app.setClock(oslo('2026-11-10T12:00'));
  const of = async () => (await foreseeMails(app, ROUND, oslo('2026-12-01T00:00')))?.mails ?? [];
  const told = async () => (await of()).map(({ kind, createdAt }) => [kind, createdAt]);
  await plan();
  const mails = await told();
  expect(mails.filter(([, at]) => (at as Date) >= STARTS && (at as Date) < ENDS)).toEqual([]);
  expect(mails).toContainEqual(['deadline-moved', ENDS]);
  expect(mails).toContainEqual(['offer-expired', MOVED]);
});

test('the doctor finds one that nothing will begin', async () => {
  await plan();
  const found = async () =>
    (await examine(app.database.manager, OSLO)).filter(({ check }) => /pause/.test(check)).map(({ check }) => check);
  expect(await found()).toEqual([]);
  await ring(STARTS);
  expect(await found()).toEqual([]);
  await app.database.query(`update subject set next_due_at = null where stage = 'pause'`);
  expect(await found()).toEqual(['pause-unwatched']);
});

test('over Christmas it is proposed from the last working day to the first, the campus’s own days off among them', async () => {
  const propose = async (now: string, own: Parameters<typeof daysOffAround>[0] = [], lastOffer: Date | null = null) => {
    const at = oslo(now);
    return christmasPause({ instants, lastOffer }, at, await daysOffAround(own, at, at, OSLO), OSLO);
  };
  const closed = [{ name: 'Julestengt', firstDay: '2026-12-22', lastDay: '2027-01-05' }];
  expect(await propose('2026-12-01T12:00')).toEqual({ from: '2026-12-23T16:00', until: '2027-01-04T08:00' });
  expect(await propose('2026-12-01T12:00', closed)).toEqual({ from: '2026-12-21T16:00', until: '2027-01-06T08:00' });
  expect(await propose('2026-12-27T12:30')).toEqual({ from: '2026-12-27T13:00', until: '2027-01-04T08:00' });
  expect(await propose('2027-03-01T12:00')).toBeNull();
  expect(await propose('2027-03-01T12:00', [], oslo('2027-12-28T00:00'))).toMatchObject({ from: '2027-12-23T16:00' });
  expect(await propose('2025-12-01T12:00')).toBeNull();
});
