import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import pg from 'pg';
import { CLOCK_CHANNEL } from '../../src/platform/clock.js';
import { Browser } from '../../src/rehearsal/robots/browser.js';
import { type Relay, startRelay } from '../faults/relay.js';
import { runStafett } from '../support/daemon.js';
import { createTestDatabase } from '../support/database.js';
import { type DebianPostgres, startDebianPostgres } from '../support/debian-postgres.js';

let server: DebianPostgres;
let relay: Relay;
let folder: string;
let restored: { url: string; close(): Promise<void> };
let client: pg.Client;
beforeAll(async () => {
  server = await startDebianPostgres();
  process.env.TEST_POSTGRES_URL = server.url;
}, 120_000);
afterAll(() => server.stop());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stafett-backup-'));
  relay = await startRelay('abcd', {}, 2);
  restored = await createTestDatabase();
});
afterEach(async () => {
  await client?.end();
  await relay.close();
  await restored.close();
  await rm(folder, { recursive: true, force: true });
});

test('a backup without the queues, restored elsewhere: offers expire at their instants, what waited leaves once, old links open', async () => {
  const first = await relay.daemon();
  const link = await relay.mailed('offer', 'a');
  await relay.mailed('offer', 'b');
  // The mail server takes nothing, so that the answer of b and the offer to c leave mails that wait.
  relay.smtp.faults.greeting = 421;
  relay.smtp.drop();
  await decline('b', first.baseUrl);
  const before = relay.smtp.received.length;
  const backup = join(folder, 'stafett.dump');
  await server.run(
    'pg_dump',
    '--format=custom',
    '--no-owner',
    '--exclude-schema=bullmq',
    `--file=${backup}`,
    relay.app.config.databaseUrl as string,
  );
  first.process.kill('SIGKILL');
  await first.ended;

  client = new pg.Client({ connectionString: restored.url });
  await client.connect();
  await client.query('drop schema public cascade; drop schema bullmq cascade; create schema public');
  await server.run(
    'pg_restore',
    '--no-owner',
    '--exit-on-error',
    '--clean',
    '--if-exists',
    `--dbname=${restored.url}`,
    backup,
  );
  const waiting = await client.query(`select id from mail where state = 'waiting'`);
  expect(waiting.rows.length).toBeGreaterThanOrEqual(2);
  const env = { DATABASE_URL: restored.url, SMTP_URL: relay.smtp.url, SECRET: 's'.repeat(40), LOG_LEVEL: 'warn' };
  const migrated = await runStafett(['migrate'], env, folder);
  expect([await migrated.ended, migrated.said()]).toEqual([0, expect.any(String)]);
  const jobs = await client.query(`select count(*)::int as n from bullmq.job`);
  expect(jobs.rows).toEqual([{ n: 0 }]);

  // An hour later, as the mails that were put off are due again.
  delete relay.smtp.faults.greeting;
  await client.query(`update clock set at = at + interval '1 hour'`);
  const daemon = await runStafett(['start'], env, folder);
  try {
    await daemon.ready;
    await relay.smtp.count(before + waiting.rows.length);
    const browser = new Browser({ localAddress: undefined, signal: AbortSignal.timeout(20_000) });
    const { pathname } = new URL(link);
    expect((await browser.open(`${daemon.baseUrl}${pathname}`, 'offer-open')).state).toBe('offer-open');

    // The offers of a and c run out, each at its own end, whenever that is noticed.
    await client.query(`update clock set at = (select max(expires_at) + interval '5 minutes' from offer)`);
    await client.query(`select pg_notify($1, '')`, [CLOCK_CHANNEL]);
    await relay.smtp.count(before + waiting.rows.length + 2);
    const ended = await client.query(`select closed_at = expires_at as right from offer where state = 'expired'`);
    expect(ended.rows).toEqual([{ right: true }, { right: true }]);
    const ids = relay.smtp.received.map(({ mail }) => mail.messageId);
    expect(new Set(ids).size).toBe(ids.length);
  } finally {
    daemon.process.kill('SIGKILL');
    await daemon.ended;
  }
}, 120_000);

async function decline(letter: string, baseUrl: string): Promise<void> {
  const browser = new Browser({ localAddress: undefined, signal: AbortSignal.timeout(20_000) });
  const link = await relay.mailed('offer', letter);
  expect(link.startsWith(baseUrl)).toBe(true);
  const open = await browser.open(link, 'offer-open');
  const sure = await browser.send(open, (form) => form.has('step'), { answer: 'decline' }, 'offer-confirm');
  await browser.send(sure, (form) => /confirm/.test(form.get('step') ?? ''), {}, 'offer-declined');
}
