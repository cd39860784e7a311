import { randomUUID } from 'node:crypto';
import {
  createPostgresBackend,
  type PostgresConnectionOptions,
  Queue,
  type Telemetry,
  Worker,
  withBackend,
} from 'bullmq';
import { Cluster, type ClusterOptions, Redis } from 'ioredis';
import pg from 'pg';
import { Histogram } from 'prom-client';
import type { Log } from '../platform/log.js';
import { PreparedClient } from '../platform/prepared-client.js';
import { underReference } from '../platform/reference.js';
import { withoutAddresses } from '../platform/without-addresses.js';
import { DAY_SECONDS, FEW_EVENTS, forgetFailures, keeper } from './kept-jobs.js';
import { SUBJECTS } from './stages.js';
import type { Alarm } from './turn.js';

const jobSeconds = new Histogram({
  name: 'stafett_job_duration_seconds',
  help: 'Time that a job ran.',
  labelNames: ['queue', 'result'],
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30, 240],
});

/** One queue per stage, one for the timetable, one for the mails, and one for what other systems are told. */
export const QUEUES = [...SUBJECTS, 'mail', 'webhook'] as const;

export type QueueName = (typeof QUEUES)[number];

// What first counts when it is no longer nought looks to Prometheus as if it had never grown.
for (const queue of QUEUES) for (const result of ['done', 'failed']) jobSeconds.zero({ queue, result });

/** A job says which subject is due, never what is to be done: that is in the subject's row. */
export interface AlarmJob {
  readonly id: string;
}

/** What a job of a queue runs, and how many at once. */
export interface Processor {
  readonly run: (id: string) => Promise<void>;
  readonly concurrency: number;
  /** At most `max` jobs begin in `duration` ms, over all daemons. */
  readonly rate?: { readonly max: number; readonly duration: number };
}

/** Whether somebody's act set an alarm, who may wait for what comes of it, or a deadline did. */
export type Cause = 'person' | 'clock';

export interface Queues {
  readonly queues: readonly Queue[];
  /**
   * Adds a job for each alarm within the horizon; one that is set already is not set twice.
   * @param now the database's
   * @param cause what people cause goes before what the clock causes, however much of that is due
   */
  setAlarms(alarms: readonly Alarm[], now: Date, cause: Cause): Promise<void>;
  /**
   * Sets alarms that ring at once, never behind an older one that is still delayed.
   * @param anew also when such a job waits or runs already, since whoever ran it may be dead
   */
  ringNow(alarms: readonly Alarm[], anew?: boolean): Promise<void>;
  /** How many jobs of a queue wait for a worker. */
  waiting(queue: QueueName): Promise<number>;
  work(processors: Readonly<Record<QueueName, Processor>>): void;
  /** Holds all mail back until it is resumed in the board, or a daemon starts. */
  pauseMail(reason: string): Promise<void>;
  /** @throws when the queues' store does not answer */
  check(): Promise<void>;
  /** Once a day, throws failed jobs away that are too old: BullMQ does when another fails, which may be never. @returns the end of it */
  forgetOldFailures(): () => Promise<void>;
  /** Takes no more jobs and waits for those in hand. */
  stopWorking(): Promise<void>;
  /** Closes every connection. */
  close(): Promise<void>;
}

/** Alarms are set so far ahead; whatever is due later is found by a sweep when it comes nearer. */
export const HORIZON_MS = 86_400_000;

const ANSWER_MS = 3_000;
// Jobs without a priority go before all that have one.
const BEHIND = { priority: 1 };

/** Where the queues are, and who listens. */
export interface QueueSetting {
  readonly databaseUrl: string;
  readonly redisUrl: string | undefined;
  readonly log: Log;
  /** Notes each job for traces; absent when they are sent nowhere. */
  readonly telemetry?: Telemetry | undefined;
}

/**
 * Opens the queues: in Redis when there is one, else in the database itself. This is the only place that knows which.
 */
export function openQueues({ databaseUrl, redisUrl, log, telemetry }: QueueSetting): Queues {
  const traced = telemetry ? { telemetry } : {};
  const store = redisUrl
    ? redisStore(redisUrl, new URL(databaseUrl).pathname.slice(1), traced)
    : postgresStore(databaseUrl, traced);
  // The connections outlast a lost server: each client reconnects by itself, and the sweep restores what was missed.
  const faulty = (queue: string) => (error: Error) => log.warn({ err: error, queue }, 'queue-connection-failed');
  const queues = new Map(
    QUEUES.map((name) => {
      const queue = store.queue(name);
      queue.on('error', faulty(name));
      return [name, queue];
    }),
  );
  const workers: Worker[] = [];
  const keptFor = keeper();

  const add = async (
    alarms: readonly Alarm[],
    cause: Cause,
    optionsOf: (alarm: Alarm) => { id: string; delay: number },
  ) => {
    for (const name of QUEUES) {
      const jobs = alarms
        .filter((alarm) => alarm.queue === name)
        .map((alarm) => {
          const { id, delay } = optionsOf(alarm);
          return {
            name,
            data: { id: alarm.id },
            opts: {
              ...keptFor(name),
              ...(cause === 'clock' && BEHIND),
              // What is due some time is the beginning of a trace of its own.
              ...(telemetry && delay > 0 && { telemetry: { omitContext: true } }),
              delay,
              deduplication: { id },
            },
          };
        });
      if (jobs.length > 0) await queues.get(name)?.addBulk(jobs);
    }
  };
  const keyOf = (alarm: Alarm) => `${alarm.id}@${alarm.dueAt.getTime()}`;

  return {
    queues: [...queues.values()],
    setAlarms: (alarms, now, cause) =>
      add(
        alarms.filter((alarm) => alarm.dueAt.getTime() - now.getTime() <= HORIZON_MS),
        cause,
        (alarm) => ({ id: keyOf(alarm), delay: Math.max(0, alarm.dueAt.getTime() - now.getTime()) }),
      ),
    ringNow: (alarms, anew = false) => {
      const mark = anew ? `!${randomUUID()}` : '!';
      return add(alarms, 'clock', (alarm) => ({ id: `${keyOf(alarm)}${mark}`, delay: 0 }));
    },
    async waiting(name) {
      const counts = await queues.get(name)?.getJobCounts('waiting', 'prioritized');
      return Object.values(counts ?? {}).reduce((sum, count) => sum + count, 0);
    },
    work(processors) {
      for (const name of QUEUES) {
        const { run, concurrency, rate } = processors[name];
        const worker = store.worker(name, measured(name, run), {
          concurrency,
          ...(rate ? { limiter: rate } : {}),
        });
        worker.on('error', faulty(name));
        workers.push(worker);
      }
      // Whoever restarts a daemon has seen to the mail server's login; a pause must not outlive that unseen.
      queues.get('mail')?.resume().catch(faulty('mail'));
    },
    async pauseMail(reason) {
      log.error({ reason }, 'mail-paused');
      await queues.get('mail')?.pause();
    },
    async check() {
      await queues.get('mail')?.isPaused();
    },
    forgetOldFailures() {
      const forget = () => forgetFailures([...queues.values()]).catch(faulty('all'));
      let last = forget();
      const timer = setInterval(() => {
        last = forget();
      }, DAY_SECONDS * 1000);
      return async () => {
        clearInterval(timer);
        await last;
      };
    },
    async stopWorking() {
      await Promise.all(workers.map((worker) => worker.close()));
    },
    async close() {
      await Promise.all([...queues.values()].map((queue) => queue.close()));
      await store.close();
    },
  };
}

function measured(queue: string, run: (id: string) => Promise<void>): (id: string) => Promise<void> {
  return async (id) => {
    const stop = jobSeconds.startTimer({ queue });
    try {
      await underReference(() => run(id));
      stop({ result: 'done' });
    } catch (error) {
      stop({ result: 'failed' });
      throw nameless(error);
    }
  };
}

/** What a failed job keeps of its failure, which stays longer than the log: no addresses. */
function nameless(error: unknown): unknown {
  if (error instanceof Error) {
    error.message = withoutAddresses(error.message);
    error.stack = withoutAddresses(error.stack ?? '');
  }
  return error;
}

interface Store {
  queue(name: string): Queue;
  worker(name: string, run: (id: string) => Promise<void>, options: WorkerLimits): Worker;
  close(): Promise<void>;
}

interface WorkerLimits {
  readonly concurrency: number;
  readonly limiter?: { readonly max: number; readonly duration: number };
}

const process = (run: (id: string) => Promise<void>) => (job: { data: AlarmJob }) => run(job.data.id);

interface Traced {
  readonly telemetry?: Telemetry;
}

function postgresStore(databaseUrl: string, traced: Traced): Store {
  // One pool for all: every worker holds one connection to listen on, the rest is shared.
  const pool = new pg.Pool({
    Client: PreparedClient,
    connectionString: databaseUrl,
    options: '-c search_path=bullmq',
    max: QUEUES.length + 6,
  });
  // Each queue and worker listens for the pool's faults.
  pool.setMaxListeners(QUEUES.length * 2 + 2);
  const connection = pool as unknown as PostgresConnectionOptions;
  const onPostgres = withBackend(createPostgresBackend);
  // The backends differ in types only; what is used of a queue is the same in both.
  return {
    queue: (name) => new onPostgres.Queue(name, { connection, ...FEW_EVENTS, ...traced }) as unknown as Queue,
    worker: (name, run, limits) =>
      new onPostgres.Worker(name, process(run), { connection, ...traced, ...limits }) as unknown as Worker,
    close: () => pool.end(),
  };
}

/** How long a command may wait for a server that does not answer. */
interface Patience {
  readonly maxRetriesPerRequest: number | null;
  readonly commandTimeout?: number;
}

function redisStore(redisUrl: string, database: string, traced: Traced): Store {
  const urls = redisUrl.split(',');
  const connect = (options: Patience, more: ClusterOptions = {}) =>
    urls.length > 1 ? new Cluster(urls, { ...more, redisOptions: options }) : new Redis(redisUrl, options);
  // Whoever sets an alarm has a person waiting: without an answer soon it is left to the sweep. A worker waits for ever.
  const connections = [connect({ maxRetriesPerRequest: 1, commandTimeout: ANSWER_MS }, { enableOfflineQueue: false })];
  // The hash tag keeps all keys of one installation on one node of a cluster.
  const prefix = `{stafett-${database}}`;
  return {
    queue: (name) => new Queue(name, { connection: connections[0] as Redis, prefix, ...FEW_EVENTS, ...traced }),
    worker: (name, run, limits) => {
      const connection = connect({ maxRetriesPerRequest: null });
      connections.push(connection);
      return new Worker(name, process(run), { connection, prefix, ...traced, ...limits });
    },
    close: async () => {
      // One that is not connected has nothing to say goodbye to.
      await Promise.all(connections.map((connection) => connection.quit().catch(() => connection.disconnect())));
    },
  };
}
