import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { deliverMails } from '../../../src/outbox/deliver.js';
import { mailSamples } from '../../../src/outbox/samples.js';
import type { App } from '../../../src/platform/app.js';
import { readConfig } from '../../../src/platform/config.js';
import { type Outbox, type Outboxes, openOutboxes, START } from '../outbox.js';

let outboxes: Outboxes;
let outbox: Outbox;
beforeAll(async () => {
  outboxes = await openOutboxes();
});
afterAll(() => outboxes.close());

const secondsLater = (seconds: number) => new Date(START.getTime() + seconds * 1_000);

afterEach(() => outbox?.close());

/** Delivers as a daemon with this environment would. */
async function start(env: NodeJS.ProcessEnv) {
  outbox = await outboxes.start();
  const { mailPerDomain, quietHours } = readConfig(env);
  const app: App = { ...outbox.app, config: { ...outbox.app.config, mailPerDomain, quietHours } };
  return { ...outbox, deliver: (id: string, most = 1) => deliverMails(app, outbox.post, id, most, {}) };
}

test('a domain gets as many mails a second as it is given, the others wait for their instants in the row', async () => {
  const { write, deliver, read, smtp, alarms, setClock, logged } = await start({ MAIL_PER_DOMAIN: 'slow.example=2' });
  const slow: string[] = [];
  for (let count = 0; count < 5; count += 1) slow.push(await write({ address: `s${count}@SLOW.example` }));
  const other = await write({ address: 'kari@student.example' });
  await deliver(other, 10);
  expect(smtp.received.map(({ to }) => to[0]?.split('@')[1]?.toLowerCase()).sort()).toEqual([
    ...['slow.example', 'slow.example', 'student.example'],
  ]);
  const held = alarms.map(({ dueAt }) => dueAt);
  expect(held).toEqual([secondsLater(1), secondsLater(1.5), secondsLater(2)]);
  expect(logged.filter((line) => line.includes('mail-held'))).toHaveLength(3);

  // One more, from another daemon, comes after what was given away.
  const late = await write({ address: 'late@slow.example' });
  await deliver(late);
  expect(await read(late)).toMatchObject({ state: 'waiting', attempts: 0, nextDueAt: secondsLater(2.5) });

  // When its instant has come a mail leaves, and is not asked to wait again.
  await setClock(secondsLater(2.5));
  for (const { id } of [...alarms]) await deliver(id);
  expect(smtp.received).toHaveLength(7);
  for (const id of slow) expect(await read(id)).toMatchObject({ state: 'sent', attempts: 1 });
});

test('instants that were missed while nobody worked are given anew, and nobody waits to sign in', async () => {
  const { write, deliver, read, smtp, setClock } = await start({ MAIL_PER_DOMAIN: 'slow.example=1' });
  const ids: string[] = [];
  const after = secondsLater(3_000);
  for (let count = 0; count < 4; count += 1)
    ids.push(await write({ address: `m${count}@slow.example`, nextDueAt: after, slotAt: secondsLater(2_000 + count) }));
  const link = await write({
    ...{ kind: 'sign-in', facts: mailSamples['sign-in'], address: 'x@slow.example', nextDueAt: after },
  });
  await setClock(after);
  await deliver(ids[0] as string, 10);
  expect(smtp.received).toHaveLength(2);
  expect(await read(link)).toMatchObject({ state: 'sent' });
});

test('a domain that was left alone for a while has nothing saved up', async () => {
  const { write, deliver, smtp, setClock } = await start({ MAIL_PER_DOMAIN: 'slow.example=1' });
  await setClock(secondsLater(3_600));
  const now = secondsLater(3_600);
  const ids: string[] = [];
  for (let count = 0; count < 3; count += 1)
    ids.push(await write({ address: `t${count}@slow.example`, nextDueAt: now }));
  await deliver(ids[0] as string, 10);
  expect(smtp.received).toHaveLength(1);
});

test('in quiet hours an offer leaves and a list of applicants waits until the morning', async () => {
  // The clock stands at 10:00 in Oslo.
  const { write, deliver, read, smtp, alarms } = await start({ QUIET_HOURS: '09:00-11:30' });
  const list = await write({ kind: 'application-closed' });
  const offer = await write({ kind: 'offer-expired', facts: mailSamples['offer-expired'] });
  await deliver(list, 10);
  expect(smtp.received.map(({ mail }) => mail.headers.get('x-stafett-kind'))).toEqual(['offer-expired']);
  const morning = new Date('2026-10-05T09:30:00.000Z');
  expect(await read(list)).toMatchObject({ state: 'waiting', attempts: 0, nextDueAt: morning, slotAt: null });
  expect(await read(offer)).toMatchObject({ state: 'sent' });
  expect(alarms).toEqual([{ queue: 'mail', id: list, dueAt: morning }]);
});

test.each([
  ['MAIL_PER_DOMAIN', 'slow.example', 'must be as in gmail.com=5,outlook.com=2'],
  ['MAIL_PER_DOMAIN', 'slow.example=0', 'must be as in gmail.com=5,outlook.com=2'],
  ['QUIET_HOURS', '22-07', 'must be two clock times, as in 22:00-07:00'],
  ['QUIET_HOURS', '22:00-22:00', 'must not end when they begin'],
])('%s=%s is refused', async (name, value, says) => {
  outbox = await outboxes.start();
  expect(() => readConfig({ [name]: value })).toThrow(`${name}: ${says}`);
});
