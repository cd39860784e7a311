import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { failureOf } from '../../src/outbox/failure.js';
import { createPost, SendError } from '../../src/outbox/transport.js';
import { type SmtpFaults, startSmtp } from '../support/smtp.js';

const endings: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

function postTo(smtpUrl: string) {
  const post = createPost({ smtpUrl, mailFrom: 'stafett@faculty.example' });
  endings.push(post.close);
  return post;
}

async function serve(faults?: SmtpFaults) {
  const smtp = await startSmtp(faults);
  endings.push(smtp.close);
  return smtp;
}

/** A server with a certificate that nobody vouches for. */
async function serveTls(options: SMTPServerOptions) {
  const passwords: string[] = [];
  const server = new SMTPServer({
    ...options,
    ...{ logger: false, authOptional: true, allowInsecureAuth: true, disableReverseLookup: true, closeTimeout: 100 },
    onAuth: ({ password }, _session, done) => {
      passwords.push(password ?? '');
      done(null, { user: 'stafett' });
    },
    onData: (stream, _session, done) => void stream.resume().on('end', () => done()),
  });
  server.on('error', () => undefined);
  server.listen(0, '0.0.0.0');
  await once(server.server, 'listening');
  endings.push(() => new Promise((resolve) => server.close(() => resolve())));
  return { port: (server.server.address() as AddressInfo).port, passwords };
}

const mail = (at = 1) => ({
  ...{ messageId: `<${at}@faculty.example>`, returnPath: `stafett+${at}@faculty.example`, answers: null },
  ...{ from: { name: '', address: 'stafett@faculty.example' }, to: { name: '', address: 'kari@student.example' } },
  ...{ replyTo: null, date: new Date('2026-10-05T08:00:00Z'), headers: {} },
  ...{ subject: 'Tilbud', html: '<p>Hei</p>', text: 'Hei', attachments: [] },
});

async function faultOf(sending: Promise<string>) {
  const error = await sending.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof SendError)) throw new Error('The mail was sent.');
  return { ...error.fault, ...failureOf(error.fault) };
}

test("gives the server's reply", async () => {
  const smtp = await serve();
  expect(await postTo(smtp.url).send(mail())).toMatch(/^250/);
});

test('many mails go over few connections', async () => {
  const smtp = await serve();
  const post = postTo(smtp.url);
  await Promise.all(Array.from({ length: 30 }, (_, at) => post.send(mail(at))));
  expect(smtp.received).toHaveLength(30);
  expect(smtp.connections()).toBeLessThanOrEqual(5);
});

test('a connection that the server ended while nothing used it costs no mail a try', async () => {
  const smtp = await serve();
  const post = postTo(smtp.url);
  await post.send(mail(1));
  smtp.drop();
  await post.send(mail(2));
  expect(smtp.received.map(({ mail }) => mail.messageId)).toEqual(['<1@faculty.example>', '<2@faculty.example>']);
});

test('a server that takes few mails on a connection gets the next ones over others, and no mail is tried again later', async () => {
  const smtp = await serve({ most: 2 });
  const post = postTo(smtp.url);
  for (let at = 0; at < 5; at += 1) expect(await post.send(mail(at))).toMatch(/^250/);
  expect(smtp.received.map(({ mail }) => mail.messageId)).toEqual([0, 1, 2, 3, 4].map((at) => mail(at).messageId));
  expect(smtp.connections()).toBe(3);
});

test('a message that was handed over in full is never sent again by the pool itself', async () => {
  const smtp = await serve({ cut: 'kept-message' });
  expect(await faultOf(postTo(smtp.url).send(mail()))).toMatchObject({ handedOver: true, uncertain: true });
  expect(smtp.received).toHaveLength(1);
});

test.each<[string, SmtpFaults, object]>([
  ['a greeting that refuses us', { greeting: 554 }, { verdict: 'retry', handedOver: false }],
  ['a sender that is refused', { sender: 553 }, { verdict: 'retry', handedOver: false }],
  [
    'a recipient that is unknown',
    { recipient: { 'kari@student.example': 550 } },
    { verdict: 'rejected', responseCode: 550 },
  ],
  [
    'a recipient that is put off',
    { recipient: { 'kari@student.example': 450 } },
    { verdict: 'retry', responseCode: 450 },
  ],
  ['a message that is refused', { message: 554 }, { verdict: 'rejected', responseCode: 554, uncertain: false }],
  ['a message that is put off', { message: 451 }, { verdict: 'retry', responseCode: 451, uncertain: false }],
  ['a connection that ends before the message', { cut: 'recipient' }, { verdict: 'retry', uncertain: false }],
  ['a login that is refused', { login: 535 }, { verdict: 'refused-by-login', responseCode: 535 }],
  ['a login that fails for now', { login: 454 }, { verdict: 'retry', responseCode: 454 }],
])('%s', async (_name, faults, expected) => {
  const smtp = await serve(faults);
  expect(await faultOf(postTo(smtp.url).send(mail()))).toMatchObject(expected);
  expect(smtp.received).toEqual([]);
});

test('a server that asks for a login we do not have refuses by login', async () => {
  const smtp = await serve({ login: 535 });
  const url = smtp.url.replace('stafett:secret@', '');
  expect(await faultOf(postTo(url).send(mail()))).toMatchObject({ verdict: 'refused-by-login', responseCode: 530 });
});

test('verify tells whether the server can be used', async () => {
  const good = await serve();
  await expect(postTo(good.url).verify()).resolves.toBeUndefined();
  const bad = await serve({ login: 535 });
  await expect(postTo(bad.url).verify()).rejects.toThrow('535');
});

test('a certificate that nobody vouches for is refused, but on this machine it is not asked for', async () => {
  const { port } = await serveTls({});
  expect(await postTo(`smtp://127.0.0.1:${port}`).send(mail())).toMatch(/^250/);
  expect(await postTo(`smtp://localhost:${port}`).send(mail())).toMatch(/^250/);
  expect(await faultOf(postTo(`smtp://0.0.0.0:${port}`).send(mail()))).toMatchObject({ verdict: 'retry' });
  const implicit = await serveTls({ secure: true });
  expect(await faultOf(postTo(`smtps://127.0.0.1:${implicit.port}`).send(mail()))).toMatchObject({ verdict: 'retry' });
});

test('a password goes to another machine over an encrypted connection or not at all', async () => {
  const { port, passwords } = await serveTls({ disabledCommands: ['STARTTLS'] });
  expect(await faultOf(postTo(`smtp://stafett:secret@0.0.0.0:${port}`).send(mail()))).toMatchObject({
    verdict: 'retry',
  });
  expect(passwords).toEqual([]);
  expect(await postTo(`smtp://stafett:secret@127.0.0.1:${port}`).send(mail())).toMatch(/^250/);
  expect(passwords).toEqual(['secret']);
});
