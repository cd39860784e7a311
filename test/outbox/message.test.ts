import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Mail } from '../../src/outbox/mail.entity.js';
import { returnPathOf, SenderError, senderOf } from '../../src/outbox/message.js';
import type { ReceivedMail } from '../support/smtp.js';
import { facts, minutesLater, type Outbox, type Outboxes, openOutboxes, START } from './outbox.js';

let outboxes: Outboxes;
let outbox: Outbox;

beforeAll(async () => {
  outboxes = await openOutboxes();
  outbox = await outboxes.start();
});
afterAll(async () => {
  await outbox.close();
  await outboxes.close();
});

async function send(
  mail: Partial<Mail> = {},
): Promise<ReceivedMail & { id: string; header: (name: string) => unknown }> {
  const id = await outbox.write(mail);
  await outbox.deliver(id);
  const received = outbox.smtp.received.at(-1);
  if (!received?.raw.includes(id)) throw new Error('The mail was not received.');
  return { ...received, id, header: (name) => received.mail.headers.get(name) };
}

test('a mail says what it is, from whom and to whom', async () => {
  const { mail, header, id, from, to } = await send({ address: 'kari@student.example' });
  expect(to).toEqual(['kari@student.example']);
  expect(from).toBe(`stafett+${id}@faculty.example`);
  expect(mail.messageId).toBe(`<${id}@faculty.example>`);
  expect(mail.date).toEqual(START);
  expect(mail.from?.value).toEqual([{ name: 'Stafett', address: 'stafett@faculty.example' }]);
  expect(mail.to).toMatchObject({ value: [{ name: 'Kari Nordmann', address: 'kari@student.example' }] });
  expect(mail.replyTo?.value).toEqual([{ name: 'Åse Aas', address: 'contact@faculty.example' }]);
  expect(header('x-stafett-kind')).toBe('application-closed');
  expect(header('auto-submitted')).toBe('auto-generated');
  expect(header('x-auto-response-suppress')).toBe('OOF, AutoReply');
  expect(mail.inReplyTo).toBeUndefined();
  expect(mail.references).toBeUndefined();
});

test('a mail has HTML and a plain text, both in UTF-8', async () => {
  const { mail, raw } = await send();
  expect(mail.html).toContain('<');
  expect(mail.text).toBeTruthy();
  expect(raw).toMatch(/Content-Type: text\/plain; charset=utf-8/i);
  expect(raw).toMatch(/Content-Type: text\/html; charset=utf-8/i);
});

describe('a thread', () => {
  const address = 'ola@student.example';

  test('every later mail answers the first one to the same address', async () => {
    const first = await send({ thread: 'offer:1', address, createdAt: START });
    const other = await send({ thread: 'offer:1', address: 'other@student.example', createdAt: minutesLater(1) });
    const second = await send({ thread: 'offer:1', address, createdAt: minutesLater(2) });
    const third = await send({ thread: 'offer:1', address, createdAt: minutesLater(3) });
    const elsewhere = await send({ thread: 'offer:2', address, createdAt: minutesLater(4) });
    expect([first, other, second, third, elsewhere].map(({ mail }) => mail.inReplyTo)).toEqual([
      undefined,
      undefined,
      first.mail.messageId,
      first.mail.messageId,
      undefined,
    ]);
    expect(third.mail.references).toBe(first.mail.messageId);
  });

  test('a mail that was dropped is answered by nobody', async () => {
    await outbox.write({ thread: 'offer:3', address, createdAt: START, state: 'dropped', nextDueAt: null });
    const first = await send({ thread: 'offer:3', address, createdAt: minutesLater(1) });
    const second = await send({ thread: 'offer:3', address, createdAt: minutesLater(2) });
    expect([first.mail.inReplyTo, second.mail.inReplyTo]).toEqual([undefined, first.mail.messageId]);
  });
});

test('names from forms can add no header and no recipient', async () => {
  const hostile = 'Eve"\r\nBcc: eve@evil.example\r\n\r\n<b>, eve@evil.example <';
  const contact = { name: hostile, email: 'contact@faculty.example', phone: null };
  const { mail, raw, to } = await send({
    facts: { ...facts, contact, recipient: hostile, course: hostile, title: hostile },
  });
  expect(to).toEqual(['kari@student.example']);
  expect(mail.bcc).toBeUndefined();
  expect(raw.slice(0, raw.indexOf('\r\n\r\n'))).not.toMatch(/^Bcc:/im);
  expect(mail.to).toMatchObject({ value: [{ address: 'kari@student.example' }] });
  expect(mail.replyTo?.value).toMatchObject([{ address: 'contact@faculty.example' }]);
  expect(mail.html).not.toContain('<b>');
});

test('a sign-in has no contact and so no Reply-To', async () => {
  const link = '00000000-0000-4000-8000-000000000000';
  const { mail } = await send({ kind: 'sign-in', facts: { recipient: 'Åse Aas', link, minutes: 10 } });
  expect(mail.replyTo).toBeUndefined();
});

describe('MAIL_FROM', () => {
  const id = '00000000-0000-4000-8000-000000000000';

  test.each([
    ['Stafett <stafett@faculty.example>', { name: 'Stafett', address: 'stafett@faculty.example' }],
    ['stafett@faculty.example', { name: '', address: 'stafett@faculty.example' }],
    ['"Nordmann, Kari" <kari@faculty.example>', { name: 'Nordmann, Kari', address: 'kari@faculty.example' }],
  ])('%s is read', (text, sender) => {
    expect(senderOf(text)).toEqual(sender);
  });

  test.each(['Stafett', 'a@x.example, b@x.example', '@', 'Stafett <stafett@>'])('%s is refused', (text) => {
    expect(() => senderOf(text)).toThrow(SenderError);
  });

  test('gives each mail a sender of its own, as long as that fits into 64 octets: 27 + 1 + 36', () => {
    const [fits, longer] = [`${'a'.repeat(27)}@x.example`, `${'a'.repeat(28)}@x.example`];
    expect(returnPathOf(id, fits)).toBe(`${'a'.repeat(27)}+${id}@x.example`);
    expect(returnPathOf(id, longer)).toBe(longer);
  });
});
