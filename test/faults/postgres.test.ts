import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/platform/embedded-postgres.js';
import { type Relay, startRelay } from './relay.js';

// A server of its own, that can be broken.
let directory: string;
let server: EmbeddedPostgres;
let relay: Relay;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'stafett-broken-'));
  server = await startEmbeddedPostgres({ directory });
  process.env.TEST_POSTGRES_URL = server.url;
}, 60_000);
afterEach(() => relay.close());
afterAll(async () => {
  await server.stop({ force: true });
  await rm(directory, { recursive: true, force: true });
  if (server.home !== directory) await rm(server.home, { recursive: true, force: true });
});

async function tell(...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}

test('connections are cut, also those that listen: each offer goes out, and once', async () => {
  relay = await startRelay('ab');
  await relay.daemon();
  await relay.mailed('offer', 'a');
  await relay.expire();
  await tell(`select pg_terminate_backend(pid) from pg_stat_activity where datname like 'test_%'`);
  await relay.mailed('offer', 'b');
  await relay.expectWhole();
  // A job whose connection was cut in the middle is left alone for up to a minute, until its lock is found to have run out.
}, 120_000);

test('the server is restarted: the daemon says that it is not ready, outlives it, and goes on', async () => {
  relay = await startRelay('abc');
  const daemon = await relay.daemon();
  await relay.mailed('offer', 'a');
  await relay.expire();
  await server.stop({ force: true });
  await daemon.says('sweep-failed');
  expect((await fetch(`${daemon.baseUrl}/readyz`)).status).toBe(503);
  expect((await fetch(`${daemon.baseUrl}/`)).status).toBe(500);
  server = await startEmbeddedPostgres({ directory });
  await relay.mailed('offer', 'b');
  await relay.expire();
  await relay.mailed('offer', 'c');
  expect(daemon.process.exitCode).toBeNull();
  // The end of the first offer and the second offer may have been on their way as the server went down.
  await relay.expectWhole(2);
}, 240_000);

test('for a while nothing can be written: nobody is mailed before it can be noted, and all goes on then', async () => {
  relay = await startRelay('abc');
  const daemon = await relay.daemon();
  await relay.mailed('offer', 'a');
  await relay.expire();
  await tell('alter system set default_transaction_read_only = on', 'select pg_reload_conf()');
  await daemon.says('read-only transaction');
  const link = await relay.mailed('offer', 'a');
  const page = await fetch(link, { redirect: 'manual' });
  expect(page.status).toBe(303);
  const sent = relay.smtp.received.length;
  await tell(
    'set default_transaction_read_only = off',
    'alter system reset default_transaction_read_only',
    'select pg_reload_conf()',
  );
  expect(relay.smtp.received.length).toBe(sent);
  await relay.mailed('offer', 'b');
  await relay.expectWhole();
}, 120_000);
