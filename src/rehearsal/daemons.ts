import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { newSecret } from '../platform/config.js';
import { root } from '../platform/root.js';
import type { CleanUp } from './clean-up.js';
import { freePort } from './free-port.js';

const START_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 15_000;

/** What the daemons of a rehearsal are told. */
export interface DaemonSettings {
  readonly databaseUrl: string;
  readonly redisUrl: string | undefined;
  readonly smtpUrl: string;
  readonly timeZone: string;
  readonly count: number;
  /** Where the daemons work: a folder without an `.env` of theirs. */
  readonly directory: string;
}

/** Called with each line of a daemon's log, from warnings on, and with its last words when it ends by itself. */
type Hear = (line: string) => void;

/**
 * Starts the daemons as child processes and waits until they listen. The first serves the pages, all do the work.
 * @param died called when one ends by itself
 * @returns the address of the public page
 * @throws Error when one does not start
 */
export async function startDaemons(
  settings: DaemonSettings,
  cleanUp: CleanUp,
  hear: Hear,
  died: (reason: Error) => void,
): Promise<string> {
  const ports = await Promise.all(Array.from({ length: settings.count }, () => freePort()));
  const home = `http://127.0.0.1:${ports[0]}`;
  const secret = newSecret();
  const started = ports.map(async (port, index) => {
    const roles = index === 0 ? 'web,worker' : 'worker';
    const env = { ...environment(settings), BASE_URL: home, SECRET: secret, PORT: String(port), ROLES: roles };
    await startDaemon(`daemon ${index + 1}`, env, settings.directory, cleanUp, hear, died);
  });
  await Promise.all(started);
  return `${home}/`;
}

async function startDaemon(
  name: string,
  env: NodeJS.ProcessEnv,
  cwd: string,
  cleanUp: CleanUp,
  hear: Hear,
  died: (reason: Error) => void,
): Promise<void> {
  // Without execArgv, for what the rehearsal itself was started with is no business of the daemons.
  const daemon = fork(join(root, 'bin', 'stafett.js'), ['start'], { cwd, env, execArgv: [], stdio: 'pipe' });
  let isStopping = false;
  cleanUp.defer(async () => {
    isStopping = true;
    await stop(daemon);
  });
  const last: string[] = [];
  const listen = (stream: Readable | null) => {
    if (!stream) return;
    createInterface({ input: stream }).on('line', (line) => {
      last.push(line);
      last.splice(0, last.length - 10);
      // Its log is JSON; what else it says is for whoever starts a daemon by hand.
      if (line.startsWith('{')) hear(`${name}: ${line}`);
    });
  };
  listen(daemon.stdout);
  listen(daemon.stderr);
  const ended = new Promise<never>((_, reject) => {
    daemon.once('close', (code, signal) => {
      const reason = new Error(`${name} ended by itself (${signal ?? `status ${code}`}).`);
      if (!isStopping) {
        for (const line of last) hear(`${name}: ${line}`);
        died(reason);
      }
      reject(reason);
    });
    daemon.once('error', reject);
  });
  ended.catch(() => undefined);
  await Promise.race([ready(daemon), ended, tooLate(name)]);
}

/** The daemon says that it listens. */
async function ready(daemon: ChildProcess): Promise<void> {
  for (;;) {
    const [message] = (await once(daemon, 'message')) as unknown[];
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

async function stop(daemon: ChildProcess): Promise<void> {
  if (daemon.exitCode !== null || daemon.signalCode !== null || daemon.pid === undefined) return;
  const ended = once(daemon, 'exit');
  daemon.kill('SIGTERM');
  const patience = setTimeout(() => daemon.kill('SIGKILL'), STOP_LIMIT_MS);
  await ended;
  clearTimeout(patience);
}

/** Our environment without what configures a daemon, and with what this rehearsal says instead. */
function environment({ databaseUrl, redisUrl, smtpUrl, timeZone }: DaemonSettings): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => INHERITED.test(name));
  return {
    ...Object.fromEntries(inherited),
    DATABASE_URL: databaseUrl,
    ...(redisUrl ? { REDIS_URL: redisUrl } : {}),
    SMTP_URL: smtpUrl,
    TIME_ZONE: timeZone,
    MAIL_PER_SECOND: '10000',
    LOG_LEVEL: 'warn',
  };
}

// A list of what is let through, since any setting of a daemon in service could lead out of the rehearsal.
const INHERITED =
  /^(PATH|HOME|USER|LANG|LC_\w+|TMPDIR|TEMP|TMP|SYSTEMROOT|NODE_OPTIONS|NODE_V8_COVERAGE|NODE_EXTRA_CA_CERTS)$/i;
