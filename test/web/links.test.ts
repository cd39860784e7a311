import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Browser } from './browser.js';
import { DURING, startWorld, type World } from './world.js';

let world: World;
let path: string;

beforeAll(async () => {
  world = await startWorld();
  const round = await world.round();
  path = await world.link(round.teacher, 'demand', round.positions[0]);
  await world.app.setClock(DURING.demand);
});
afterAll(() => world.close());

const NO_NEED = { need: 'no', comment: '' };
const clean = () => path.slice(0, path.indexOf('.'));

test('the signature leaves the address at once, and nothing of it is kept by caches or sent to others', async () => {
  const first = await fetch(world.url + path, { redirect: 'manual' });
  expect([first.status, first.headers.get('Location')]).toEqual([303, clean()]);
  expect(first.headers.get('Referrer-Policy')).toBe('no-referrer');
  expect(first.headers.get('Set-Cookie')).toMatch(/; Path=\/; .*HttpOnly; SameSite=Lax/);
  const page = await new Browser(world.url).get(path);
  expect(page.path).toBe(clean());
  expect(page.headers.get('Cache-Control')).toBe('no-store');
  expect(page.headers.get('Referrer-Policy')).toBe('same-origin');
  expect(page.root.toString()).not.toContain(path.slice(path.indexOf('.') + 1));
});

test.each([
  [
    'with a letter of the signature changed',
    (whole: string) => `${whole.slice(0, -3)}${whole.at(-3) === 'a' ? 'b' : 'a'}${whole.slice(-2)}`,
  ],
  ['cut short', (whole: string) => whole.slice(0, -5)],
  ['without its signature, but with the dot', (whole: string) => whole.slice(0, whole.indexOf('.') + 1)],
  [
    'of another link with this signature',
    (whole: string) => `/l/00000000-0000-4000-8000-000000000000${whole.slice(whole.indexOf('.'))}`,
  ],
  ['whose id is no id', (whole: string) => `/l/1' or '1${whole.slice(whole.indexOf('.'))}`],
])('a link %s opens nothing', async (_what, spoil) => {
  const page = await new Browser(world.url).get(spoil(path));
  expect(page.state).toMatch(/^(link-unknown|link-unopened|not-found)$/);
  expect(page.status).toBe(page.state === 'link-unopened' ? 403 : 404);
  expect(page.headers.getSetCookie()).toEqual([]);
});

test('the clean address opens only in the browser that came with the signature', async () => {
  const opened = await new Browser(world.url).get(path);
  expect(opened.state).toBe('demand-form');
  const stranger = new Browser(world.url);
  expect((await stranger.get(clean())).state).toBe('link-unopened');
  const before = await world.app.dump();
  const posted = await stranger.post(opened, NO_NEED);
  expect([posted.state, posted.status]).toEqual(['link-unopened', 403]);
  expect(await world.app.dump()).toBe(before);
});

test('the cookie of one link does not open another', async () => {
  const round = await world.round();
  const other = await world.link(round.teacher, 'demand', round.positions[0]);
  const first = await fetch(world.url + path, { redirect: 'manual' });
  const value = first.headers.getSetCookie()[0]?.split(';')[0]?.split('=')[1];
  const otherId = other.slice('/l/'.length, other.indexOf('.'));
  const response = await fetch(`${world.url}/l/${otherId}`, { headers: { Cookie: `stafett-${otherId}=${value}` } });
  expect(response.status).toBe(403);
});

test.each([
  ['another site', { 'Sec-Fetch-Site': 'cross-site', Origin: 'http://127.0.0.1:3000' }],
  ['a sister site', { 'Sec-Fetch-Site': 'same-site' }],
  ['an old browser on another site', { Origin: 'https://evil.example' }],
  ['a program that says nothing', {}],
])('a post from %s is refused', async (_who, headers) => {
  const browser = new Browser(world.url);
  const opened = await browser.get(path);
  const before = await world.app.dump();
  const page = await browser.post(opened, NO_NEED, headers);
  expect([page.state, page.status]).toEqual(['refused', 403]);
  expect(await world.app.dump()).toBe(before);
});

test('an old browser says by its Origin that it is on this site', async () => {
  const browser = new Browser(world.url);
  const page = await browser.post(await browser.get(path), NO_NEED, { Origin: 'http://127.0.0.1:3000' });
  expect(page.state).toBe('demand-received');
});

test('a link that was ended says so, also to a post', async () => {
  const browser = new Browser(world.url);
  const opened = await browser.get(path);
  await world.app.database.query(`update link set revoked_at = $2 where id = $1`, [clean().slice(3), DURING.demand]);
  const before = await world.app.dump();
  const page = await browser.post(opened, NO_NEED);
  expect([page.state, page.status]).toEqual(['link-ended', 410]);
  expect(await world.app.dump()).toBe(before);
});
