import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { App } from '../platform/app.js';
import { CLOCK_CHANNEL } from '../platform/clock.js';
import { underReference } from '../platform/reference.js';
import { trouble } from '../platform/trouble.js';
import { isStalled } from './failures.js';
import type { Queues } from './queues.js';
import { type Swept, sweep } from './sweep.js';

const EVERY_MS = 15_000;
const LATE_S = 60;
const SOON_MS = 250;
const RECONNECT_MS = 1_000;

export interface Sweeper {
  /** @throws Error when no sweep has ended for a minute of real time */
  check(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Sweeps every 15 seconds, and whenever the clock row is moved. A plain timer, since it is what heals the queue.
 * @param onStall called when the queue has stopped without a word; the worker should end and be started again
 */
export async function startSweeper(app: App, queues: Queues, onStall: () => void): Promise<Sweeper> {
  let running: Promise<void> | null = null;
  let again = false;
  const startedAt = process.uptime();
  let sweptAt = startedAt;

  // Who had these jobs in hand may have been killed, or lost the database, and the queue takes half a minute to notice.
  let anew = true;

  const failing = trouble(
    (error) => app.log.error({ err: error }, 'sweep-failed'),
    () => app.log.info('sweep-works-again'),
  );
  const run = async (reach: number | undefined): Promise<void> => {
    try {
      const swept: Swept | null = await sweep(app, queues, { ...(reach !== undefined && { reach }), anew });
      if (swept) anew = false;
      else if (anew) setTimeout(() => trigger(0), SOON_MS).unref();
      if (swept && swept.overdue > 0) app.log.debug(swept, 'swept');
      sweptAt = process.uptime();
      failing.ends();
      // A daemon that has just started has not had the chance to work yet.
      if (process.uptime() - startedAt > 300 && (await isStalled(app))) {
        app.log.error('stalled');
        onStall();
      }
    } catch (error) {
      failing.begins(error);
      anew = true;
    }
  };
  // A clock that moved during a sweep needs another, with its new time.
  const trigger = (reach?: number): void => {
    if (running !== null) {
      again = true;
      return;
    }
    running = underReference(() => run(reach)).finally(() => {
      running = null;
      if (again) {
        again = false;
        trigger(0);
      }
    });
  };

  const timer = setInterval(() => trigger(), EVERY_MS);
  const stopListening = await listen(app, () => trigger(0));
  trigger();
  return {
    async check() {
      const age = process.uptime() - sweptAt;
      if (age > LATE_S) throw new Error(`The last sweep ended ${Math.round(age)} seconds ago.`);
    },
    async stop() {
      clearInterval(timer);
      await stopListening();
      again = false;
      await running;
    },
  };
}

/** Calls `moved` whenever the clock row was moved. A lost connection is taken up again; the timer covers the gap. */
async function listen(app: App, moved: () => void): Promise<() => Promise<void>> {
  let client: pg.Client | null = null;
  let stopped = false;
  const deaf = trouble(
    (error) => app.log.warn({ err: error }, 'clock-connection-failed'),
    () => app.log.info('clock-connection-back'),
  );
  const listenUntilLost = async (listening: () => void): Promise<void> => {
    const fresh = new pg.Client({ connectionString: app.config.databaseUrl, application_name: 'stafett clock' });
    client = fresh;
    fresh.on('notification', moved);
    // A connection that breaks may say so more than once.
    fresh.on('error', deaf.begins);
    const lost = new Promise<void>((resolve) => fresh.once('end', resolve));
    await fresh.connect();
    await fresh.query(`listen ${CLOCK_CHANNEL}`);
    deaf.ends();
    listening();
    await lost;
  };
  const keepListening = async (listening: () => void): Promise<void> => {
    while (!stopped) {
      await listenUntilLost(listening).catch(deaf.begins);
      if (!stopped) await pause(RECONNECT_MS, undefined, { ref: false });
    }
  };
  let kept: Promise<void> = Promise.resolve();
  await new Promise<void>((listening) => {
    kept = keepListening(listening);
  });
  return async () => {
    stopped = true;
    await client?.end();
    await kept;
  };
}
