import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { App } from '../platform/app.js';
import { newSecret, readConfig } from '../platform/config.js';
import { databaseAt } from '../platform/database.js';
import { createLog } from '../platform/log.js';
import { migrate } from '../platform/migrate.js';
import { importScenario } from '../rounds/import/import-scenario.js';
import type { Scenario } from '../rounds/import/scenario.schema.js';
import type { Chaos } from './chaos/chaos.js';
import { type DaemonSettings, type Daemons, startDaemons } from './daemons.js';
import { jobProbe, WAITING } from './jobs.js';
import { type Keep, type Mailbox, openMailbox } from './mailbox.js';
import type { Run } from './run.js';
import type { JobProbe } from './stillness.js';
import { ownDatabase } from './stores/postgres.js';
import { ownRedis } from './stores/redis.js';
import { VirtualClock } from './virtual-clock.js';

// As pino numbers its levels.
const WARNING = 40;

/** What to rehearse with. */
export interface Setting {
  /** A PostgreSQL server to use instead of one of the rehearsal's own. */
  readonly databaseUrl?: string | undefined;
  readonly queue: 'postgres' | 'redis';
  /** For queues in Redis: the one to use instead of one that is started here. */
  readonly redisUrl?: string | undefined;
  readonly daemons: number;
  /** Kills the daemons; absent when they live until the end. */
  readonly chaos?: Chaos | undefined;
  /** What else the daemons are configured with, by variable. */
  readonly variables?: DaemonSettings['variables'];
  /** Keeps the mails as they come, whole. */
  readonly keep?: Keep | undefined;
}

/** What a rehearsal begins with. */
export interface Beginning<T> {
  readonly timeZone: string;
  /** The instant at which the clock stands. */
  readonly start: Date;
  /** Fills the empty database, whose clock stands already. @returns what is to be known of it */
  fill(databaseUrl: string): Promise<T>;
}

/** The real system, running, at an instant before anything happens. */
export interface RunningSystem {
  readonly databaseUrl: string;
  /** Where the queues are; absent when they are in the database. */
  readonly redisUrl: string | undefined;
  /** The rehearsal's own connection to the database; the robots never see it. */
  readonly client: pg.Client;
  readonly clock: VirtualClock;
  readonly hasJobs: JobProbe;
  readonly mailbox: Mailbox;
  /** The address of the public page. */
  readonly home: string;
  /** Where each answers; the first serves the pages. */
  readonly daemons: Daemons['daemons'];
  readonly timeZone: string;
  /** Every line that the daemons have logged. */
  readonly log: readonly string[];
  /** The key under which they sign. */
  readonly secret: string;
}

/**
 * Starts everything that a rehearsal runs on, with what it begins with. A daemon that ends by itself stops the rehearsal.
 * @throws the reason of a stop that came meanwhile
 */
export async function setUp<T>(
  { timeZone, start, fill }: Beginning<T>,
  setting: Setting,
  { cleanUp, stop, progress: { say } }: Run,
): Promise<RunningSystem & { readonly filled: T }> {
  const died = (reason: Error) => stop.abort(reason);
  const databaseUrl = await ownDatabase(setting.databaseUrl, cleanUp, say);
  const redisUrl = setting.queue === 'redis' ? (setting.redisUrl ?? (await ownRedis(cleanUp))) : undefined;
  await migrate(databaseUrl);

  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'stafett rehearsal' });
  client.on('error', died);
  await client.connect();
  cleanUp.defer(() => client.end());
  const clock = await VirtualClock.startAt(client, start);
  const filled = await fill(databaseUrl);
  stop.signal.throwIfAborted();

  const mailbox = await openMailbox(() => clock.now, setting.keep);
  cleanUp.defer(() => mailbox.stop());
  const { chaos } = setting;
  const hasJobs = jobProbe({ databaseUrl, redisUrl, client }, chaos ? WAITING : [...WAITING, 'active'], cleanUp);
  const directory = await mkdtemp(join(tmpdir(), 'stafett-daemons-'));
  cleanUp.defer(() => rm(directory, { recursive: true, force: true }));
  const log: string[] = [];
  const hear = (line: string) => {
    log.push(line);
    if (Number(/"level":(\d+)/.exec(line)?.[1] ?? WARNING) >= WARNING) say(line);
  };
  const { daemons, secret } = await startDaemons(
    {
      ...{ databaseUrl, redisUrl, smtpUrl: mailbox.url, timeZone, count: setting.daemons, directory },
      variables: setting.variables,
      nextLife: chaos && (() => chaos.nextLife()),
    },
    cleanUp,
    { hear, died, killed: (life) => chaos?.killed(life, client) },
  );
  stop.signal.throwIfAborted();
  const home = daemons[0].address;
  return { databaseUrl, redisUrl, client, clock, hasJobs, mailbox, home, daemons, timeZone, log, secret, filled };
}

/** Imports a scenario, as `stafett import` does. */
export async function importInto(databaseUrl: string, scenario: Scenario): Promise<void> {
  const database = await databaseAt(databaseUrl, 2).initialize();
  try {
    const config = readConfig({ DATABASE_URL: databaseUrl, TIME_ZONE: scenario.timeZone });
    const app: App = {
      config: { ...config, secret: newSecret() },
      database,
      log: createLog('silent'),
      // The daemons' first sweep sets them.
      setAlarms: async () => undefined,
    };
    await importScenario(app, scenario);
  } finally {
    await database.destroy();
  }
}
