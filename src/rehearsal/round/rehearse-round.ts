import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { type Output, tell } from '../../commands/output.js';
import type { Config } from '../../platform/config.js';
import { startEmbeddedPostgres } from '../../platform/embedded-postgres.js';
import { HOME } from '../../platform/home.js';
import { Refusal } from '../../platform/refusal.js';
import { instantsOf } from '../../rounds/calendar.js';
import { Company } from '../company.js';
import { said } from '../durations.js';
import { readHtml } from '../message.js';
import { progressLine } from '../progress-line.js';
import { readPositions, readUndelivered, reportOf } from '../report.js';
import { PATIENCE_MS, playOn, type Run, runRehearsal, sayFaults } from '../run.js';
import { setUp } from '../set-up.js';
import { tableOf } from '../table.js';
import { sayAssumptions } from './assumptions.js';
import { readFaults } from './faults.js';
import { fileName } from './file-names.rule.js';
import { readAnew } from './inbox.js';
import { indexPage } from './index-page.js';
import { layOut } from './lay-out.js';
import { type MailStore, openMailStore } from './mail-store.js';
import { type Prepared, prepareRound } from './prepare.js';
import { readSnapshot, type Snapshot } from './snapshot.js';
import { type Entry, writeZip } from './write-zip.js';

export interface RoundRehearsal {
  readonly roundId: string;
  /** Decides what chance does. */
  readonly seed: number;
  /** The file for the mails; in this folder, by the round's name, when it is absent. */
  readonly to?: string | undefined;
}

const LONGEST_NAME = 100;

/**
 * Copies a round out of the configured database and runs the copy on, on the real system under virtual time with robots for its
 * people, until it is over; writes every mail that would leave to a file. The database is only read, no server that it
 * names is used, and no mail leaves this machine.
 * @returns the exit status: 0 when everybody met the pages they should and all mail was delivered
 * @throws Refusal when there is no such round, or the file cannot be written
 */
export function rehearseRound(config: Config, rehearsal: RoundRehearsal, output: Output): Promise<number> {
  return runRehearsal(output.say, (run) => play(config, rehearsal, output, run));
}

async function play(config: Config, { roundId, seed, to: given }: RoundRehearsal, output: Output, run: Run) {
  const startedAt = performance.now();
  const { cleanUp, stop, progress } = run;
  const { say } = progress;
  const { timeZone, mailFrom } = config;
  const file = resolve(given ?? `${fileName(roundId, LONGEST_NAME)}-rehearsal.zip`);
  await refuseUnwritable(file);
  progress.show(() => 'Reading the round …');
  const snapshot = await snapshotOf(config, roundId, say);
  stop.signal.throwIfAborted();
  say(`${roundId} as it is at ${said(snapshot.now, timeZone)} is rehearsed. No mail leaves this machine.`);

  const store = await openMailStore(cleanUp);
  const fill = (databaseUrl: string) => prepareRound(databaseUrl, snapshot, { roundId, seed, config });
  const setting = { queue: 'postgres' as const, daemons: 1, keep: store.keep, variables: variablesOf(config) };
  const system = await setUp({ timeZone, start: snapshot.now, fill }, setting, run);
  const { client, mailbox, filled: prepared } = system;
  const { scenario, applied, unanswered, names } = prepared;
  const assumed = assumedOf(prepared, seed, snapshot);
  for (const line of ['Assumed:', ...assumed.map((one) => `  ${one}`)]) say(line);
  const company = new Company(scenario, system, stop.signal, { applied });
  company.readEach(readAnew(unanswered, { ...system, mailFrom }, snapshot.now));
  const end = new Date(Math.max(closesAtOf(prepared).getTime(), snapshot.now.getTime()) + PATIENCE_MS);
  const { to } = await playOn(system, company, { line: progressLine(scenario, system), end }, run);
  stop.signal.throwIfAborted();

  progress.show(() => 'Writing the mails …');
  const { mails } = mailbox;
  const undelivered = await readUndelivered(client, snapshot.now);
  const faults = [...company.faults, ...undelivered, ...(await readFaults(system, prepared))];
  const wallSeconds = (performance.now() - startedAt) / 1000;
  const played = { timeZone, from: snapshot.now, to, wallSeconds, positions: await readPositions(client), mails };
  const report = reportOf({ scenario: roundId, ...played });
  const placed = layOut(mails, names, timeZone);
  const courses = new Map(scenario.rounds.flatMap((one) => one.positions.map(({ id, course }) => [id, course])));
  const first = await indexPage({ report, assumed, faults, courses, mails: placed, timeZone });
  await writeZip(file, entriesOf(first, to, placed, store));

  sayFaults(faults, say);
  const lines = [tableOf(report, scenario), '', ...sayWhere(file, mails.length)];
  tell(output, lines, { ...report, round: roundId, seed, assumed, faults, file });
  return faults.length > 0 ? 1 : 0;
}

const sayWhere = (file: string, mails: number) => [
  `${mails} mails would leave; they are in ${file}. Unpack it and open index.html.`,
  `It holds personal data, and only you can read it. When you have looked: rm '${file.replaceAll("'", "'\\''")}'`,
];

const closesAtOf = ({ scenario: { rounds, timeZone } }: Prepared) =>
  new Date(Math.max(...rounds.map(({ calendar }) => instantsOf(calendar, timeZone).closesAt.getTime())));

function assumedOf({ scenario, madeUp, resumed }: Prepared, seed: number, { now }: Snapshot): string[] {
  const [round] = scenario.rounds;
  if (!round) return [];
  const { reportDue, applyDue, closesAt } = instantsOf(round.calendar, scenario.timeZone);
  return [
    ...(resumed === null ? [] : [sayResumed(resumed)]),
    ...sayAssumptions(seed, { demand: now < reportDue, applications: now < applyDue, rating: now < closesAt, madeUp }),
  ];
}

function sayResumed(days: number): string {
  const moved = days === 0 ? 'stay as they are' : days === 1 ? 'move by one day' : `move by ${days} days`;
  return `The round is paused. It is resumed at once, and its deadlines ${moved}.`;
}

/** What of the configuration shapes the mails. */
const variablesOf = ({ mailFrom, quietHours, hoursLimit }: Config) => ({
  MAIL_FROM: mailFrom,
  HOURS_LIMIT: String(hoursLimit),
  ...(quietHours && { QUIET_HOURS: `${quietHours.from}-${quietHours.to}` }),
});

/** Before anything is played, rather than after. */
async function refuseUnwritable(file: string): Promise<void> {
  try {
    await access(dirname(file), constants.W_OK);
    if (
      await stat(file).then(
        (found) => found.isDirectory(),
        () => false,
      )
    )
      throw new Error('it is a folder');
  } catch (error) {
    throw new Refusal(`${file} cannot be written: ${error instanceof Error ? error.message : error}.`);
  }
}

/** Reads the round out of the database of DATABASE_URL, or the daemon's own, which may run already. */
async function snapshotOf(config: Config, roundId: string, say: (line: string) => void): Promise<Snapshot> {
  if (config.databaseUrl) return readSnapshot(config.databaseUrl, roundId);
  const embedded = await startEmbeddedPostgres({ directory: join(HOME, 'postgres'), say });
  try {
    return await readSnapshot(embedded.url, roundId);
  } finally {
    await embedded.stop();
  }
}

function* entriesOf(first: string, at: Date, placed: ReturnType<typeof layOut>, store: MailStore): Generator<Entry> {
  yield { path: 'index.html', at, read: async () => Buffer.from(first) };
  for (const { mail, path } of placed) {
    yield {
      path: `${path}.html`,
      at: mail.receivedAt,
      read: async () => Buffer.from(readHtml(await store.read(mail))),
    };
    yield { path: `${path}.eml`, at: mail.receivedAt, read: () => store.read(mail) };
  }
}
