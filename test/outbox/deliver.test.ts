import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { LoginRefused } from '../../src/outbox/deliver.js';
import type { Mail } from '../../src/outbox/mail.entity.js';
import type { SmtpFaults } from '../support/smtp.js';
import { minutesLater, type Outbox, type Outboxes, openOutboxes, START } from './outbox.js';

let outboxes: Outboxes;
let outbox: Outbox;

const start = async (faults?: SmtpFaults) => {
  outbox = await outboxes.start(faults);
  return outbox;
};

beforeAll(async () => {
  outboxes = await openOutboxes();
});
afterEach(() => outbox.close());
afterAll(() => outboxes.close());

test('a due mail is sent and noted', async () => {
  const { write, deliver, read, smtp, logged } = await start();
  const id = await write();
  await deliver(id);
  expect(smtp.received).toHaveLength(1);
  expect(await read(id)).toMatchObject({ state: 'sent', sentAt: START, nextDueAt: null, attempts: 1, reason: null });
  expect(logged.map((line) => JSON.parse(line))).toMatchObject([
    { msg: 'mail-sent', mail: id, kind: 'application-closed' },
  ]);
});

test('a mail is not sent before it is due, nor again after it was sent', async () => {
  const { write, deliver, read, setClock, smtp } = await start();
  const id = await write({ nextDueAt: minutesLater(10) });
  await setClock(new Date(minutesLater(10).getTime() - 1));
  await deliver(id);
  expect(smtp.received).toHaveLength(0);
  expect(await read(id)).toMatchObject({ state: 'waiting', attempts: 0 });
  await setClock(minutesLater(10));
  await deliver(id);
  await deliver(id);
  expect(smtp.received).toHaveLength(1);
});

test('two who deliver the same mail at the same time send it once', async () => {
  const { write, deliver, read, smtp } = await start();
  const id = await write();
  const { arrived, answer } = smtp.hold();
  const first = deliver(id);
  await arrived;
  await deliver(id);
  answer();
  await first;
  expect(smtp.received).toHaveLength(1);
  expect(await read(id)).toMatchObject({ state: 'sent', attempts: 1 });
});

test('a worker that dies while it sends leaves the mail to the next, who sends it under the same Message-ID', async () => {
  const { app, write, deliver, read, smtp } = await start();
  const id = await write();
  const { arrived, answer } = smtp.hold();
  const first = deliver(id);
  await arrived;
  await app.database.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and state = 'idle in transaction'`,
  );
  answer();
  await expect(first).rejects.toThrow();
  expect(await read(id)).toMatchObject({ state: 'waiting', attempts: 0 });
  await deliver(id);
  const ids = smtp.received.map(({ mail }) => mail.messageId);
  expect(ids).toEqual([`<${id}@faculty.example>`, `<${id}@faculty.example>`]);
  expect(await read(id)).toMatchObject({ state: 'sent', attempts: 1 });
});

test('what is put off is sent later, under the same Message-ID', async () => {
  const { write, deliver, read, setClock, alarms, smtp } = await start({ recipient: { 'kari@student.example': 451 } });
  const id = await write();
  await deliver(id);
  const putOff = await read(id);
  expect(putOff).toMatchObject({ state: 'waiting', attempts: 1, uncertain: false, nextDueAt: minutesLater(1) });
  expect(putOff.reason).toContain('451');
  expect(putOff.reason).not.toContain('@');
  expect(alarms).toEqual([{ queue: 'mail', id, dueAt: minutesLater(1) }]);

  smtp.faults.recipient = {};
  await setClock(minutesLater(1));
  await deliver(id);
  expect(smtp.received.map(({ mail }) => mail.messageId)).toEqual([`<${id}@faculty.example>`]);
  expect(await read(id)).toMatchObject({ state: 'sent', attempts: 2, reason: null, sentAt: minutesLater(1) });
});

test('a server that is gone puts a mail off', async () => {
  const { write, deliver, read, smtp } = await start();
  const id = await write();
  await smtp.close();
  await deliver(id);
  expect(await read(id)).toMatchObject({ state: 'waiting', uncertain: false, nextDueAt: minutesLater(1) });
});

test('a connection that ends before the message leaves no doubt', async () => {
  const { write, deliver, read } = await start({ cut: 'recipient' });
  const id = await write();
  await deliver(id);
  expect(await read(id)).toMatchObject({ state: 'waiting', uncertain: false, nextDueAt: minutesLater(1) });
});

test('a connection that ends after the message leaves a doubt, and the mail goes again under the same Message-ID', async () => {
  const { write, deliver, read, setClock, smtp } = await start({ cut: 'kept-message' });
  const id = await write();
  await deliver(id);
  expect(await read(id)).toMatchObject({ state: 'waiting', uncertain: true, attempts: 1, nextDueAt: minutesLater(1) });

  delete smtp.faults.cut;
  await setClock(minutesLater(1));
  await deliver(id);
  expect(await read(id)).toMatchObject({ state: 'sent', uncertain: true, attempts: 2 });
  const ids = smtp.received.map(({ mail }) => mail.messageId);
  expect(ids).toEqual([`<${id}@faculty.example>`, `<${id}@faculty.example>`]);
});

test('a recipient that is refused for good rejects the mail, with an event', async () => {
  const { write, deliver, read, events, alarms, logged } = await start({ recipient: { 'kari@student.example': 550 } });
  const id = await write({ roundId: 'R1', positionId: 'P1' });
  await deliver(id);
  expect(await read(id)).toMatchObject({ state: 'rejected', nextDueAt: null, attempts: 1 });
  expect((await read(id)).reason).toMatch(/550 <address>: no mail for <address>/);
  const data = { mailId: id, kind: 'application-closed' };
  expect(await events(id)).toEqual([{ kind: 'mail-rejected', round_id: 'R1', position_id: 'P1', data }]);
  expect(alarms).toEqual([]);
  expect(logged.join()).not.toContain('@');
});

test('an address that no server can be given is rejected', async () => {
  const { write, deliver, read, smtp } = await start();
  const ids = await Promise.all(
    ['kari@student.example, eve@evil.example', 'kari@student.example\r\nRCPT TO:<eve@evil.example>'].map((address) =>
      write({ address }),
    ),
  );
  for (const id of ids) await deliver(id);
  expect(smtp.received).toEqual([]);
  expect(await Promise.all(ids.map(read))).toMatchObject([{ state: 'rejected' }, { state: 'rejected' }]);
});

test('a mail that fails for four days is given up', async () => {
  const { write, deliver, read, setClock, events } = await start({ message: 451 });
  const id = await write({ attempts: 97, nextDueAt: minutesLater(4 * 24 * 60) });
  await setClock(minutesLater(4 * 24 * 60));
  await deliver(id);
  expect(await read(id)).toMatchObject({ state: 'rejected', attempts: 98, nextDueAt: null });
  expect(await events(id)).toMatchObject([{ kind: 'mail-rejected' }]);
});

test('a refused login is thrown and leaves the mail as it was', async () => {
  const { write, deliver, read, events } = await start({ login: 535 });
  const id = await write();
  const before = await read(id);
  await expect(deliver(id)).rejects.toThrow(LoginRefused);
  expect(await read(id)).toEqual(before);
  expect(await events(id)).toEqual([]);
});

test('a reminder is not sent at or after its last instant', async () => {
  const { write, deliver, read, setClock, smtp } = await start();
  const [late, timely] = [await write({ uselessAt: minutesLater(5) }), await write({ uselessAt: minutesLater(6) })];
  await setClock(minutesLater(5));
  await deliver(late);
  await deliver(timely);
  expect(await read(late)).toMatchObject({ state: 'dropped', reason: 'too late', nextDueAt: null, attempts: 0 });
  expect(await read(timely)).toMatchObject({ state: 'sent' });
  expect(smtp.received).toHaveLength(1);
});

test('a mail whose reason is gone is dropped, by the check of its kind', async () => {
  const { write, deliver, read, smtp } = await start();
  const [gone, other] = [await write(), await write()];
  await deliver(gone, {
    'application-closed': async (_manager, mails, now) =>
      mails.map(({ id }) => (id === gone && now.getTime() === START.getTime() ? 'the position is rated' : null)),
  });
  await deliver(other, { 'application-closed': async () => [null], offer: async () => ['the offer is closed'] });
  expect(await read(gone)).toMatchObject({ state: 'dropped', reason: 'the position is rated', nextDueAt: null });
  expect(await read(other)).toMatchObject({ state: 'sent' });
  expect(smtp.received).toHaveLength(1);
});

test('a mail that cannot be written waits for whoever mends it', async () => {
  const { write, deliver, read, smtp } = await start();
  const id = await write({ kind: 'no-such-kind' as 'offer', facts: {} });
  await deliver(id);
  expect(await read(id)).toMatchObject({ state: 'waiting', attempts: 1, nextDueAt: minutesLater(1) });
  expect((await read(id)).reason).not.toBeNull();
  expect(smtp.received).toEqual([]);
});

describe('a job that sees to several mails', () => {
  // What other tests left would be sent along.
  const startEmpty = async (faults?: SmtpFaults) => {
    await start(faults);
    await outbox.app.database.query('delete from mail');
  };
  const many = async (count: number, mail: Partial<Mail> = {}) => {
    const ids: string[] = [];
    for (let index = 0; index < count; index += 1)
      ids.push(await outbox.write({ address: `s${index}@student.example`, ...mail }));
    return ids;
  };
  const states = async (ids: readonly string[]) => Promise.all(ids.map(async (id) => (await outbox.read(id)).state));
  const recipients = () => outbox.smtp.received.flatMap(({ to }) => to).sort();

  test('sends its own first of all, then those that are due longest, and no more than it may', async () => {
    await startEmpty();
    const [late = ''] = await many(1, { nextDueAt: START, address: 'own@student.example' });
    const early = await many(3, { nextDueAt: minutesLater(-5) });
    await many(1, { nextDueAt: minutesLater(1), address: 'not.yet@student.example' });
    await outbox.deliver(late, {}, 3);
    expect(recipients()).toEqual(['own@student.example', 's0@student.example', 's1@student.example']);
    expect(await states([late, ...early])).toEqual(['sent', 'sent', 'sent', 'waiting']);
  });

  test('sees to the others when its own was sent before', async () => {
    await startEmpty();
    const [sent = '', ...others] = await many(3);
    await outbox.deliver(sent);
    await outbox.deliver(sent, {}, 10);
    expect(await states(others)).toEqual(['sent', 'sent']);
    expect(outbox.smtp.received).toHaveLength(3);
  });

  test('one that is refused, put off, useless or cannot be written keeps none of the others', async () => {
    await startEmpty({ recipient: { 's0@student.example': 550, 's1@student.example': 451 } });
    const ids = await many(5);
    await outbox.app.database.query(`update mail set useless_at = $2 where id = $1`, [ids[2], START]);
    await outbox.app.database.query(`update mail set facts = '{}' where id = $1`, [ids[3]]);
    await outbox.deliver(ids[0] ?? '', {}, 10);
    expect(await states(ids)).toEqual(['rejected', 'waiting', 'dropped', 'waiting', 'sent']);
    expect(recipients()).toEqual(['s4@student.example']);
    expect(outbox.alarms.map(({ id }) => id).sort()).toEqual([ids[1], ids[3]].sort());
  });

  test('a refused login leaves those waiting that it stopped, and notes those that were sent', async () => {
    await startEmpty({ recipient: { 's1@student.example': 530 } });
    const ids = await many(3);
    await expect(outbox.deliver(ids[0] ?? '', {}, 10)).rejects.toThrow(LoginRefused);
    expect(await states(ids)).toEqual(['sent', 'waiting', 'sent']);
    expect((await outbox.read(ids[1] ?? '')).attempts).toBe(0);
  });

  test('two at the same time share the mails, each sent once', async () => {
    await startEmpty();
    const ids = await many(20);
    await Promise.all([outbox.deliver(ids[0] ?? '', {}, 10), outbox.deliver(ids[10] ?? '', {}, 10)]);
    expect(await states(ids)).toEqual(Array(20).fill('sent'));
    expect(new Set(recipients()).size).toBe(20);
    expect(outbox.smtp.received).toHaveLength(20);
  });

  test('a mail whose address is put right while it is looked for goes to the new one', async () => {
    await startEmpty();
    const [id = ''] = await many(1);
    const { app, smtp } = outbox;
    await app.database.transaction(async (manager) => {
      await manager.query(`update mail set address = 'new@student.example' where id = $1`, [id]);
      // Skipped while the row is held, and found as it is then.
      await outbox.deliver(id, {}, 10);
      expect(smtp.received).toEqual([]);
    });
    await outbox.deliver(id, {}, 10);
    expect(recipients()).toEqual(['new@student.example']);
  });
});
