import type { App } from '../platform/app.js';
import { latestRun, nextRuns } from './cron.js';
import { noteRun, readLastRun } from './last-run.js';
import { endTurn, nowOf, openSubject, type Tx, takeTurn } from './turn.js';

/** What a run covers: after the run before, up to the instant for which it runs. */
export interface Period {
  readonly since: Date;
  readonly at: Date;
}

/** Something that is done again and again. */
export interface Recurring {
  /** Its subject's id; the board's words for it are `timetable.tasks.<name>`. */
  readonly name: string;
  /** A cron pattern, in the faculty's zone. */
  readonly pattern: string;
  /** Does it, in the transaction of its turn. @returns how many things it did */
  readonly run: (app: App, tx: Tx, period: Period) => Promise<number>;
}

/** Gives each task its subject, so that alarms and the sweep find it. */
export async function openRecurring(tx: Tx, tasks: readonly Recurring[]): Promise<void> {
  await tx.manager.query(`delete from subject where stage = 'timetable' and id <> all($1)`, [
    tasks.map(({ name }) => name),
  ]);
  for (const { name } of tasks) await openSubject(tx, 'timetable', name);
}

/**
 * Runs a task if an instant of its pattern has come since its last turn. After an outage it runs once, for the latest.
 * @returns whether it ran
 */
export async function advanceRecurring(app: App, tx: Tx, tasks: readonly Recurring[], name: string): Promise<void> {
  const task = tasks.find((one) => one.name === name);
  const turn = task && (await takeTurn(tx, 'timetable', name));
  if (!turn) return;
  const at = latestRun(task.pattern, turn.now, tx.timeZone);
  if (turn.since && at > turn.since) await runTask(app, tx, task, at);
  await endTurn(tx, turn, nextRuns(task.pattern, turn.now, tx.timeZone, 1)[0] ?? null);
}

/** Runs a task now, whatever its pattern says; what it covers then, its next run does not. */
export async function runNow(app: App, tx: Tx, task: Recurring): Promise<number> {
  // Whoever runs it at the same time waits for this.
  await takeTurn(tx, 'timetable', task.name);
  return runTask(app, tx, task, await nowOf(tx));
}

async function runTask(app: App, tx: Tx, task: Recurring, at: Date): Promise<number> {
  const last = await readLastRun(tx.manager, task.name);
  const since = last?.dueAt ?? latestRun(task.pattern, new Date(at.getTime() - 60_000), tx.timeZone);
  return noteRun(tx.manager, task.name, at, () => task.run(app, tx, { since, at }));
}
