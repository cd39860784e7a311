import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import type { DataSource } from 'typeorm';
import { deliverMails } from '../../src/outbox/deliver.js';
import type { GoneChecks } from '../../src/outbox/gone.js';
import { Mail } from '../../src/outbox/mail.entity.js';
import { createPost, type Post } from '../../src/outbox/transport.js';
import type { App } from '../../src/platform/app.js';
import { readConfig } from '../../src/platform/config.js';
import { databaseAt } from '../../src/platform/database.js';
import type { Alarm } from '../../src/timetable/turn.js';
import { type SmtpFaults, type SmtpServer, startSmtp } from '../support/smtp.js';

const MINUTE = 60_000;

/** The instant at which every outbox starts. */
export const START = new Date('2026-10-05T08:00:00.000Z');
export const minutesLater = (minutes: number) => new Date(START.getTime() + minutes * MINUTE);

/** A mail server and what a worker has to deliver with. */
export interface Outbox {
  readonly app: App;
  readonly smtp: SmtpServer;
  readonly post: Post;
  /** The alarms that were set so far. */
  readonly alarms: readonly Alarm[];
  /** Everything that was logged so far. */
  readonly logged: readonly string[];
  /** Writes a mail, due at once. */
  write(mail?: Partial<Mail>): Promise<string>;
  /** @param most how many mails are sent in all */
  deliver(id: string, reasons?: GoneChecks, most?: number): Promise<void>;
  read(id: string): Promise<Mail>;
  /** The events that tell of a mail. */
  events(id: string): Promise<{ kind: string; round_id: string | null; position_id: string | null; data: object }[]>;
  setClock(at: Date): Promise<void>;
  close(): Promise<void>;
}

/** A database for the tests of one file; each test starts an outbox of its own over it. */
export interface Outboxes {
  /**
   * Starts one, its clock at START.
   * @param faults what the mail server does wrong
   */
  start(faults?: SmtpFaults): Promise<Outbox>;
  close(): Promise<void>;
}

export async function openOutboxes(): Promise<Outboxes> {
  const name = `outbox_${randomUUID().replaceAll('-', '')}`;
  const maintenance = await databaseAt(maintenanceUrl(), 1).initialize();
  await maintenance.query(`create database ${name}`);
  const database = await databaseAt(Object.assign(new URL(maintenanceUrl()), { pathname: name }).href, 5).initialize();
  await database.runMigrations();
  return {
    start: (faults) => startOutbox(database, faults),
    async close() {
      await database.destroy();
      await maintenance.query(`drop database ${name}`);
      await maintenance.destroy();
    },
  };
}

async function startOutbox(database: DataSource, faults: SmtpFaults = {}): Promise<Outbox> {
  const smtp = await startSmtp(faults);
  const mailFrom = 'Stafett <stafett@faculty.example>';
  const post = createPost({ smtpUrl: smtp.url, mailFrom });
  const alarms: Alarm[] = [];
  const logged: string[] = [];
  const app: App = {
    config: {
      ...readConfig({ MAIL_FROM: mailFrom, SMTP_URL: smtp.url }),
      secret: 'a secret that is long enough for it',
    },
    database,
    log: pino({ level: 'debug' }, { write: (line: string) => void logged.push(line) }),
    setAlarms: async (set) => void alarms.push(...set),
  };
  const setClock = (at: Date) => database.query('update clock set at = $1', [at]);
  await setClock(START);
  return {
    ...{ app, smtp, post, alarms, logged, setClock },
    async write(mail = {}) {
      const { identifiers } = await database.manager.insert(Mail, { ...newMail(), ...mail });
      return identifiers[0]?.id as string;
    },
    deliver: (id, reasons = {}, most = 1) => deliverMails(app, post, id, most, reasons),
    read: (id) => database.manager.findOneByOrFail(Mail, { id }),
    events: (id) =>
      database.query(`select kind, round_id, position_id, data from event where data->>'mailId' = $1`, [id]),
    async close() {
      await post.close();
      await smtp.close();
    },
  };
}

/** A mail's facts with everything that tests look for. */
export const facts = {
  ...{ campus: 'Trondheim', semester: 'vår 2027' },
  contact: { name: 'Åse Aas', email: 'contact@faculty.example', phone: null },
  ...{ course: 'TDT4100', title: 'Objektorientert programmering', teacher: 'Tor Berg' },
  ...{ recipient: 'Kari Nordmann', kind: 'learning-assistant' },
  ...{ link: '0b6d4b52-7c1c-4f0e-9a53-3f6a2f7c9d11', others: 0 },
};

const newMail = () => ({
  kind: 'application-closed' as const,
  address: 'kari@student.example',
  locale: 'nb' as const,
  facts,
  dedupeKey: randomUUID(),
  thread: randomUUID(),
  createdAt: START,
  nextDueAt: START,
});

function maintenanceUrl(): string {
  const url = process.env.TEST_POSTGRES_URL;
  if (!url) throw new Error('TEST_POSTGRES_URL is not set: run the tests with `npm test`.');
  return url;
}
