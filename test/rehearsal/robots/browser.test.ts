import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Browser } from '../../../src/rehearsal/robots/browser.js';

let server: Server;
let origin: string;
let seen: { line: string; headers: IncomingMessage['headers']; body: string }[];

const FORM = '<form method="post" action="/act"><input name="a" value="ø &quot;1&quot;"><button>Go</button></form>';

beforeEach(async () => {
  seen = [];
  server = createServer(async (request, response) => {
    seen.push({ line: `${request.method} ${request.url}`, headers: request.headers, body: await text(request) });
    if (request.url === '/l/1.sig') {
      response.writeHead(303, {
        Location: '/l/1',
        'Set-Cookie': ['stafett-1=abc=; Path=/; HttpOnly', 'gone=; Max-Age=0'],
      });
      response.end();
    } else if (request.url === '/act') response.writeHead(303, { Location: '/done' }).end();
    else if (request.url === '/loop') response.writeHead(303, { Location: '/loop' }).end();
    else response.end(`<main data-page="${request.url === '/done' ? 'done' : 'form'}"><h1>H</h1>${FORM}</main>`);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(() => {
  server.close();
  server.closeAllConnections();
});

const browser = () => new Browser({ localAddress: undefined, signal: new AbortController().signal });

test('a link is followed to the page behind it, with the cookie that it gave', async () => {
  const page = await browser().open(`${origin}/l/1.sig`, 'form');
  expect(page.url.pathname).toBe('/l/1');
  expect(seen.map(({ line, headers }) => [line, headers.cookie])).toEqual([
    ['GET /l/1.sig', undefined],
    ['GET /l/1', 'stafett-1=abc='],
  ]);
});

test('a form is posted as a browser posts it, and the redirect is followed with a GET', async () => {
  const person = browser();
  const page = await person.open(`${origin}/l/1.sig`, 'form');
  await person.send(page, (fields) => fields.has('a'), {}, 'done');
  const [post, get] = seen.slice(2);
  expect(post?.line).toBe('POST /act');
  expect([...new URLSearchParams(post?.body)]).toEqual([['a', 'ø "1"']]);
  expect(post?.headers).toMatchObject({
    origin,
    cookie: 'stafett-1=abc=',
    'sec-fetch-site': 'same-origin',
    'content-type': 'application/x-www-form-urlencoded',
  });
  expect(get?.line).toBe('GET /done');
  expect(get?.headers.origin).toBeUndefined();
});

test('another page than the expected is refused, and so are redirects without end', async () => {
  await expect(browser().open(`${origin}/x`, 'done')).rejects.toThrow('/x: expected done, got form, status 200, “H”');
  await expect(browser().open(`${origin}/loop`, 'done')).rejects.toThrow('redirects without end');
});

test('two people share no cookies', async () => {
  await browser().open(`${origin}/l/1.sig`, 'form');
  await browser().open(`${origin}/other`, 'form');
  expect(seen.at(-1)?.headers.cookie).toBeUndefined();
});
