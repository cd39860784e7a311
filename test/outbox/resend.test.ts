import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { GoneChecks } from '../../src/outbox/gone.js';
import { resendMail } from '../../src/outbox/resend.js';
import { transact } from '../../src/platform/app.js';
import { calendar } from '../support/calendar.js';
import type { SmtpFaults } from '../support/smtp.js';
import { facts, minutesLater, type Outbox, type Outboxes, openOutboxes, START } from './outbox.js';

const ROUND = 'R1';
const HOUR = 60;

let outboxes: Outboxes;
let outbox: Outbox;
let personId: string;

const start = async (faults?: SmtpFaults) => {
  outbox = await outboxes.start(faults);
  const { database } = outbox.app;
  await database.query('update round set paused_at = null');
  await database.query(`update person set email = 'kari@student.example', locale = 'nb'`);
  return outbox;
};

beforeAll(async () => {
  outboxes = await openOutboxes();
  const { app, close } = await outboxes.start();
  const [person] = await app.database.query<{ id: string }[]>(
    `insert into person (email, name, locale) values ('kari@student.example', 'Kari', 'nb') returning id`,
  );
  personId = person?.id ?? '';
  await app.database.query(
    `insert into campus (id, name, locale, announce_to, contact_id) values ('c', 'Trondheim', 'nb', 'l@x.example', $1)`,
    [personId],
  );
  await app.database.query('insert into faculty (person_id) values ($1)', [personId]);
  await app.database.query(`insert into round (id, campus_id, semester, calendar) values ($1, 'c', '2027V', $2)`, [
    ROUND,
    JSON.stringify(calendar),
  ]);
  await close();
});
afterEach(() => outbox.close());
afterAll(() => outboxes.close());

const resend = (id: string, reasons: GoneChecks = {}) =>
  transact(outbox.app, (tx) => resendMail(tx, { id, actorId: personId, reason: 'Fant den ikke' }, reasons));

const idOfOther = async (id: string) => {
  const [row] = await outbox.app.database.query<{ id: string }[]>(
    `select id from mail where dedupe_key like 'resend:' || $1 || ':%'`,
    [id],
  );
  return row?.id ?? '';
};

test('a rejected mail waits anew: the same row, Message-ID and key, to the address that its person has now', async () => {
  const { write, deliver, read, events, smtp, app, alarms, setClock } = await start({
    recipient: { 'kari@student.example': 550 },
  });
  const id = await write({ roundId: ROUND, personId });
  await deliver(id);
  expect(await read(id)).toMatchObject({ state: 'rejected' });
  await app.database.query(`update person set email = 'kari.n@student.example', locale = 'en'`);
  await setClock(minutesLater(10));
  expect(await resend(id)).toBeNull();
  expect(await read(id)).toMatchObject({
    ...{ state: 'waiting', attempts: 0, reason: null, nextDueAt: minutesLater(10), resentAt: minutesLater(10) },
    ...{ address: 'kari.n@student.example', locale: 'en', createdAt: START },
  });
  expect(alarms).toContainEqual({ queue: 'mail', id, dueAt: minutesLater(10) });
  await deliver(id);
  expect(smtp.received.map(({ to, mail }) => [to, mail.messageId])).toEqual([
    [['kari.n@student.example'], `<${id}@faculty.example>`],
  ]);
  expect(await read(id)).toMatchObject({ state: 'sent' });
  expect(await events(id)).toContainEqual({
    ...{ kind: 'mail-resent', round_id: ROUND, position_id: null },
    data: { mailId: id, kind: 'application-closed', reason: 'Fant den ikke' },
  });
});

test('its tries count from when it was sent again, for four days', async () => {
  const { write, deliver, read, setClock } = await start({ message: 451 });
  const id = await write({ roundId: ROUND, personId, state: 'rejected', attempts: 97, nextDueAt: null });
  const later = minutesLater(30 * 24 * HOUR);
  await setClock(later);
  await resend(id);
  for (const wait of [1, 5, 15, 30, 60]) {
    const due = (await read(id)).nextDueAt as Date;
    await setClock(due);
    await deliver(id);
    expect(await read(id)).toMatchObject({ state: 'waiting', nextDueAt: new Date(due.getTime() + wait * 60_000) });
  }
  await setClock(new Date(later.getTime() + 4 * 24 * HOUR * 60_000));
  await deliver(id);
  expect(await read(id)).toMatchObject({ state: 'rejected', attempts: 6 });
});

test('a sent mail stays as it is, and a copy with a key of its own answers it', async () => {
  const { write, deliver, read, smtp, setClock } = await start();
  const id = await write({ roundId: ROUND, personId });
  await deliver(id);
  const before = await read(id);
  await setClock(minutesLater(5));
  expect(await resend(id)).toBeNull();
  expect(await read(id)).toEqual(before);
  const copy = await idOfOther(id);
  await deliver(copy);
  expect(await read(copy)).toMatchObject({ state: 'sent', facts, thread: before.thread, createdAt: minutesLater(5) });
  const [first, second] = smtp.received.map(({ mail }) => mail);
  expect(second?.subject).toBe(first?.subject);
  expect([second?.messageId, second?.inReplyTo]).toEqual([`<${copy}@faculty.example>`, `<${id}@faculty.example>`]);
});

test.each<[string, GoneChecks, string]>([
  ['whose reason is gone', { 'application-closed': async () => ['the offer is closed'] }, 'the offer is closed'],
  ['that waits', {}, 'waiting'],
  ['of a paused round', {}, 'paused'],
  ['whose link was revoked', {}, 'dead-link'],
  ['whose deadline was moved since', {}, 'old-deadline'],
  ['that is too late', {}, 'too late'],
])('a mail %s is not sent again, and nothing is written', async (what, reasons, refusal) => {
  const { write, app, setClock } = await start();
  const { database } = app;
  const [link] = await database.query<{ id: string }[]>(
    `insert into link (person_id, purpose, subject, created_at, revoked_at) values ($1, 'offer', $2, $3, $3) returning id`,
    [personId, what, START],
  );
  const id = await write({
    ...{ roundId: ROUND, personId, thread: what, nextDueAt: null },
    state: refusal === 'waiting' ? 'waiting' : 'sent',
    facts: refusal === 'dead-link' ? { ...facts, lines: [{ link: link?.id }] } : facts,
    uselessAt: refusal === 'too late' ? minutesLater(5) : null,
  });
  if (refusal === 'old-deadline')
    await write({ roundId: ROUND, personId, thread: what, kind: 'deadline-moved', createdAt: minutesLater(1) });
  if (refusal === 'paused') await database.query('update round set paused_at = $1', [START]);
  await setClock(minutesLater(5));
  const rows = () => database.query(`select m.*, (select count(*) from event) as events from mail m order by m.id`);
  const before = await rows();
  expect(await resend(id, reasons)).toBe(refusal);
  expect(await rows()).toEqual(before);
});

test('of two who send a rejected mail again at once, one does, and the mail goes once', async () => {
  const { write, deliver, smtp } = await start();
  const id = await write({ roundId: ROUND, personId, state: 'rejected', nextDueAt: null });
  expect((await Promise.all([resend(id), resend(id)])).sort()).toEqual([null, 'waiting'].sort());
  await deliver(id);
  await deliver(id);
  expect(smtp.received).toHaveLength(1);
});
