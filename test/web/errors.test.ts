import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { Router } from 'express';
import { pino } from 'pino';
import { LINK_PAGES } from '../../src/process/process.js';
import { createWeb, listen } from '../../src/web/web.js';
import { Browser } from './browser.js';
import { DURING, startWorld, type World } from './world.js';

let world: World;
let url: string;
let close: () => Promise<void>;
let lines: string[];

beforeAll(async () => {
  world = await startWorld();
  await world.app.setClock(DURING.demand);
  const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) });
  const routes = Router();
  routes.get('/fails', () => {
    throw new Error('The page fails, as the test wants.');
  });
  routes.get('/breaks-off', (_request, response) => {
    response.write('Half a page');
    throw new Error('The page breaks off, as the test wants.');
  });
  routes.get('/cannot-be-shown', (_request, response) => {
    // A language that has no texts makes the page of the failure fail as well.
    response.locals.locale = 'none';
    throw new Error('The page fails twice, as the test wants.');
  });
  const site = { linkPages: LINK_PAGES, parts: [{ path: '/', routes }] };
  const server = await listen(await createWeb({ ...world.app, log }, site), 0);
  ({ close } = server);
  url = `http://127.0.0.1:${server.port}`;
});
beforeEach(() => {
  lines = [];
});
afterAll(async () => {
  await close();
  await world.close();
});

const SAME = { 'Sec-Fetch-Site': 'same-origin' };
const logged = () => lines.map((line) => JSON.parse(line) as Record<string, unknown>);
const referenceOn = (html: string) => /<code>([0-9a-f]{8})<\/code>/.exec(html)?.[1];

/** The state of the page that came, and its reference number. */
async function ask(path: string, init: RequestInit = {}) {
  const response = await fetch(url + path, init);
  const html = await response.text();
  const state = /data-page="([^"]+)"/.exec(html)?.[1];
  return { status: response.status, state, html, reference: referenceOn(html) };
}

test('a failure shows a number, and the log tells under it what happened', async () => {
  const page = await ask('/fails');
  expect([page.status, page.state]).toEqual([500, 'failure']);
  expect(page.reference).toMatch(/^[0-9a-f]{8}$/);
  expect(logged()).toMatchObject([
    { level: 50, msg: 'request-failed', reference: page.reference, status: 500, method: 'GET', route: '/fails' },
  ]);
  expect(lines[0]).toContain('The page fails, as the test wants.');
  expect(page.html).not.toMatch(/as the test wants|node_modules|at .+:\d+:\d+/);
});

test('a refusal that no page explains is logged under its number too', async () => {
  const page = await ask('/l/unknown', {
    method: 'POST',
    headers: { ...SAME, 'Content-Type': 'application/x-www-form-urlencoded; charset=klingon' },
    body: 'need=no',
  });
  expect([page.status, page.state]).toEqual([415, 'failure']);
  expect(logged()).toMatchObject([
    { level: 30, msg: 'request-refused', reference: page.reference, status: 415, method: 'POST' },
  ]);
});

test.each([
  ['an address that cannot be read', '/l/%E0%A4%A', {}, 400, 'not-found'],
  ['the same with a signature', '/l/%E0%A4%A.x', {}, 400, 'not-found'],
  ['an address with a null byte', '/l/%00', {}, 404, 'not-found'],
  ['a signature with a null byte', '/l/%00.%00', {}, 404, 'not-found'],
  ['an unreadable address of an asset', '/assets/%E0%A4%A', {}, 404, 'not-found'],
  ['an address outside the assets', '/assets/..%2f..%2fpackage.json', {}, 404, 'not-found'],
  ['a very long address', `/l/${'a'.repeat(6000)}`, {}, 403, 'link-unopened'],
  ['a form that is too large', '/l/x', { method: 'POST', headers: SAME, body: body(2_000_000) }, 413, 'too-large'],
  ['a form with too many fields', '/l/x', { method: 'POST', headers: SAME, body: fields(20_001) }, 413, 'too-large'],
  ['a method that nothing takes', '/l/x', { method: 'PUT', headers: SAME, body: 'x' }, 404, 'not-found'],
  ['a deletion', '/l/x', { method: 'DELETE', headers: SAME }, 404, 'not-found'],
  ['a method from elsewhere', '/l/x', { method: 'PATCH' }, 403, 'refused'],
] as const)('%s gets a page that explains it, and no failure in the log', async (_what, path, init, status, state) => {
  const page = await ask(path, init as RequestInit);
  expect([page.status, page.state, page.reference]).toEqual([status, state, undefined]);
  // Who was refused is noted; nothing has failed.
  expect(logged().filter(({ msg }) => !/refused/.test(String(msg)))).toEqual([]);
});

function body(length: number): URLSearchParams {
  return new URLSearchParams({ need: 'x'.repeat(length) });
}

function fields(count: number): URLSearchParams {
  return new URLSearchParams('x&'.repeat(count));
}

test('a body that is no form is an empty form, and changes nothing', async () => {
  const round = await world.round();
  const path = await world.link(round.teacher, 'demand', round.positions[0]);
  const opened = await fetch(url + path, { redirect: 'manual' });
  const headers = { ...SAME, Cookie: opened.headers.getSetCookie()[0]?.split(';')[0] ?? '' };
  const before = await world.app.dump();
  for (const [type, text] of [
    ['application/json', '{"need":"no"}'],
    ['application/json', '{"need":'],
    ['multipart/form-data; boundary=x', '--x\r\nContent-Disposition: form-data; name="need"\r\n\r\nno\r\n--x--\r\n'],
    ['text/plain', 'need=no'],
  ] as const) {
    const init = { method: 'POST', headers: { ...headers, 'Content-Type': type }, body: text };
    const page = await ask(opened.headers.get('Location') ?? '', init);
    expect([type, page.status, page.state]).toEqual([type, 422, 'demand-form']);
  }
  expect(await world.app.dump()).toBe(before);
});

test.each(['/', '/l/unknown', '/l/a.b', '/fails', '/nowhere', '/l/%E0%A4%A'])(
  'HEAD %s answers as GET',
  async (path) => {
    const head = await fetch(url + path, { method: 'HEAD' });
    const get = await fetch(url + path);
    await get.text();
    expect([head.status, await head.text()]).toEqual([get.status, '']);
  },
);

test('an answer that broke off is ended, and the log knows', async () => {
  await expect(fetch(`${url}/breaks-off`).then((response) => response.text())).rejects.toThrow();
  expect(logged()).toMatchObject([{ level: 50, msg: 'answer-broken-off', route: '/breaks-off' }]);
  expect((await ask('/nowhere')).status).toBe(404);
});

test('when not even the page of a failure can be made, there is a number still', async () => {
  const page = await ask('/cannot-be-shown');
  expect([page.status, page.state]).toEqual([500, undefined]);
  const [reference] = /[0-9a-f]{8}/.exec(page.html) ?? [];
  expect(logged().map((line) => [line.msg, line.reference])).toEqual([
    ['request-failed', reference],
    ['page-failed', reference],
  ]);
  expect(page.html).not.toContain('none');
});

test('what is no HTTP at all does no harm', async () => {
  const { port } = new URL(url);
  const said = await new Promise<string>((resolve, reject) => {
    const socket = connect(Number(port), '127.0.0.1', () => socket.end('GARBAGE\r\n\r\n'));
    let text = '';
    socket.on('data', (chunk) => (text += chunk));
    socket.on('end', () => resolve(text)).on('error', reject);
  });
  expect(said).toMatch(/^HTTP\/1\.1 400 /);
  expect((await new Browser(url).get('/nowhere')).status).toBe(404);
});

test('a link that fails speaks the language of its person', async () => {
  world.locale = 'en';
  const round = await world.round();
  const path = await world.link(round.teacher, 'rating', 'no-such-position');
  world.locale = 'nb';
  const page = await new Browser(url).get(path);
  expect([page.status, page.state]).toEqual([500, 'failure']);
  expect(page.root.querySelector('html')?.getAttribute('lang')).toBe('en');
  expect(lines.join()).not.toContain(path.slice(path.indexOf('.') + 1));
});
