import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Board, signInAs, startBoard } from '../board/harness.js';
import { FACULTY, seedBoard } from '../board/seed.js';

let board: Board;
beforeAll(async () => {
  board = await startBoard({ baseUrl: 'https://stafett.example' });
  await seedBoard(board.app.database);
});
afterAll(() => board.close());

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** With headers that `fetch` would not send. */
function ask(path: string, { method = 'GET', headers = {} } = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request(new URL(path, board.url), { method, headers }, (incoming) => {
      text(incoming).then(
        (body) => resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body }),
        reject,
      );
    })
      .on('error', reject)
      .end();
  });
}

async function cookieOf(address: string): Promise<Record<string, string>> {
  const { cookies } = await signInAs(board, address);
  return { Cookie: [...cookies].map((pair) => pair.join('=')).join('; ') };
}

describe.each([
  ['a page', '/board/sign-in'],
  ['a page for whoever is signed in', '/board'],
  ['a link that nobody has opened', '/l/00000000-0000-0000-0000-000000000000'],
  ['a file of the layout', '/assets/theme.css'],
  ['a page that is not there', '/nowhere'],
  ['the queues', '/board/jobs/'],
])('%s', (_, path) => {
  test('tells the browser to trust nothing but this site', async () => {
    const { headers } = await ask(path, { headers: await cookieOf(FACULTY) });
    const policy = new Map(
      String(headers['content-security-policy'])
        .split(';')
        .map((rule) => [rule.trim().split(' ')[0], rule.trim().split(' ').slice(1).join(' ')] as const),
    );
    expect([policy.get('default-src'), policy.get('script-src'), policy.get('object-src')]).toEqual([
      "'self'",
      "'self'",
      "'none'",
    ]);
    expect([policy.get('base-uri'), policy.get('form-action'), policy.get('frame-ancestors')]).toEqual(
      Array(3).fill("'self'"),
    );
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
      'strict-transport-security': expect.stringMatching(/^max-age=(\d{8,}); includeSubDomains$/),
    });
    expect(headers['x-powered-by']).toBeUndefined();
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });
});

test('no page may say what may not be said in line, but Bull Board its styles', async () => {
  const cookie = await cookieOf(FACULTY);
  const unsafe = async (path: string) =>
    String((await ask(path, { headers: cookie })).headers['content-security-policy']).match(
      /[\w-]+-src[^;]*unsafe[^;]*/g,
    );
  expect(await unsafe('/board')).toBeNull();
  expect(await unsafe('/board/sign-in')).toBeNull();
  expect(await unsafe('/board/jobs/')).toEqual(expect.not.arrayContaining([expect.stringMatching(/^script-src/)]));
});

test('pages of people are kept by no cache', async () => {
  const cookie = await cookieOf(FACULTY);
  for (const path of ['/board', '/board/mails', '/board/people', '/l/00000000-0000-0000-0000-000000000000'])
    expect([path, (await ask(path, { headers: cookie })).headers['cache-control']]).toEqual([path, 'no-store']);
});

test('another name for this host gets into no address, by whichever header it comes', async () => {
  const headers = { Host: 'evil.example', 'X-Forwarded-Host': 'evil.example', Forwarded: 'host=evil.example' };
  for (const path of ['/board', '/board/sign-in?next=/board', '/', '/l/x.y']) {
    const answer = await ask(path, { headers });
    expect([path, JSON.stringify(answer.headers) + answer.body]).toEqual([
      path,
      expect.not.stringContaining('evil.example'),
    ]);
  }
  await board.browser().post('/board/sign-in', { email: FACULTY });
  const mails = await board.app.database.query<{ facts: object }[]>(`select facts from mail where kind = 'sign-in'`);
  expect(JSON.stringify(mails)).not.toContain('evil.example');
});

test('a method that would echo what the browser keeps secret is not there', async () => {
  const { status, body } = await ask('/board', { method: 'TRACE', headers: { Cookie: 'a=secret' } });
  expect(status).toBeGreaterThanOrEqual(400);
  expect(body).not.toContain('secret');
});
