import { randomBytes } from 'node:crypto';
import { z } from 'zod';

const url = (protocols: string[]) =>
  z.string().refine((text) => protocols.some((protocol) => text.startsWith(`${protocol}://`)), {
    error: `must be an address that starts with ${protocols.map((protocol) => `${protocol}://`).join(' or ')}`,
  });

const whole = (least: number, most: number) =>
  z.coerce
    .number({ error: 'must be a whole number' })
    .int('must be a whole number')
    .min(least, `must be at least ${least}`)
    .max(most, `must be at most ${most}`);

const schema = z.object({
  DATABASE_URL: url(['postgres', 'postgresql']).optional(),
  REDIS_URL: url(['redis', 'rediss']).optional(),
  SMTP_URL: url(['smtp', 'smtps']).optional(),
  IMAP_URL: url(['imap', 'imaps'])
    .refine(hasLogin, { error: 'must have a user and a password, as in imaps://user:password@host' })
    .optional(),
  MAIL_FROM: z.string().includes('@', { error: 'must be a mail address' }).default('Stafett <stafett@localhost>'),
  BASE_URL: url(['http', 'https']).optional(),
  SECRET: z.string().min(32, 'must have at least 32 characters; `openssl rand -base64 32` makes one').optional(),
  METRICS_TOKEN: z.string().min(16, 'must have at least 16 characters; `openssl rand -base64 24` makes one').optional(),
  TIME_ZONE: z
    .string()
    .refine(isTimeZone, { error: 'must be an IANA time zone such as Europe/Oslo' })
    .default('Europe/Oslo'),
  PORT: whole(0, 65535).default(3000),
  ROLES: z
    .string()
    .default('web,worker')
    .transform((text) => text.split(',').map((role) => role.trim()))
    .pipe(z.array(z.enum(['web', 'worker'], { error: 'must be web, worker or web,worker' })).min(1)),
  MAIL_PER_SECOND: whole(1, 10_000).default(50),
  HOURS_LIMIT: whole(1, 10_000).default(243),
  RETENTION_DAYS: whole(30, 3_650).default(120),
  RETENTION_DAYS_EMPLOYED: whole(30, 3_650).default(540),
  LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'], {
      error: 'must be debug, info, warn, error or silent',
    })
    .default('info'),
  NODE_ENV: z.string().optional(),
});

export type Role = 'web' | 'worker';

export interface Config {
  readonly databaseUrl: string | undefined;
  readonly redisUrl: string | undefined;
  readonly smtpUrl: string | undefined;
  /** The mailbox that bounces come back to; undefined when nobody reads them. */
  readonly imapUrl: string | undefined;
  readonly mailFrom: string;
  readonly baseUrl: string;
  readonly secret: string | undefined;
  /** Opens /metrics to whoever asks from another machine; undefined when nobody may. */
  readonly metricsToken: string | undefined;
  readonly timeZone: string;
  readonly port: number;
  readonly roles: readonly Role[];
  readonly mailPerSecond: number;
  /** Above so many hours in all accepted offers of a semester the student and the contact are warned. */
  readonly hoursLimit: number;
  /** The days after a round has closed when those who were not employed go, and everybody else. */
  readonly retention: { readonly applicants: number; readonly employed: number };
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
}

/** Thrown when the environment cannot be used; its message lists every fault, one a line. */
export class ConfigError extends Error {}

/**
 * Reads the configuration from environment variables.
 * @param env the variables, `process.env` in real life
 * @throws ConfigError that names each faulty variable, its fault and the remedy
 */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(given);
  const faults = parsed.success ? [] : parsed.error.issues.map((issue) => `${String(issue.path[0])}: ${issue.message}`);
  if (given.NODE_ENV === 'production') {
    for (const name of ['SECRET', 'SMTP_URL'])
      if (!given[name]) faults.push(`${name}: must be set when NODE_ENV is production`);
  }
  if (!parsed.success || faults.length > 0)
    throw new ConfigError(`The configuration cannot be used:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
  const read = parsed.data;
  return {
    databaseUrl: read.DATABASE_URL,
    redisUrl: read.REDIS_URL,
    smtpUrl: read.SMTP_URL,
    imapUrl: read.IMAP_URL,
    mailFrom: read.MAIL_FROM,
    baseUrl: (read.BASE_URL ?? `http://localhost:${read.PORT}`).replace(/\/+$/, ''),
    secret: read.SECRET,
    metricsToken: read.METRICS_TOKEN,
    timeZone: read.TIME_ZONE,
    port: read.PORT,
    roles: read.ROLES,
    mailPerSecond: read.MAIL_PER_SECOND,
    hoursLimit: read.HOURS_LIMIT,
    retention: { applicants: read.RETENTION_DAYS, employed: read.RETENTION_DAYS_EMPLOYED },
    logLevel: read.LOG_LEVEL,
  };
}

/** A fresh secret for a first start without configuration. */
export const newSecret = () => randomBytes(32).toString('base64url');

function hasLogin(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : null;
  return url !== null && url.username !== '' && url.password !== '';
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
