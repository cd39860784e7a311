import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parse as parseCsv } from 'csv-parse/sync';
import readXlsx from 'read-excel-file/node';
import { listed, offered } from './arrivals.js';
import { Browser, openAt } from './browser.js';
import { announce, offer, rate, student } from './rows.js';
import { DURING, startWorld, type World } from './world.js';

let world: World;

beforeAll(async () => {
  world = await startWorld();
  await world.app.setClock(DURING.offers);
});
afterAll(() => world.close());

/** Opens a link and takes files of it with its cookie. */
async function taker(path: string) {
  const opened = await fetch(world.url + path, { redirect: 'manual' });
  const cookie = opened.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const clean = path.slice(0, path.indexOf('.'));
  return (file: string, headers: Record<string, string> = { Cookie: cookie }) =>
    fetch(`${world.url}${clean}/${file}`, { headers, redirect: 'manual' });
}

const HOSTILE = [
  '=HYPERLINK("https://evil.example";"Trykk her")',
  '+47 900 00 000',
  '@SUM(1+1)|cmd',
  '-2+3',
  '\t=1+1',
  '<script>alert(1)</script>',
  'Liv\r\nLi;"Øy"',
  'Noor \u202eevil\u202c\u200f',
  'Å'.repeat(200),
  'd\'Arc, "Jeanne"; <b>&amp;</b>',
  '\uffff\u0001]]>',
];

/** What a program that shows tables is to show of a name. */
const asShown = (name: string) =>
  name
    .replace(/[\u202e\u202c\u200f\uffff]/g, '')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim();

async function hostileList(locale: 'nb' | 'en') {
  world.locale = locale;
  const round = await world.round();
  await announce(world, round);
  for (const [index, name] of HOSTILE.entries()) {
    const person = await student(world, round, `Student${index}`);
    await world.app.database.query(`update person set name = $2, phone = $3 where id = $1`, [
      person.id,
      name,
      index === 0 ? '=1+1' : '+47 900 00 000',
    ]);
    await offer(world, round, person, 'accepted', index + 1);
  }
  world.locale = 'nb';
  return taker(await world.link(round.teacher, 'final-list', round.positions[0]));
}

test.each([
  ['nb', ';', ['Navn', 'E-post', 'Telefon', 'LAOS', 'Timer'], 'mangler'],
  ['en', ',', ['Name', 'Email', 'Telephone', 'LAOS', 'Hours'], 'missing'],
] as const)('the list as CSV in %s: names do no harm and stay readable', async (locale, delimiter, header, laos) => {
  const take = await hostileList(locale);
  const response = await take('list.csv');
  expect(response.headers.get('Content-Type')).toBe('text/csv; charset=utf-8');
  const bytes = Buffer.from(await response.arrayBuffer());
  expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  const records = parseCsv(bytes, { bom: true, delimiter }) as string[][];
  expect(records[0]).toEqual(header);
  expect(records).toHaveLength(HOSTILE.length + 1);
  for (const cell of records.flat()) {
    expect(cell).not.toMatch(/^[=+\-@\t\r＝＋－＠]/);
    expect(cell).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
  }
  const names = records.slice(1).map(([name]) => asShown((name ?? '').replace(/^'/, '')));
  expect(names.sort()).toEqual(HOSTILE.map(asShown).sort());
  const ordinary = records.find(([name]) => name === 'Å'.repeat(200));
  expect(ordinary?.slice(2)).toEqual(["'+47 900 00 000", laos, '100']);
});

test('the list as an Excel workbook: every name is text, the hours are numbers', async () => {
  const take = await hostileList('nb');
  const response = await take('list.xlsx');
  expect(response.headers.get('Content-Type')).toContain('spreadsheetml.sheet');
  const body = Buffer.from(await response.arrayBuffer());
  const [sheet] = await readXlsx(body);
  const rows = sheet?.data ?? [];
  expect(sheet?.sheet).toBe('Assistentene');
  expect(rows[0]).toEqual(['Navn', 'E-post', 'Telefon', 'LAOS', 'Timer']);
  expect(
    rows
      .slice(1)
      .map(([name]) => name)
      .sort(),
  ).toEqual(HOSTILE.map(asShown).sort());
  for (const [, , phone, , hours] of rows.slice(1)) {
    expect(['+47 900 00 000', '=1+1']).toContain(phone);
    expect(hours).toBe(100);
  }
});

test('a file is for the holder of the link alone, is kept by no cache and has a safe name', async () => {
  const round = await world.round();
  await announce(world, round);
  await world.app.database.query(`update position set course = $2 where id = $1`, [
    round.positions[0],
    '../"TDT"\r\nX: y;%41\u202e 4100',
  ]);
  const take = await taker(await world.link(round.teacher, 'final-list', round.positions[0]));
  const { headers, status } = await take('list.csv');
  expect([status, headers.get('Cache-Control'), headers.get('X')]).toEqual([200, 'no-store', null]);
  expect(headers.get('X-Content-Type-Options')).toBe('nosniff');
  expect(headers.get('Content-Disposition')).toBe(
    `attachment; filename="TDT X y 41 4100 laeringsassistenter 2027V.csv"; filename*=UTF-8''TDT%20X%20y%2041%204100%20l%C3%A6ringsassistenter%202027V.csv`,
  );
  const stranger = await take('list.csv', {});
  expect(stranger.status).toBe(403);
  expect(await stranger.text()).toContain('data-page="link-unopened"');
});

test.each(['list.pdf', 'constructor', '__proto__', '..%2flist.csv'])('there is no file %s', async (file) => {
  const take = await taker(await listed(['accepted'])(world));
  expect((await take(file)).status).toBe(404);
});

test('other links have no such file, and an ended link has none either', async () => {
  expect((await (await taker(await offered()(world)))('list.csv')).status).toBe(404);
  const path = await listed(['accepted'])(world);
  const take = await taker(path);
  await world.app.database.query(`update link set revoked_at = $2 where id = $1`, [
    path.slice(3, path.indexOf('.')),
    DURING.offers,
  ]);
  expect((await take('list.csv')).status).toBe(410);
});

test('the page says who is employed, for how long, and offers the files', async () => {
  const { page } = await openAt(world, await listed(['accepted', 'accepted', 'declined'])(world), DURING.offers);
  const text = page.root.querySelector('main')?.text.replace(/\s+/g, ' ') ?? '';
  expect(text).toContain('2 assistenter har takket ja. Emnet ba om 2. Alle plassene er fylt.');
  expect(text).toContain('Hver stilling er på 100 timer, til sammen 200 timer.');
  expect(text).toContain('1 assistent mangler LAOS-opplæringen.');
  const links = page.root.querySelectorAll('main a[href^="/l/"]').map((link) => link.getAttribute('href') ?? '');
  expect(links.map((link) => link.split('/').at(-1))).toEqual(['list.xlsx', 'list.csv']);
});

test('the page says why openings are unfilled, and whom to ask', async () => {
  const round = await world.round();
  await announce(world, round);
  const students = [await student(world, round, 'Liv Li'), await student(world, round, 'Ola Øy')];
  await rate(world, round, students);
  await offer(world, round, students[0] as (typeof students)[number], 'declined');
  await world.app.database.query(`update position set settled_at = '2026-11-09 09:00Z' where id = $1`, [
    round.positions[0],
  ]);
  const page = await new Browser(world.url).get(await world.link(round.teacher, 'final-list', round.positions[0]));
  const text = page.root.querySelector('main')?.text.replace(/\s+/g, ' ') ?? '';
  expect(text).toContain('2 plasser er ikke fylt. Det er ingen flere søkere å spørre. 2 søkte: 1 takket nei og 1 ble');
  expect(text).toContain('Trenger du fortsatt flere, spør Kari Kontakt.');
  expect(page.root.querySelector('a[href$="list.csv"]')).toBeNull();
});
