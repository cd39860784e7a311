import { afterEach, expect, test } from '@jest/globals';
import pg from 'pg';
import { CLOCK_CHANNEL } from '../../src/platform/clock.js';
import { Browser } from '../../src/rehearsal/robots/browser.js';
import { untilStill } from '../../src/rehearsal/stillness.js';
import { type Relay, startRelay } from './relay.js';

const DAY_MS = 86_400_000;

let relay: Relay;
afterEach(() => relay.close());

test('the mail server takes nothing for a day: it is asked ever more seldom, then each mail comes, and once', async () => {
  relay = await startRelay('abc');
  await relay.daemon();
  await relay.mailed('offer', 'a');
  relay.smtp.faults.greeting = 421;
  relay.smtp.drop();
  const before = relay.smtp.connections();
  await relay.expire();
  const client = new pg.Client({ connectionString: relay.app.config.databaseUrl });
  await client.connect();
  const never = new AbortController().signal;
  const now = async () => (await client.query<{ at: Date }>('select at from clock')).rows[0]?.at as Date;
  const end = new Date((await now()).getTime() + DAY_MS);
  for (;;) {
    await untilStill(client, async () => false, await now(), never);
    const { rows } = await client.query<{ next: Date }>(
      `select min(next_due_at) as next from mail where state = 'waiting'`,
    );
    const [{ next } = { next: end }] = rows;
    if (next >= end) break;
    await client.query(`with moved as (update clock set at = $1) select pg_notify($2, '')`, [next, CLOCK_CHANNEL]);
  }
  await client.end();
  const mails = await relay.app.database.query<object[]>(
    `select kind, state, attempts from mail where state <> 'sent' and kind like 'offer%' order by kind`,
  );
  // After 1, 5, 15 and 30 minutes, then every hour.
  expect(mails).toEqual([
    { kind: 'offer', state: 'waiting', attempts: 28 },
    { kind: 'offer-expired', state: 'waiting', attempts: 28 },
  ]);
  expect(relay.smtp.connections() - before).toBeGreaterThanOrEqual(28);
  delete relay.smtp.faults.greeting;
  await relay.app.setClock(new Date(end.getTime() + DAY_MS / 24));
  await relay.mailed('offer', 'b');
  await relay.mailed('offer-expired', 'a');
  await relay.expectWhole();
}, 120_000);

test('a mail server that takes its time holds up no decision', async () => {
  relay = await startRelay('ab');
  await relay.daemon();
  const link = await relay.mailed('offer', 'a');
  const slow = relay.smtp.hold();
  const browser = new Browser({ localAddress: undefined, signal: AbortSignal.timeout(20_000) });
  const confirm = async (answer: string, state: string) => {
    const open = await browser.open(link, 'offer-open', 'offer-accepted');
    const sure = await browser.send(
      open,
      (form) => form.has('step'),
      answer ? { answer } : {},
      'offer-confirm',
      'offer-withdraw-confirm',
    );
    await browser.send(sure, (form) => /confirm/.test(form.get('step') ?? ''), {}, state);
  };
  await confirm('accept', 'offer-accepted');
  await slow.arrived;
  // The receipt is still in hand, and she has thought better of it.
  await confirm('', 'offer-withdrawn');
  slow.answer();
  await relay.mailed('offer', 'b');
  await relay.expectWhole();
}, 60_000);
