import { afterEach, expect, test } from '@jest/globals';
import { type Relay, startRelay } from './relay.js';

let relay: Relay;
afterEach(() => relay.close());

test.each([
  ['postgres', {}],
  ['redis', { REDIS_URL: process.env.TEST_REDIS_URL }],
])(
  'SIGTERM while mails leave, with the queues in %s: what is in hand is finished, the next daemon does the rest',
  async (_, env) => {
    relay = await startRelay('abcdefghijklmnopqrstuvwxyz', env, 20);
    const first = await relay.daemon();
    await relay.smtp.count(3);
    first.process.kill('SIGTERM');
    expect(await first.ended).toBe(0);
    const sent = await relay.app.database.query<object[]>(`select 1 from mail where state = 'sent'`);
    expect(relay.smtp.received).toHaveLength(sent.length);
    await relay.daemon();
    for (const letter of 'abcdefghijklmnopqrst') await relay.mailed('offer', letter);
    await relay.expectWhole();
  },
  60_000,
);

test('a later version adds to the schema while a daemon works: it goes on, and none of its version starts any more', async () => {
  relay = await startRelay('abc');
  await relay.daemon();
  await relay.mailed('offer', 'a');
  await relay.app.database.query(`alter table offer add column later text`);
  await relay.app.database.query(`alter table mail add column later integer not null default 7`);
  await relay.app.database.query(
    `insert into migration ("timestamp", name) values (2999000000000, 'Later2999000000000')`,
  );
  await relay.expire();
  await relay.mailed('offer', 'b');
  await expect(relay.daemon()).rejects.toThrow('a newer version of Stafett');
  await relay.expire();
  await relay.mailed('offer', 'c');
  await relay.expectWhole();
}, 60_000);
