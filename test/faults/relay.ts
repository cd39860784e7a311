import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from '@jest/globals';
import { examine } from '../../src/doctor/examine.js';
import { CLOCK_CHANNEL } from '../../src/platform/clock.js';
import { oslo } from '../support/calendar.js';
import { type Run, runStafett } from '../support/daemon.js';
import { type TestApp, testApp } from '../support/database.js';
import { ratedPosition } from '../support/semester.js';
import { type SmtpServer, startSmtp } from '../support/smtp.js';

const KNOCK_MS = 250;
const SECRET = 's'.repeat(40);

/**
 * A position with one opening that is offered down its list: whoever stays silent is followed by the next, so that each leg
 * shows whether a daemon still does its work. The clock stands still between the legs.
 */
export interface Relay {
  readonly app: TestApp;
  readonly smtp: SmtpServer;
  /** Starts another daemon. */
  daemon(env?: NodeJS.ProcessEnv): Promise<Run>;
  /** Moves the clock to the instant at which the open offer expires, which a daemon hears when it has a connection. */
  expire(): Promise<void>;
  /**
   * Fulfilled with the address of the link when a mail of a kind to a student, by letter, has come. Until then the daemons are told to sweep
   * again and again, as their timers do more slowly.
   */
  mailed(kind: string, letter: string): Promise<string>;
  /**
   * Nothing contradicts the rules, nobody got a mail twice, and all that was sent is known to be sent.
   * @param inHand so many mails may have come twice, under the same Message-ID: their commit was cut off
   */
  expectWhole(inHand?: number): Promise<void>;
  close(): Promise<void>;
}

/**
 * @param ranked the applicants, a letter each
 * @param env of each daemon, beside its database, mail server and secret
 */
export async function startRelay(ranked: string, env: NodeJS.ProcessEnv = {}, openings = 1): Promise<Relay> {
  const app = await testApp();
  const smtp = await startSmtp();
  const directory = await mkdtemp(join(tmpdir(), 'stafett-faults-'));
  const daemons: Run[] = [];
  await ratedPosition(app, openings, ranked, oslo('2026-11-06T09:00'));
  // Its earlier stages were not played, and are not to be caught up with.
  await app.database.query(`delete from subject where stage not in ('offer', 'timetable')`);
  const nudge = async () => void (await app.database.query(`select pg_notify($1, '')`, [CLOCK_CHANNEL]));
  const find = (kind: string, letter: string) =>
    smtp.received.find(
      ({ to, mail }) => to.includes(`${letter}@stud.example`) && mail.headers.get('x-stafett-kind') === kind,
    );

  /** Whether something has come that its sender has yet to note as sent. */
  async function isArriving(): Promise<boolean> {
    const ids = smtp.received.map(({ mail }) => /[\da-f-]{36}/.exec(mail.messageId ?? '')?.[0]);
    const rows = await app.database.query<unknown[]>(`select 1 from mail where id = any($1) and state = 'waiting'`, [
      ids,
    ]);
    return rows.length > 0;
  }

  return {
    app,
    smtp,
    async daemon(more = {}) {
      const settings = { DATABASE_URL: app.config.databaseUrl, SMTP_URL: smtp.url, SECRET, LOG_LEVEL: 'warn' };
      const run = await runStafett(['start'], { ...settings, ...env, ...more }, directory);
      daemons.push(run);
      await run.ready;
      return run;
    },
    async expire() {
      const moved = await app.database.query<unknown[]>(
        `update clock set at = (select expires_at from offer where state = 'open') returning at`,
      );
      expect(moved[0]).toHaveLength(1);
      await nudge();
    },
    async mailed(kind, letter) {
      // A database that is gone is told later.
      const timer = setInterval(() => nudge().catch(() => undefined), KNOCK_MS);
      try {
        for (let count = 1; ; count += 1) {
          const mail = find(kind, letter);
          if (mail) return /http\S+\/l\/[\w.-]+/.exec(mail.mail.text ?? '')?.[0] ?? '';
          await smtp.count(count);
        }
      } finally {
        clearInterval(timer);
      }
    },
    async expectWhole(inHand = 0) {
      while (await isArriving()) await pause(20);
      const findings = await examine(app.database.manager, 'Europe/Oslo');
      // What recurs and failed meanwhile has its own time to be tried again.
      expect(findings.filter(({ subject }) => !subject.startsWith('timetable '))).toEqual([]);
      const ids = smtp.received.map(({ mail }) => mail.messageId);
      expect(ids.length - new Set(ids).size).toBeLessThanOrEqual(inHand);
    },
    async close() {
      for (const run of daemons) run.process.kill('SIGKILL');
      await Promise.all(daemons.map(({ ended }) => ended));
      await smtp.close();
      await app.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
