import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { transact } from '../../src/platform/app.js';
import { RECURRING } from '../../src/recurring.js';
import { latestRun, nextRuns } from '../../src/timetable/cron.js';
import { readLastRun } from '../../src/timetable/last-run.js';
import { advanceRecurring, openRecurring, type Period, type Recurring, runNow } from '../../src/timetable/recurring.js';
import { oslo } from '../support/calendar.js';
import { type TestApp, testApp } from '../support/database.js';

const OSLO = 'Europe/Oslo';
const MORNING = '30 7 * * 1-5';

describe('a cron pattern', () => {
  test('has its runs on the wall clock, over both changes of summer time', () => {
    expect(nextRuns(MORNING, oslo('2026-10-23T07:30'), OSLO, 3)).toEqual(
      ['2026-10-26T07:30', '2026-10-27T07:30', '2026-10-28T07:30'].map(oslo),
    );
    expect(nextRuns(MORNING, oslo('2027-03-26T06:00'), OSLO, 2)).toEqual(
      ['2027-03-26T07:30', '2027-03-29T07:30'].map(oslo),
    );
  });
  test('has a latest run, which may be at the very instant', () => {
    expect(latestRun(MORNING, oslo('2026-11-09T07:30'), OSLO)).toEqual(oslo('2026-11-09T07:30'));
    expect(latestRun(MORNING, new Date(oslo('2026-11-09T07:30').getTime() - 1), OSLO)).toEqual(
      oslo('2026-11-06T07:30'),
    );
    expect(latestRun(MORNING, oslo('2026-11-08T23:00'), OSLO)).toEqual(oslo('2026-11-06T07:30'));
  });
  test.each(RECURRING.map(({ name, pattern }) => [name, pattern]))('of %s is one', (_name, pattern) => {
    expect(nextRuns(pattern, oslo('2026-11-09T07:30'), OSLO, 5)).toHaveLength(5);
  });
});

describe('a recurring task', () => {
  let app: TestApp;
  let runs: Period[];
  const task: Recurring = {
    name: 'task',
    pattern: MORNING,
    run: async (_app, _tx, period) => runs.push(period),
  };
  const advanceAt = async (local: string) => {
    await app.setClock(oslo(local));
    await transact(app, (tx) => advanceRecurring(app, tx, [task], 'task'));
  };
  const due = async () => {
    const [row] = await app.database.query<{ at: Date }[]>(
      `select next_due_at as at from subject where stage = 'timetable' and id = 'task'`,
    );
    return row?.at;
  };
  const period = (since: string, at: string) => ({ since: oslo(since), at: oslo(at) });

  beforeEach(async () => {
    app = await testApp();
    runs = [];
    await app.setClock(oslo('2026-11-05T12:00'));
    await transact(app, (tx) => openRecurring(tx, [task]));
    await advanceAt('2026-11-05T12:00');
  });
  afterEach(() => app.close());

  test('does not run when it is new, and is due at its next instant', async () => {
    expect(runs).toEqual([]);
    expect(await due()).toEqual(oslo('2026-11-06T07:30'));
  });
  test('runs at each instant once, for the time since the run before', async () => {
    await advanceAt('2026-11-06T07:30');
    await advanceAt('2026-11-06T07:30');
    await advanceAt('2026-11-06T09:00');
    await advanceAt('2026-11-09T07:31');
    expect(runs).toEqual([
      period('2026-11-05T07:30', '2026-11-06T07:30'),
      period('2026-11-06T07:30', '2026-11-09T07:30'),
    ]);
    expect(await due()).toEqual(oslo('2026-11-10T07:30'));
  });
  test('runs once after an outage of weeks, for all of it', async () => {
    await advanceAt('2026-11-06T07:30');
    await advanceAt('2026-11-30T15:00');
    expect(runs.slice(1)).toEqual([period('2026-11-06T07:30', '2026-11-30T07:30')]);
  });
  test('two daemons at one instant run it once', async () => {
    await app.setClock(oslo('2026-11-06T07:30'));
    const advance = () => transact(app, (tx) => advanceRecurring(app, tx, [task], 'task'));
    await Promise.all([advance(), advance(), advance()]);
    expect(runs).toHaveLength(1);
  });
  test('run by hand covers what its next run then does not', async () => {
    await app.setClock(oslo('2026-11-06T15:00'));
    expect(await transact(app, (tx) => runNow(app, tx, task))).toBe(1);
    expect(await readLastRun(app.database.manager, 'task')).toMatchObject({ dueAt: oslo('2026-11-06T15:00'), did: 1 });
    await advanceAt('2026-11-09T07:30');
    expect(runs.at(-1)).toEqual(period('2026-11-06T15:00', '2026-11-09T07:30'));
  });
  test('that fails leaves everything as it was, and runs when it is tried again', async () => {
    const failing = { ...task, run: () => Promise.reject(new Error('no')) };
    await app.setClock(oslo('2026-11-06T07:30'));
    await expect(transact(app, (tx) => advanceRecurring(app, tx, [failing], 'task'))).rejects.toThrow('no');
    expect(await readLastRun(app.database.manager, 'task')).toBeNull();
    await advanceAt('2026-11-06T07:45');
    expect(runs).toEqual([period('2026-11-05T07:30', '2026-11-06T07:30')]);
  });
  test('that is taken out of the timetable is gone', async () => {
    await transact(app, (tx) => openRecurring(tx, []));
    expect(await due()).toBeUndefined();
  });
});
