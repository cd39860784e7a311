import { newSecret } from '../platform/config.js';
import { LIFE_VARIABLE, type Life } from './chaos/lives.js';
import type { CleanUp } from './clean-up.js';
import { type Daemon, startDaemon } from './daemon.js';
import { freePort } from './free-port.js';

const END_OF_LIFE = new URL('./chaos/end-of-life.js', import.meta.url).href;

/** What the daemons of a rehearsal are told. */
export interface DaemonSettings {
  readonly databaseUrl: string;
  readonly redisUrl: string | undefined;
  readonly smtpUrl: string;
  readonly timeZone: string;
  readonly count: number;
  /** Where the daemons work: a folder without an `.env` of theirs. */
  readonly directory: string;
  /** What else they are configured with, by variable; nothing of it leads out of the rehearsal. */
  readonly variables?: Readonly<Partial<Record<Harmless, string>>> | undefined;
  /** Gives each daemon the end of its next life; absent where daemons live until they are stopped. */
  readonly nextLife?: (() => Life) | undefined;
}

/** The variables that shape the mails and lead nowhere. */
export type Harmless = 'MAIL_FROM' | 'QUIET_HOURS' | 'HOURS_LIMIT';

/** What a daemon's owner hears. */
export interface Ears {
  /** Each line of its log, and its last words when it ends by itself. */
  readonly hear: (line: string) => void;
  /** It ended by itself. */
  readonly died: (reason: Error) => void;
  /** It was killed as its life was to end, and a new one is starting. */
  readonly killed: (life: Life) => void;
}

/** Where a daemon answers. */
export interface Address {
  readonly address: string;
  /** Waits until it listens, however often it is killed. */
  served(): Promise<void>;
}

export interface Daemons {
  /** The first serves the pages. */
  readonly daemons: readonly [Address, ...Address[]];
  /** The key under which they sign. */
  readonly secret: string;
}

/**
 * Starts the daemons as child processes and waits until they listen. The first serves the pages, all do the work. One that
 * is killed because its life was over is started again.
 * @throws Error when one does not start
 */
export async function startDaemons(settings: DaemonSettings, cleanUp: CleanUp, ears: Ears): Promise<Daemons> {
  const ports = await Promise.all(Array.from({ length: settings.count }, () => freePort()));
  const home = `http://127.0.0.1:${ports[0]}`;
  const secret = newSecret();
  const present: Daemon[] = [];
  let isOver = false;

  function live(index: number): Daemon {
    const life = settings.nextLife?.();
    const roles = index === 0 ? 'web,worker' : 'worker';
    const env = {
      ...environment(settings),
      ...{ BASE_URL: home, SECRET: secret, PORT: String(ports[index]), ROLES: roles },
      ...(life && { [LIFE_VARIABLE]: `${life.place} ${life.times}` }),
    };
    const start = { name: `daemon ${index + 1}`, env, directory: settings.directory };
    const daemon = startDaemon({ ...start, preload: life && END_OF_LIFE }, ears.hear);
    present[index] = daemon;
    void daemon.ended.then(({ signal, says }) => {
      if (isOver) return;
      if (life && signal === 'SIGKILL') {
        ears.killed(life);
        live(index);
        return;
      }
      for (const line of daemon.lastWords) ears.hear(`daemon ${index + 1}: ${line}`);
      ears.died(new Error(says));
    });
    return daemon;
  }

  cleanUp.defer(async () => {
    isOver = true;
    await Promise.all(present.map((daemon) => daemon.stop()));
  });
  ports.forEach((_, index) => void live(index));
  const daemons = ports.map((port, index) => ({
    address: `http://127.0.0.1:${port}/`,
    served: () => untilReady(index),
  }));
  await Promise.all(daemons.map(({ served }) => served()));
  return { daemons: daemons as [Address, ...Address[]], secret };

  /** Also when it is killed while it starts. */
  async function untilReady(index: number): Promise<void> {
    for (;;) {
      const daemon = present[index] as Daemon;
      try {
        return await daemon.ready;
      } catch (error) {
        await daemon.ended;
        if (present[index] === daemon) throw error;
      }
    }
  }
}

/** Our environment without what configures a daemon, and with what this rehearsal says instead. */
function environment({ databaseUrl, redisUrl, smtpUrl, timeZone, variables }: DaemonSettings): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => INHERITED.test(name));
  return {
    ...Object.fromEntries(inherited),
    ...variables,
    DATABASE_URL: databaseUrl,
    ...(redisUrl ? { REDIS_URL: redisUrl } : {}),
    SMTP_URL: smtpUrl,
    TIME_ZONE: timeZone,
    MAIL_PER_SECOND: '10000',
    // All of it, to look through; only warnings are shown.
    LOG_LEVEL: 'debug',
  };
}

// A list of what is let through, since any setting of a daemon in service could lead out of the rehearsal.
const INHERITED =
  /^(PATH|HOME|USER|LANG|LC_\w+|TMPDIR|TEMP|TMP|SYSTEMROOT|NODE_OPTIONS|NODE_V8_COVERAGE|NODE_EXTRA_CA_CERTS)$/i;
