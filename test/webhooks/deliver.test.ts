import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { examine } from '../../src/doctor/examine.js';
import { transact } from '../../src/platform/app.js';
import { actOnOffer } from '../../src/process/offer/act-on-offer.js';
import { deliverWebhook } from '../../src/webhooks/deliver.js';
import { messageSchema } from '../../src/webhooks/message.js';
import { recordChanges } from '../../src/webhooks/record-changes.js';
import { webhookSecret } from '../../src/webhooks/signature.js';
import { addWebhook, type NewWebhook, removeWebhook, retryDelivery } from '../../src/webhooks/webhooks.js';
import { oslo } from '../support/calendar.js';
import { type TestApp, testApp } from '../support/database.js';
import { type Receiver, startReceiver, status } from '../support/receiver.js';
import { offerOf, POSITION, ratedPosition } from '../support/semester.js';

const START = oslo('2026-11-06T09:00');
const minutesLater = (minutes: number) => new Date(START.getTime() + minutes * 60_000);

let app: TestApp;
let receiver: Receiver;
beforeAll(async () => {
  app = await testApp();
  await ratedPosition(app, 1, 'abc', START);
});
afterAll(() => app.close());
beforeEach(async () => {
  receiver = await startReceiver();
  await app.setClock(START);
});
afterEach(async () => {
  await receiver.close();
  await app.database.query('delete from webhook_delivery');
  await app.database.query('delete from webhook');
});

interface Row {
  readonly id: string;
  readonly event: string;
  readonly state: string;
  readonly reason: string | null;
  readonly attempts: number;
  readonly nextDueAt: Date | null;
}

const add = (more: Partial<NewWebhook> = {}) =>
  transact(app, (tx) =>
    addWebhook(tx, {
      ...{
        url: receiver.url,
        events: ['accepted', 'withdrawn', 'final-list'],
        campusId: null,
        private: true,
        madeBy: 'ops',
      },
      ...more,
    }),
  );
const act = async (letter: string, answer: 'accept' | 'withdraw') =>
  actOnOffer(app, { ...(await offerOf(app, letter)), answer });
/** A decision of which only the record is of interest. */
const happen = async (...kinds: string[]) => {
  const { offerId, personId } = await offerOf(app, 'a');
  const about = { roundId: '2027V-trondheim', positionId: POSITION, personId, data: { offerId } };
  await transact(app, (tx) =>
    recordChanges(
      tx,
      kinds.map((kind) => ({ ...about, kind })),
    ),
  );
};
const rows = () =>
  app.database.query<Row[]>(
    `select d.id, e.kind as event, d.state, d.reason, d.attempts, d.next_due_at as "nextDueAt"
     from webhook_delivery d join event e on e.id = d.event_id order by d.event_id`,
  );
const row = async (index = 0) => (await rows())[index] as Row;
const deliver = async (index = 0) => deliverWebhook(app, (await row(index)).id);

test('a decision writes its deliveries with it, and sets their alarms; one that is undone writes none', async () => {
  await add();
  await act('a', 'accept');
  const written = await rows();
  expect(written.map(({ event, state }) => [event, state])).toEqual([
    ['offer-accepted', 'waiting'],
    ['final-list-sent', 'waiting'],
  ]);
  for (const { id } of written) expect(app.alarms).toContainEqual({ queue: 'webhook', id, dueAt: START });
  const { offerId, personId } = await offerOf(app, 'a');
  await expect(
    transact(app, async (tx) => {
      await recordChanges(tx, [{ kind: 'offer-accepted', positionId: POSITION, personId, data: { offerId } }]);
      throw new Error('undone');
    }),
  ).rejects.toThrow('undone');
  expect(await rows()).toEqual(written);
});

test('it is told only of what it asked for, on its campus, from when it was added', async () => {
  await act('a', 'accept');
  await app.database.query(
    `insert into campus (id, name, locale, announce_to, contact_id)
     select 'gjovik', 'Gjøvik', 'nb', 'list@uni.example', contact_id from campus`,
  );
  const lists = await add({ events: ['final-list'], campusId: 'trondheim' });
  await add({ campusId: 'gjovik' });
  await act('a', 'withdraw');
  await act('b', 'accept');
  expect(await app.database.query(`select webhook_id from webhook_delivery`)).toEqual([{ webhook_id: lists }]);
});

test('what arrives is signed, as an independent receiver checks it, and says what payroll needs and no more', async () => {
  const hook = await add();
  await happen('offer-accepted');
  // Whoever checks a signature goes by the real time.
  await app.setClock(null);
  await app.database.query(`update webhook_delivery set next_due_at = clock_timestamp()`);
  await deliver(0);
  const [{ id, body, headers, path }] = receiver.received as [(typeof receiver.received)[number]];
  expect(path).toBe('POST /stafett');
  expect(headers['content-type']).toBe('application/json');
  const checked = new Webhook(webhookSecret(app.config.secret, hook)).verify(body, headers as Record<string, string>);
  const { type, data } = messageSchema.parse(checked);
  const { offerId, personId } = await offerOf(app, 'a');
  expect([id, type]).toEqual([(await row()).id, 'accepted']);
  expect(data).toMatchObject({
    ...{
      event: 'accepted',
      round: '2027V-trondheim',
      campus: 'trondheim',
      position: 'P1',
      course: 'TDT4100',
      hours: 100,
    },
    ...{ offer: offerId, assistant: { id: personId, name: 'Student a', email: 'a@stud.example' } },
  });
  expect(Object.keys(checked as object).sort()).toEqual(['data', 'timestamp', 'type']);
  expect(JSON.parse(body)).toEqual({ type, timestamp: data.at, data });
  const forged = new Webhook(webhookSecret(app.config.secret, '00000000-0000-4000-8000-000000000000'));
  expect(() => forged.verify(body, headers as Record<string, string>)).toThrow('No matching signature');
  expect(() =>
    new Webhook(webhookSecret(app.config.secret, hook)).verify(`${body} `, headers as Record<string, string>),
  ).toThrow();
  const [kept] = await app.database.query<{ all: string }[]>(`select string_agg(w::text, ' ') as all from webhook w`);
  expect(kept?.all).not.toContain(webhookSecret(app.config.secret, hook).slice('whsec_'.length, 20));
});

test('it is delivered once, and not before it is due', async () => {
  await add({ events: ['accepted'] });
  await happen('offer-accepted');
  await app.database.query(`update webhook_delivery set next_due_at = $1`, [minutesLater(1)]);
  await deliver();
  expect(receiver.received).toHaveLength(0);
  await app.setClock(minutesLater(1));
  await Promise.all([deliver(), deliver()]);
  await deliver();
  expect(receiver.received).toHaveLength(1);
  expect(await row()).toMatchObject({ state: 'delivered', attempts: 1, nextDueAt: null, reason: null });
});

test('a daemon that dies in the middle leaves it to the next, who delivers it under the same id', async () => {
  await add({ events: ['accepted'] });
  await happen('offer-accepted');
  let answer = () => {};
  receiver.answer = (response) => {
    answer = () => status(204)(response);
  };
  const first = deliver();
  await receiver.count(1);
  await app.database.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and state = 'idle in transaction'`,
  );
  answer();
  await expect(first).rejects.toThrow();
  expect(await row()).toMatchObject({ state: 'waiting', attempts: 0 });
  receiver.answer = status(204);
  await deliver();
  const { id } = await row();
  expect(receiver.received.map((one) => one.id)).toEqual([id, id]);
  expect(await row()).toMatchObject({ state: 'delivered', attempts: 1 });
});

describe('what is not taken', () => {
  beforeEach(async () => {
    await add({ events: ['accepted', 'final-list'] });
    await happen('offer-accepted', 'final-list-sent');
  });

  test('comes again after 1, 5, 15 and 30 minutes, then hourly, and is given up after four days', async () => {
    receiver.answer = status(500);
    const waits: number[] = [];
    let at = START;
    for (;;) {
      await deliver();
      const { nextDueAt, state } = await row();
      if (!nextDueAt) {
        expect(state).toBe('failed');
        break;
      }
      waits.push((nextDueAt.getTime() - at.getTime()) / 60_000);
      at = nextDueAt;
      await app.setClock(at);
    }
    expect(waits.slice(0, 6)).toEqual([1, 5, 15, 30, 60, 60]);
    expect(at).toEqual(minutesLater(4 * 24 * 60));
    expect(await row()).toMatchObject({ state: 'failed', reason: 'answered 500', attempts: waits.length + 1 });
    expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(1);
    expect(await row(1)).toMatchObject({ state: 'waiting', attempts: 0, nextDueAt: START });
  });

  test.each([301, 302, 307, 308])('a redirect (%d) is not followed', async (code) => {
    const elsewhere = await startReceiver();
    receiver.answer = status(code, { Location: elsewhere.url });
    await deliver();
    expect(elsewhere.received).toEqual([]);
    expect(await row()).toMatchObject({ state: 'waiting', reason: `answered ${code}`, attempts: 1 });
    await elsewhere.close();
  });

  test('a receiver that is down is left alone with all that waits for it, and gets it when it is up', async () => {
    receiver.answer = status(503);
    await deliver(0);
    await deliver(1);
    expect(receiver.received).toHaveLength(1);
    expect(await rows()).toMatchObject([
      { reason: 'answered 503', attempts: 1, nextDueAt: minutesLater(1) },
      { reason: null, attempts: 0, nextDueAt: minutesLater(1) },
    ]);
    receiver.answer = status(200);
    await app.setClock(minutesLater(1));
    await deliver(1);
    await deliver(0);
    expect((await rows()).map(({ state }) => state)).toEqual(['delivered', 'delivered']);
  });

  test('nobody at the address is a fault like any other, and the reason tells no address', async () => {
    await receiver.close();
    await deliver();
    expect(await row()).toMatchObject({
      state: 'waiting',
      reason: 'no connection: ECONNREFUSED',
      nextDueAt: minutesLater(1),
    });
    receiver = await startReceiver();
  });

  test('somebody may have it tried at once, and its tries begin anew', async () => {
    const { id } = await row();
    await app.database.query(
      `update webhook_delivery set state = 'failed', attempts = 100, next_due_at = null where id = $1`,
      [id],
    );
    const [{ actor }] = await app.database.query<[{ actor: string }]>(`select id as actor from person limit 1`);
    await app.setClock(minutesLater(6 * 24 * 60));
    const retry = (which: string) => transact(app, (tx) => retryDelivery(tx, which, actor));
    expect(await retry(id)).toBe(true);
    receiver.answer = status(500);
    await deliver();
    expect(await row()).toMatchObject({ state: 'waiting', attempts: 1, nextDueAt: minutesLater(6 * 24 * 60 + 1) });
    receiver.answer = status(204);
    await app.setClock(minutesLater(6 * 24 * 60 + 1));
    await deliver();
    expect(await retry(id)).toBe(false);
    expect(await app.database.query(`select actor_id from event where kind = 'webhook-retried'`)).toEqual([
      { actor_id: actor },
    ]);
  });

  test('the doctor finds what is overdue for five minutes', async () => {
    const found = async () =>
      (await examine(app.database.manager, 'Europe/Oslo')).filter(({ check }) => check === 'overdue-delivery').length;
    await app.setClock(new Date(minutesLater(5).getTime() - 1));
    expect(await found()).toBe(0);
    await app.setClock(minutesLater(5));
    expect(await found()).toBe(2);
  });
});

test('whoever answers that it is gone is told nothing any more, and whoever looks is told that', async () => {
  const [leaving, staying] = [await add(), await add()];
  await happen('offer-accepted', 'final-list-sent');
  receiver.answer = status(410);
  const ofLeaving = await app.database.query<{ id: string }[]>(
    `select id from webhook_delivery where webhook_id = $1 order by event_id`,
    [leaving],
  );
  await Promise.all(ofLeaving.map(({ id }) => deliverWebhook(app, id)));
  expect(await app.database.query(`select id, gone, removed_at from webhook order by gone`)).toEqual([
    { id: staying, gone: false, removed_at: null },
    { id: leaving, gone: true, removed_at: START },
  ]);
  expect(await app.database.query(`select data from event where kind = 'webhook-gone'`)).toEqual([
    { data: { webhookId: leaving } },
  ]);
  const states = await app.database.query<{ state: string }[]>(
    `select state from webhook_delivery where webhook_id = $1`,
    [leaving],
  );
  expect(states.map(({ state }) => state)).toEqual(['dropped', 'dropped']);
  await happen('offer-withdrawn');
  expect(await app.database.query(`select 1 from webhook_delivery where webhook_id = $1`, [leaving])).toHaveLength(2);
  expect(await app.database.query(`select 1 from webhook_delivery where webhook_id = $1`, [staying])).toHaveLength(3);
});

test('what waits for a webhook that is removed is dropped', async () => {
  const hook = await add({ events: ['accepted'] });
  await happen('offer-accepted');
  expect(await transact(app, (tx) => removeWebhook(tx, hook, null))).toBe(true);
  expect(await transact(app, (tx) => removeWebhook(tx, hook, null))).toBe(false);
  await deliver();
  expect(receiver.received).toEqual([]);
  expect(await row()).toMatchObject({ state: 'dropped', reason: 'the webhook is removed', nextDueAt: null });
});
