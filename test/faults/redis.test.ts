import { afterEach, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { Browser } from '../../src/rehearsal/robots/browser.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { startRedisCluster } from '../support/redis-cluster.js';
import { type Relay, startRelay } from './relay.js';

let relay: Relay;
let stopRedis: () => Promise<void>;
afterEach(async () => {
  await relay.close();
  await stopRedis();
});

async function startOne(): Promise<RedisServer> {
  const redis = await startRedis();
  stopRedis = () => redis.stop();
  return redis;
}

async function tell(redis: RedisServer, ...command: [string, ...string[]]): Promise<void> {
  const client = new Redis(redis.url);
  await client.call(...command);
  client.disconnect();
}

test('Redis forgets everything, is gone for a while, comes back empty, and is full: each offer goes out, and once', async () => {
  const redis = await startOne();
  relay = await startRelay('abcd', { REDIS_URL: redis.url });
  const daemon = await relay.daemon();
  await relay.mailed('offer', 'a');

  await tell(redis, 'FLUSHALL');
  await relay.expire();
  await relay.mailed('offer', 'b');

  await redis.stop();
  await relay.expire();
  // It cannot ring, and says so; what is due waits in the rows.
  await daemon.says('sweep-failed');
  expect((await fetch(`${daemon.baseUrl}/readyz`)).status).toBe(503);
  expect((await fetch(`${daemon.baseUrl}/`)).status).toBe(200);
  await redis.start();
  await relay.mailed('offer', 'c');

  await tell(redis, 'CONFIG', 'SET', 'maxmemory', '1mb');
  await relay.expire();
  await daemon.says('OOM command not allowed');
  await tell(redis, 'CONFIG', 'SET', 'maxmemory', '0');
  await relay.mailed('offer', 'd');
  await relay.expectWhole();
}, 120_000);

test('a student who accepts while Redis is gone is answered, and her mail comes when it is back', async () => {
  const redis = await startOne();
  relay = await startRelay('ab', { REDIS_URL: redis.url });
  await relay.daemon();
  const link = await relay.mailed('offer', 'a');
  await redis.stop();
  const browser = new Browser({ localAddress: undefined, signal: AbortSignal.timeout(20_000) });
  const open = await browser.open(link, 'offer-open');
  const sure = await browser.send(open, (form) => form.get('step') === 'choose', { answer: 'accept' }, 'offer-confirm');
  await browser.send(sure, (form) => form.get('step') === 'confirm', {}, 'offer-accepted');
  await redis.start();
  await relay.mailed('offer-accepted', 'a');
  await relay.expectWhole();
}, 60_000);

test('a cluster of three loses the primary that has the queues, which comes back empty: each offer goes out, and once', async () => {
  const cluster = await startRedisCluster(3);
  stopRedis = () => cluster.stop();
  relay = await startRelay('abcd', { REDIS_URL: cluster.url });
  const daemon = await relay.daemon();
  await relay.mailed('offer', 'a');
  const primary = await cluster.nodeOf(`{stafett-${new URL(relay.app.config.databaseUrl ?? '').pathname.slice(1)}}`);
  await primary.stop();
  await relay.expire();
  await daemon.says('sweep-failed');
  await primary.start();
  await relay.mailed('offer', 'b');
  await relay.expire();
  await relay.mailed('offer', 'c');
  await relay.expectWhole();
}, 120_000);
