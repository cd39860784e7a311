import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { oslo } from './support/calendar.js';
import { runStafett } from './support/daemon.js';
import { createTestDatabase, testApp } from './support/database.js';
import { ratedPosition } from './support/semester.js';
import { startSmtp } from './support/smtp.js';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'stafett-main-test-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const SECRET = 's'.repeat(40);

/** Throw-away databases without a schema. */
async function emptyDatabase(): Promise<{ url: string; close(): Promise<void> }> {
  const store = await createTestDatabase();
  const client = new pg.Client({ connectionString: store.url });
  await client.connect();
  await client.query('drop schema public cascade; drop schema bullmq cascade; create schema public');
  await client.end();
  return store;
}

describe('a start that cannot succeed is refused with what to do', () => {
  test('every fault of the configuration at once', async () => {
    const faulty = { TIME_ZONE: 'Oslo', PORT: 'x', REDIS_URL: 'http://redis', IMAP_URL: 'imaps://mail.example' };
    const run = await runStafett(['start'], faulty, directory);
    expect(await run.ended).toBe(1);
    expect(run.said()).toBe(
      `${[
        'The configuration cannot be used:',
        '  REDIS_URL: must be an address that starts with redis:// or rediss://',
        '  IMAP_URL: must have a user and a password, as in imaps://user:password@host',
        '  TIME_ZONE: must be an IANA time zone such as Europe/Oslo',
        '  PORT: must be a whole number',
      ].join('\n')}\n`,
    );
  });
  test('production without a secret and a mail server', async () => {
    const run = await runStafett(['start'], { NODE_ENV: 'production' }, directory);
    expect(await run.ended).toBe(1);
    expect(run.said()).toMatch(/SECRET: must be set[\s\S]*SMTP_URL: must be set/);
  });
  test('a database without the schema; after `migrate` it starts', async () => {
    const store = await emptyDatabase();
    const env = { DATABASE_URL: store.url, SECRET, LOG_LEVEL: 'warn' };
    const refused = await runStafett(['start'], env, directory);
    expect(await refused.ended).toBe(1);
    expect(refused.said()).toContain('npx stafett migrate');
    const migrated = await runStafett(['migrate'], env, directory);
    expect(await migrated.ended).toBe(0);
    const run = await runStafett(['start'], env, directory);
    await run.ready;
    expect(await (await fetch(`${run.baseUrl}/readyz`)).json()).toEqual({
      database: 'ok',
      queue: 'ok',
      migrations: 'ok',
      mail: 'ok',
      sweep: 'ok',
    });
    expect(run.said()).toContain(`${run.baseUrl}/mailbox`);
    run.process.kill('SIGTERM');
    expect(await run.ended).toBe(0);
    await store.close();
  });
  test('a database that a newer version has migrated, which is left as it is', async () => {
    const store = await createTestDatabase();
    const client = new pg.Client({ connectionString: store.url });
    await client.connect();
    await client.query(`insert into migration ("timestamp", name) values (2999000000000, 'Newer2999000000000')`);
    const env = { DATABASE_URL: store.url, SECRET, LOG_LEVEL: 'warn' };
    for (const command of ['start', 'migrate']) {
      const run = await runStafett([command], env, directory);
      expect([command, await run.ended]).toEqual([command, 1]);
      expect(run.said()).toContain('a newer version of Stafett');
    }
    const { rows } = await client.query('select count(*)::int as n from migration');
    expect(rows).toEqual([{ n: 3 }]);
    await client.end();
    await store.close();
  });
});

test.each([
  ['postgres', undefined],
  ['redis', 'TEST_REDIS_URL'],
])(
  'SIGTERM with the queues in %s: the mail in hand is sent and noted, and the daemon exits 0 within 10 s',
  async (_, redis) => {
    const app = await testApp();
    const smtp = await startSmtp();
    await ratedPosition(app, 1, 'ab', oslo('2026-11-06T09:00'));
    const held = smtp.hold();
    const run = await runStafett(
      ['start'],
      {
        DATABASE_URL: app.config.databaseUrl,
        SMTP_URL: smtp.url,
        SECRET,
        LOG_LEVEL: 'warn',
        ...(redis ? { REDIS_URL: process.env[redis] } : {}),
      },
      directory,
    );
    await run.ready;
    await held.arrived;
    run.process.kill('SIGTERM');
    held.answer();
    expect(await run.ended).toBe(0);
    // It gives up with 1 when it cannot end in time.
    const mails = await app.database.query<{ id: string }[]>(`select id from mail where state = 'sent'`);
    const received = smtp.received.map(({ mail }) => mail.messageId?.split('@')[0]?.slice(1));
    expect(received.length).toBeGreaterThan(0);
    expect(received.sort()).toEqual(mails.map(({ id }) => id).sort());
    await smtp.close();
    await app.close();
  },
);
