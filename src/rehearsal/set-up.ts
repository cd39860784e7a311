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
import type { CleanUp } from './clean-up.js';
import { type Daemons, startDaemons } from './daemons.js';
import { jobProbe, WAITING } from './jobs.js';
import { type Mailbox, openMailbox } from './mailbox.js';
import { openPayroll, type Payroll } from './payroll.js';
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
  readonly payroll: Payroll;
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
 * Starts everything that a rehearsal runs on and imports the scenario.
 * @param start the instant at which the clock stands
 * @param died called when a daemon ends by itself
 */
export async function setUp(
  scenario: Scenario,
  start: Date,
  setting: Setting,
  cleanUp: CleanUp,
  say: (line: string) => void,
  died: (reason: Error) => void,
): Promise<RunningSystem> {
  const databaseUrl = await ownDatabase(setting.databaseUrl, cleanUp, say);
  const redisUrl = setting.queue === 'redis' ? (setting.redisUrl ?? (await ownRedis(cleanUp))) : undefined;
  await migrate(databaseUrl);

  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'stafett rehearsal' });
  client.on('error', died);
  await client.connect();
  cleanUp.defer(() => client.end());
  const clock = await VirtualClock.startAt(client, start);
  await importInto(databaseUrl, scenario);

  const mailbox = await openMailbox(() => clock.now);
  cleanUp.defer(() => mailbox.stop());
  const { chaos } = setting;
  const hasJobs = jobProbe({ databaseUrl, redisUrl, client }, chaos ? WAITING : [...WAITING, 'active'], cleanUp);
  const directory = await mkdtemp(join(tmpdir(), 'stafett-daemons-'));
  cleanUp.defer(() => rm(directory, { recursive: true, force: true }));
  const { timeZone } = scenario;
  const log: string[] = [];
  const hear = (line: string) => {
    log.push(line);
    if (Number(/"level":(\d+)/.exec(line)?.[1] ?? WARNING) >= WARNING) say(line);
  };
  const { daemons, secret } = await startDaemons(
    {
      ...{ databaseUrl, redisUrl, smtpUrl: mailbox.url, timeZone, count: setting.daemons, directory },
      nextLife: chaos && (() => chaos.nextLife()),
    },
    cleanUp,
    { hear, died, killed: (life) => chaos?.killed(life, client) },
  );
  const payroll = await openPayroll({ databaseUrl, timeZone, secret }, cleanUp);
  const home = daemons[0].address;
  return { databaseUrl, redisUrl, client, clock, hasJobs, mailbox, payroll, home, daemons, timeZone, log, secret };
}

async function importInto(databaseUrl: string, scenario: Scenario): Promise<void> {
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
