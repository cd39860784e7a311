import { basename } from 'node:path';
import type { Output } from '../commands/output.js';
import { examine } from '../doctor/examine.js';
import { databaseAt } from '../platform/database.js';
import { instantsOf } from '../rounds/calendar.js';
import type { Scenario } from '../rounds/import/scenario.schema.js';
import { readScenarioFile } from '../rounds/import/scenario-file.js';
import { Chaos } from './chaos/chaos.js';
import { Company } from './company.js';
import { said } from './durations.js';
import { leaksIn, privateIn } from './leaks.js';
import { readMachinery } from './machinery.js';
import { openPayroll } from './payroll.js';
import { progressLine } from './progress-line.js';
import { readPositions, readUndelivered, reportOf, writeReport } from './report.js';
import { retryJobs } from './retry-jobs.js';
import { Browser } from './robots/browser.js';
import { diceOf } from './robots/dice.js';
import type { Meddling } from './robots/meddler.js';
import { Interrupted, PATIENCE_MS, playOn, type Run, runRehearsal, sayFaults } from './run.js';
import { serve } from './serve.js';
import { importInto, type Setting, setUp } from './set-up.js';
import { tableOf } from './table.js';

export interface RehearsalOptions extends Omit<Setting, 'chaos'>, Output {
  /** The scenario's file. */
  readonly scenario: string;
  /** Where the report goes. */
  readonly report?: string | undefined;
  /** Contacts step in at random instants that this seed decides. */
  readonly meddle?: number | undefined;
  /** Daemons are killed at places that this seed decides. */
  readonly chaos?: number | undefined;
  /** Leave everything running in the end. */
  readonly serve: boolean;
}

const HOUR_MS = 3_600_000;

/**
 * Plays a scenario through the real system under virtual time: daemons, database, queue, SMTP and HTTP are real, only the
 * clock row is moved; the people are robots. Everything that was started is ended, also on Ctrl-C.
 * @returns the exit status: 0 when everybody met the pages they should and all mail was delivered
 */
export function rehearse(options: RehearsalOptions): Promise<number> {
  return runRehearsal(options.say, (run) => play(options, run));
}

async function play(options: RehearsalOptions, run: Run) {
  const { cleanUp, stop, progress } = run;
  const startedAt = performance.now();
  const scenario = await readScenarioFile(options.scenario);
  const { timeZone } = scenario;
  const { from, closes } = spanOf(scenario);
  const { say } = progress;
  progress.show(() => 'Starting the database, the mailbox and the daemons …');
  const chaos = options.chaos === undefined ? undefined : new Chaos(options.chaos);
  const servers = { databaseUrl: process.env.DATABASE_URL, redisUrl: process.env.REDIS_URL };
  const setting: Setting = { ...servers, ...options, chaos };
  const beginning = {
    timeZone,
    start: new Date(from.getTime() - HOUR_MS),
    fill: (databaseUrl: string) => importInto(databaseUrl, scenario),
  };
  const system = await setUp(beginning, setting, run);
  const payroll = await openPayroll(system, cleanUp);

  const meddling = options.meddle === undefined ? null : { dice: diceOf(options.meddle), tally: new Map() };
  const company = new Company(scenario, system, stop.signal, { meddling, sendsAgain: chaos !== undefined });
  const { still, to } = await playOn(
    system,
    company,
    { line: progressLine(scenario, system), end: new Date(closes.getTime() + PATIENCE_MS) },
    run,
  );

  progress.show(() => 'Retrying every job …');
  const retried = await retryJobs(system, payroll, still);
  const wallSeconds = (performance.now() - startedAt) / 1000;
  const positions = await readPositions(system.client);
  const { mails } = system.mailbox;
  const name = basename(options.scenario);
  const report = reportOf({ scenario: name, timeZone, from, to, wallSeconds, positions, mails });
  if (options.report) await writeReport(options.report, report);
  if (options.json) options.print(JSON.stringify(report, null, 2));
  say(tableOf(report, scenario));
  say(`Every job that was kept, ${retried.jobs.length} in all, was retried.`);
  if (meddling) say(steppedIn(meddling));
  const resent = await chaos?.examine(mails);
  if (resent) say(`${chaos}. ${resent.again} mails came again, under the same Message-ID.`);
  const browser = new Browser({ localAddress: undefined, signal: stop.signal }, system.daemons[0].served);
  const paid = await payroll.examine(browser, system.home);
  say(`Payroll was told of ${paid.changes} changes, and could read as many.`);
  const keys = [system.secret, new URL(system.databaseUrl).password, ...payroll.keys];
  const hidden = privateIn(scenario, mails, keys);
  const machinery = await readMachinery(system, still, stop.signal);
  const leaks = leaksIn([...system.log, ...retried.jobs, ...machinery].join('\n'), hidden);
  say(
    `The logs of the daemons, ${system.log.length} lines, their metrics, the jobs and the pages about them were looked through for what is private.`,
  );
  const faults = [
    ...leaks.map((leak) => `A log, a metric, a job or a page about jobs tells ${leak}.`),
    ...company.faults,
    ...(await readUndelivered(system.client)),
    ...retried.faults,
    ...paid.faults,
    ...(resent?.faults ?? []),
    ...(await examined(system.databaseUrl, timeZone)),
  ];
  sayFaults(faults, say);
  if (options.serve) {
    await serve(system, scenario, said(to, timeZone), stop.signal, say);
    if (!(stop.signal.reason instanceof Interrupted)) throw stop.signal.reason;
  }
  return faults.length > 0 ? 1 : 0;
}

/** How often contacts stepped in, and with what. */
function steppedIn({ tally }: Meddling): string {
  const acts = [...tally].sort(([a], [b]) => (a < b ? -1 : 1));
  const done = acts.filter(([name]) => !name.includes(' ')).reduce((sum, [, count]) => sum + count, 0);
  return `The contacts stepped in ${done} times: ${acts.map(([name, count]) => `${name} ${count}`).join(', ')}`;
}

/** What contradicts the rules in the end, as lines to read. */
async function examined(databaseUrl: string, timeZone: string): Promise<string[]> {
  const database = await databaseAt(databaseUrl, 2).initialize();
  try {
    const findings = await examine(database.manager, timeZone);
    return findings.map(({ check, subject, says }) => `${check}: ${subject}: ${says}`);
  } finally {
    await database.destroy();
  }
}

/** The first instant of a scenario, and the last at which a round closes. */
function spanOf({ rounds, timeZone }: Scenario): { from: Date; closes: Date } {
  const instants = rounds.map(({ calendar }) => instantsOf(calendar, timeZone));
  const opens = instants.map(({ demandOpens }) => demandOpens.getTime());
  const closes = instants.map(({ closesAt }) => closesAt.getTime());
  return { from: new Date(Math.min(...opens)), closes: new Date(Math.max(...closes)) };
}
