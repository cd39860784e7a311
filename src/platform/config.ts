import { randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import { z } from 'zod';
import { type OpenIdConfig, openIdFaults, openIdVariables, readOpenId } from './openid-config.js';

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
  DKIM_SELECTOR: z
    .string()
    .regex(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i, 'must be a name such as stafett2027')
    .optional(),
  DKIM_KEY_FILE: z.string().optional(),
  BASE_URL: url(['http', 'https']).optional(),
  SECRET: z.string().min(32, 'must have at least 32 characters; `openssl rand -base64 32` makes one').optional(),
  TRUSTED_PROXIES: z
    .string()
    .default('loopback')
    .transform((text) => text.split(/[\s,]+/).filter((part) => part !== ''))
    .pipe(z.array(z.string().refine(isNetwork, 'must be addresses or networks such as 10.1.0.0/16, or uniquelocal'))),
  METRICS_TOKEN: z.string().min(16, 'must have at least 16 characters; `openssl rand -base64 24` makes one').optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: url(['http', 'https']).optional(),
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
  MAIL_PER_DOMAIN: z
    .string()
    .default('')
    .transform((text) => text.split(/[\s,]+/).filter((part) => part !== ''))
    .pipe(z.array(z.string().regex(/^[a-z0-9.-]+=[1-9]\d{0,3}$/i, 'must be as in gmail.com=5,outlook.com=2'))),
  QUIET_HOURS: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$/, 'must be two clock times, as in 22:00-07:00')
    .refine((text) => text.slice(0, 5) !== text.slice(6), { error: 'must not end when they begin' })
    .optional(),
  HOURS_LIMIT: whole(1, 10_000).default(243),
  ...openIdVariables,
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
  /** The key that mails are signed with; undefined when they are not. */
  readonly dkim: { readonly selector: string; readonly keyFile: string } | undefined;
  readonly baseUrl: string;
  readonly secret: string | undefined;
  /** Of which proxies it is believed who asks: addresses, networks, or names of them as Express has. */
  readonly trustedProxies: readonly string[];
  /** Opens /metrics to whoever asks from another machine; undefined when nobody may. */
  readonly metricsToken: string | undefined;
  /** Where traces are sent; undefined when nowhere. */
  readonly tracesUrl: string | undefined;
  readonly timeZone: string;
  readonly port: number;
  readonly roles: readonly Role[];
  readonly mailPerSecond: number;
  /** For some recipients' domains, in lower case: the most mails a second. */
  readonly mailPerDomain: ReadonlyMap<string, number>;
  /** When only what cannot wait leaves; undefined when there are none. */
  readonly quietHours: { readonly from: string; readonly to: string } | undefined;
  /** Above so many hours in all accepted offers of a semester the student and the contact are warned. */
  readonly hoursLimit: number;
  /** The OpenID provider of the board's sign-in; undefined when mailed links alone sign in. */
  readonly openId: OpenIdConfig | undefined;
  /** Whether a mailed link signs in to the board. */
  readonly signInByMail: boolean;
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
  faults.push(...openIdFaults(given));
  if (given.NODE_ENV === 'production') {
    for (const name of ['SECRET', 'SMTP_URL'])
      if (!given[name]) faults.push(`${name}: must be set when NODE_ENV is production`);
  }
  for (const [one, other] of [
    ['DKIM_SELECTOR', 'DKIM_KEY_FILE'],
    ['DKIM_KEY_FILE', 'DKIM_SELECTOR'],
  ] as const)
    if (given[one] && !given[other]) faults.push(`${other}: must be set with ${one}`);
  if (!parsed.success || faults.length > 0)
    throw new ConfigError(`The configuration cannot be used:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
  const read = parsed.data;
  return {
    databaseUrl: read.DATABASE_URL,
    redisUrl: read.REDIS_URL,
    smtpUrl: read.SMTP_URL,
    imapUrl: read.IMAP_URL,
    mailFrom: read.MAIL_FROM,
    dkim:
      read.DKIM_SELECTOR && read.DKIM_KEY_FILE
        ? { selector: read.DKIM_SELECTOR, keyFile: read.DKIM_KEY_FILE }
        : undefined,
    baseUrl: (read.BASE_URL ?? `http://localhost:${read.PORT}`).replace(/\/+$/, ''),
    secret: read.SECRET,
    trustedProxies: read.TRUSTED_PROXIES,
    metricsToken: read.METRICS_TOKEN,
    tracesUrl: read.OTEL_EXPORTER_OTLP_ENDPOINT,
    timeZone: read.TIME_ZONE,
    port: read.PORT,
    roles: read.ROLES,
    mailPerSecond: read.MAIL_PER_SECOND,
    mailPerDomain: new Map(
      read.MAIL_PER_DOMAIN.map((pair): [string, number] => {
        const [domain = '', rate] = pair.toLowerCase().split('=');
        return [domain, Number(rate)];
      }),
    ),
    quietHours: read.QUIET_HOURS ? { from: read.QUIET_HOURS.slice(0, 5), to: read.QUIET_HOURS.slice(6) } : undefined,
    hoursLimit: read.HOURS_LIMIT,
    openId: readOpenId(read),
    signInByMail: read.SIGN_IN_BY_MAIL === 'yes',
    retention: { applicants: read.RETENTION_DAYS, employed: read.RETENTION_DAYS_EMPLOYED },
    logLevel: read.LOG_LEVEL,
  };
}

/** A fresh secret for a first start without configuration. */
export const newSecret = () => randomBytes(32).toString('base64url');

function isNetwork(text: string): boolean {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(text)) return true;
  const [address = '', bits, ...more] = text.split('/');
  const family = isIP(address);
  if (family === 0 || more.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
}

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
