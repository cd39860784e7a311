import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { LINK_PAGES } from '../../src/process/process.js';
import { createWeb, listen } from '../../src/web/web.js';
import { Browser } from '../web/browser.js';
import { DURING, startWorld, type World } from '../web/world.js';

const GUESSES = 10_000;
const AT_ONCE = 50;

let world: World;
let url: string;
let close: () => Promise<void>;
let lines: string[];
beforeAll(async () => {
  world = await startWorld();
  await world.app.setClock(DURING.demand);
  lines = [];
  const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) });
  const web = await listen(await createWeb({ ...world.app, log }, { linkPages: LINK_PAGES, parts: [] }), 0);
  url = `http://127.0.0.1:${web.port}`;
  close = web.close;
});
afterAll(async () => {
  await close();
  await world.close();
});

test('ten thousand guesses from one address are limited, and whoever has a link gets in from there', async () => {
  const { teacher, positions } = await world.round();
  const mine = await world.link(teacher, 'demand', positions[0]);
  const other = await world.link(teacher, 'rating', positions[0]);
  const [id = '', signature = ''] = other.slice('/l/'.length).split('.');
  const early = new Browser(url);
  const form = await early.get(mine);

  const statuses = new Map<number, number>();
  const guess = async (number: number) => {
    // Every place of the signature in turn, and now and then the clean address of a link that somebody else has.
    const place = number % signature.length;
    const letter =
      String.fromCharCode(97 + (number % 26)) === signature[place] ? '_' : String.fromCharCode(97 + (number % 26));
    const forged = `${signature.slice(0, place)}${letter}${signature.slice(place + 1)}`;
    const { status } = await fetch(`${url}/l/${number % 10 === 0 ? id : `${id}.${forged}`}`, { redirect: 'manual' });
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
  };
  for (let from = 0; from < GUESSES; from += AT_ONCE)
    await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => guess(from + index)));
  expect([...statuses.keys()].sort()).toEqual([403, 404, 429]);
  expect(statuses.get(429)).toBe(GUESSES - 500);

  const late = new Browser(url);
  expect([(await late.get(mine)).status, (await late.get(mine)).state]).toEqual([200, 'demand-form']);
  const saved = await early.post(form, { need: 'no', comment: '' });
  expect(saved.state).toBe('demand-received');
  const refused = await new Browser(url).get(`/l/${id}`);
  expect([refused.status, refused.state, refused.headers.has('Retry-After')]).toEqual([429, 'busy', true]);
});

test('each guess that was looked at is in the log, without what was guessed', () => {
  const told = lines.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'link-refused');
  expect(told).toHaveLength(500);
  expect(told[0]).toMatchObject({ miss: 'link-unopened', link: expect.stringMatching(/^[\da-f-]{36}$/) });
  expect(lines.join('')).not.toMatch(/\.[\w-]{43}"/);
});
