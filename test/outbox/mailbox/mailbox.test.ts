import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import express from 'express';
import Handlebars from 'handlebars';
import { mailboxPages } from '../../../src/outbox/mailbox/pages.js';
import { partsOf } from '../../../src/outbox/mailbox/read.js';
import { type Mailbox, startMailbox } from '../../../src/outbox/mailbox/server.js';
import { createPost, type Post } from '../../../src/outbox/transport.js';
import { root } from '../../../src/platform/root.js';

let home: string;
let directory: string;
let mailbox: Mailbox;
let post: Post;
let server: Server;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'stafett-mailbox-'));
  directory = join(home, 'new', 'mails');
  mailbox = await startMailbox(directory);
  post = createPost({ smtpUrl: mailbox.smtpUrl, mailFrom: 'stafett@faculty.example' });
  const handlebars = Handlebars.create();
  handlebars.registerHelper('layout', function (this: object, { hash, fn }: Handlebars.HelperOptions) {
    const page = { ...this, ...hash };
    return new Handlebars.SafeString(`<title>${Handlebars.escapeExpression(page.title)}</title>${fn(page)}`);
  });
  const web = express()
    .set('view engine', 'hbs')
    .set('views', join(root, 'templates', 'pages'));
  web.engine('hbs', (path, data, done) => {
    readFile(path, 'utf8').then((source) => done(null, handlebars.compile(source)(data)), done);
  });
  web.use('/mailbox', mailboxPages(directory));
  server = web.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(async () => {
  server.close();
  await post.close();
  await mailbox.close();
  await rm(home, { recursive: true });
});

const send = (subject: string, html = '<html><head><title>x</title></head><body>Hei</body></html>') =>
  post.send({
    ...{ messageId: `<${subject.length}@faculty.example>`, returnPath: 'stafett+1@faculty.example', answers: null },
    ...{ from: { name: '', address: 'stafett@faculty.example' }, to: { name: 'Åse', address: 'aase@x.example' } },
    ...{ replyTo: null, date: new Date('2026-10-05T08:00:00Z'), headers: { 'X-Stafett-Kind': 'offer' } },
    ...{ subject, html, attachments: [], text: 'Svar her: https://x.example/l/a.b, helst i dag.' },
  });

async function open(path = '/'): Promise<{ status: number; body: string; headers: Headers }> {
  const { port } = server.address() as AddressInfo;
  const response = await fetch(`http://127.0.0.1:${port}/mailbox${path}`);
  return { status: response.status, body: await response.text(), headers: response.headers };
}

test('the mailbox asks for no login', async () => {
  await expect(post.verify()).resolves.toBeUndefined();
});

test('each mail becomes one file that only its owner can read, in the order of arrival', async () => {
  for (const subject of ['first', 'second', 'third']) await send(subject);
  const files = (await readdir(directory)).sort();
  const subjects = await Promise.all(
    files.map(async (file) => /^Subject: (.*?)\r$/m.exec(await readFile(join(directory, file), 'utf8'))?.[1]),
  );
  expect(subjects).toEqual(['first', 'second', 'third']);
  expect((await stat(join(directory, files[0] as string))).mode & 0o777).toBe(0o600);
});

test('a mailbox that starts again keeps its mails, sorts new ones after them and drops what was half written', async () => {
  const future = '9000000000-00000000.eml';
  const unfinished = 'incoming-00000000-0000-4000-8000-000000000000';
  for (const name of [future, unfinished, 'notes.txt']) await writeFile(join(directory, name), 'Subject: kept\r\n\r\n');
  await mailbox.close();
  mailbox = await startMailbox(directory);
  await post.close();
  post = createPost({ smtpUrl: mailbox.smtpUrl, mailFrom: 'stafett@faculty.example' });
  await send('new');
  const files = (await readdir(directory)).sort();
  expect(files).toEqual([future, expect.stringMatching(/^9000000001-/), 'notes.txt']);
});

test('an empty mailbox says what it is for, also before it was opened', async () => {
  expect((await open()).body).toContain('No mail yet');
  await rm(directory, { recursive: true });
  expect((await open()).body).toContain('No mail yet');
  await mkdir(directory);
});

test('the list shows the newest mail first, by address, subject, kind and date', async () => {
  await send('The earlier one');
  await send('Tilbud: læringsassistent & <b>');
  const { body } = await open();
  expect(body.indexOf('Tilbud: læringsassistent &amp; &lt;b&gt;')).toBeGreaterThan(0);
  expect(body.indexOf('The earlier one')).toBeGreaterThan(body.indexOf('Tilbud'));
  expect(body).toContain('aase@x.example');
  expect(body).toContain('<td>offer</td>');
  expect(body).toContain('2026-10-05 08:00');
});

test('the list has pages of a hundred', async () => {
  const names = Array.from({ length: 101 }, (_, at) => `${String(at + 1).padStart(10, '0')}-00000000.eml`);
  await Promise.all(names.map((name, at) => writeFile(join(directory, name), `Subject: mail ${at}.\r\n\r\n`)));
  const first = (await open()).body;
  expect(first).toContain('mail 100.');
  expect(first).not.toContain('mail 0.');
  expect(first).toContain('href="?page=2"');
  const second = (await open('/?page=2')).body;
  expect(second).toContain('mail 0.');
  expect(second).not.toContain('mail 1.');
  for (const odd of ['0', '-1', 'x', '1.5', '99999'])
    expect((await open(`/?page=${odd}`)).body).toContain(odd === '99999' ? 'mail 0.' : 'mail 100.');
});

describe('one mail', () => {
  const opened = async () => {
    const [file] = await readdir(directory);
    return { file: file as string, ...(await open(`/${file}`)) };
  };

  test('shows headers, plain text with addresses to click, and the HTML in a frame that can run nothing', async () => {
    await send('Tilbud');
    const { body, file } = await opened();
    expect(body).toContain('<title>Tilbud</title>');
    expect(body).toContain('X-Stafett-Kind');
    expect(body).toMatch(
      /<a [^>]*href="https:\/\/x\.example\/l\/a\.b">https:\/\/x\.example\/l\/a\.b<\/a>, helst i dag\./,
    );
    expect(body).toContain(`src="/mailbox/${file}/html"`);
    expect(body).toMatch(
      /sandbox="allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"/,
    );
  });

  test('has its HTML at an address of its own, with a policy of its own and links that leave the frame', async () => {
    await send('Tilbud');
    const { file } = await opened();
    const { body, headers } = await open(`/${file}/html`);
    expect(body).toContain('<head><base target="_top">');
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
    const policy = headers.get('content-security-policy');
    for (const part of ["default-src 'none'", "form-action 'none'", "frame-ancestors 'self'", 'sandbox '])
      expect(policy).toContain(part);
    expect(policy).not.toMatch(/allow-scripts|allow-same-origin/);
  });
});

test('nothing but a stored mail can be opened', async () => {
  await writeFile(join(home, 'secret.eml'), 'Subject: secret\r\n\r\n');
  await writeFile(join(directory, 'notes.txt'), 'secret');
  const outside = encodeURIComponent(`../../${basename(home)}/secret.eml`);
  for (const name of [outside, '..%2F..%2Fsecret.eml', 'notes.txt', '0000000001-00000000.eml', '%00', '.']) {
    const answers = [await open(`/${name}`), await open(`/${name}/html`)];
    for (const { body } of answers) expect(body).not.toContain('secret\n');
    if (name !== '.') expect(answers.map(({ status }) => status)).toEqual([404, 404]);
  }
});

test('addresses in a text end before the punctuation after them', () => {
  const hrefs = (text: string) => partsOf(text).flatMap(({ href }) => href ?? []);
  expect(hrefs('See http://a.example/x?y=1#z. And (https://b.example/q), «https://c.example»!')).toEqual([
    'http://a.example/x?y=1#z',
    'https://b.example/q',
    'https://c.example',
  ]);
  expect(hrefs('javascript:alert(1) data:text/html,x ftp://x.example')).toEqual([]);
  expect(
    partsOf('a https://b.example c')
      .map(({ text }) => text)
      .join(''),
  ).toBe('a https://b.example c');
});
