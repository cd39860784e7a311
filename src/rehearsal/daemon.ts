import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { WORKER_OPTIONS } from '../platform/heap.js';
import { root } from '../platform/root.js';

const START_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 15_000;
const LAST_WORDS = 10;

/** How to start a daemon. */
export interface DaemonStart {
  readonly name: string;
  readonly env: NodeJS.ProcessEnv;
  /** A folder without an `.env` of its own. */
  readonly directory: string;
  /** A module that is loaded before the daemon. */
  readonly preload?: string | undefined;
}

/** A daemon as a child process. */
export interface Daemon {
  /** @throws Error when it ends instead, or does not listen in time */
  readonly ready: Promise<void>;
  /** How it ended, as a reason to give, and the signal if one ended it. */
  readonly ended: Promise<{ readonly signal: NodeJS.Signals | null; readonly says: string }>;
  /** The last lines that it said. */
  readonly lastWords: readonly string[];
  /** Tells it to end, and waits for that. */
  stop(): Promise<void>;
}

/** @param hear called with each line of its log */
export function startDaemon(start: DaemonStart, hear: (line: string) => void): Daemon {
  const { name, env, directory: cwd, preload } = start;
  // Nothing else in execArgv, for what the rehearsal itself was started with is no business of the daemons.
  const execArgv = [...WORKER_OPTIONS, ...(preload ? ['--import', preload] : [])];
  const child = fork(join(root, 'bin', 'stafett.js'), ['start'], { cwd, env, execArgv, stdio: 'pipe' });
  const lastWords: string[] = [];
  const listen = (stream: Readable | null) => {
    if (!stream) return;
    createInterface({ input: stream }).on('line', (line) => {
      lastWords.push(line);
      lastWords.splice(0, lastWords.length - LAST_WORDS);
      // Its log is JSON; what else it says is for whoever starts a daemon by hand.
      if (line.startsWith('{')) hear(`${name}: ${line}`);
    });
  };
  listen(child.stdout);
  listen(child.stderr);
  const ended = new Promise<{ signal: NodeJS.Signals | null; says: string }>((resolve) => {
    child.once('close', (code, signal) =>
      resolve({ signal, says: `${name} ended by itself (${signal ?? `status ${code}`}).` }),
    );
    child.once('error', (error) => resolve({ signal: null, says: `${name}: ${error.message}` }));
  });
  const failed = ended.then(({ says }) => Promise.reject(new Error(says)));
  const ready = Promise.race([listens(child), failed, tooLate(name)]);
  ready.catch(() => undefined);
  return { ready, ended, lastWords, stop: () => stop(child) };
}

/** The daemon says that it listens. */
async function listens(child: ChildProcess): Promise<void> {
  for (;;) {
    const [message] = (await once(child, 'message')) as unknown[];
    if (message === 'ready') return;
  }
}

function tooLate(name: string): Promise<never> {
  return new Promise((_, reject) => {
    setTimeout(
      () => reject(new Error(`${name} was not ready after ${START_LIMIT_MS / 1000} s.`)),
      START_LIMIT_MS,
    ).unref();
  });
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const patience = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
  await ended;
  clearTimeout(patience);
}
