import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import type { Browser as Chrome } from 'playwright-core';
import { readFilter, searchOf } from '../../src/board/history/filter.js';
import { readHistory } from '../../src/board/history/read-history.js';
import { transact } from '../../src/platform/app.js';
import { partPeople } from '../../src/privacy/part-people.js';
import { OSLO } from '../support/calendar.js';
import { launchChromium } from '../support/chromium.js';
import type { Browser } from './browser.js';
import { type Board, signInAs, startBoard } from './harness.js';
import { seedHistory } from './history-seed.js';
import { looksWell, openWindow } from './look.js';
import { DURING_OFFERS, FACULTY, GJOVIK, seedBoard, TRONDHEIM } from './seed.js';

const PAGE = '/board/history';

let board: Board;
let chrome: Chrome;
let kari: Browser;
let gro: Browser;
let faculty: Browser;

beforeAll(async () => {
  board = await startBoard();
  await seedBoard(board.app.database);
  await board.app.setClock(DURING_OFFERS);
  kari = await signInAs(board, TRONDHEIM);
  gro = await signInAs(board, GJOVIK);
  faculty = await signInAs(board, FACULTY);
  chrome = await launchChromium();
}, 120_000);
afterAll(async () => {
  await chrome.close();
  await board.close();
});

const read = (scope: 'all' | { campusIds: string[] }) =>
  readHistory(board.app.database.manager, { scope, campusId: null, now: DURING_OFFERS, timeZone: OSLO });

async function rowsOf(browser: Browser, file: string): Promise<Record<string, string>[]> {
  const { text } = await browser.get(`${PAGE}/${file}`);
  return parse(text, { bom: true, delimiter: text.includes(';') ? ';' : ',', columns: true }) as Record<
    string,
    string
  >[];
}

test('before the first offers the page says what will be there, and when', async () => {
  await board.app.setClock('2026-10-20T12:00:00Z');
  const ahead = await gro.get(PAGE);
  expect([ahead.state, ahead.text]).toEqual([
    'board-history',
    expect.stringContaining('fredag 6. november 2026 kl. 09.00'),
  ]);
  await board.app.setClock(DURING_OFFERS);
  expect((await gro.get(PAGE)).text).toContain('når de første tilbudene har gått ut');
});

test('the database counts days, answers and ends, of each campus and kind', async () => {
  await seedHistory(board.app.database);
  const { filling, answering, rounds } = await read({ campusIds: ['trondheim'] });
  expect(rounds.map(({ id, isOver }) => [id, isOver]).sort()).toEqual([
    ['2026H-trondheim', true],
    ['2027V-trondheim', false],
  ]);
  const autumn = { semester: '2026H', campusId: null };
  const filled = filling.find(({ semester, campusId }) => semester === '2026H' && campusId === null);
  expect(filled).toEqual({ ...autumn, positions: 4, filled: 2, filledOpenings: 3, late: 1, median: 10, p90: 17.2 });
  const of = (kind: string | null) =>
    answering.find((one) => one.semester === '2026H' && one.campusId === null && one.kind === kind);
  expect(of(null)).toEqual({
    ...{ ...autumn, kind: null, answered: 5, median: 2, p90: 3.6 },
    states: { open: 0, accepted: 3, declined: 1, expired: 1, withdrawn: 1 },
    waited: { open: 0, accepted: 7, declined: 1, expired: 15, withdrawn: 3 },
  });
  expect(of('teaching-assistant')?.states).toEqual({ open: 0, accepted: 0, declined: 1, expired: 0, withdrawn: 1 });
});

test('the numbers stay when nobody is known any more', async () => {
  const before = await read('all');
  const people = await board.app.database.query<{ id: string }[]>(
    `select distinct person_id as id from application where position_id like 'H%'`,
  );
  await transact(board.app, (tx) =>
    partPeople(
      tx,
      '2026H-trondheim',
      people.map(({ id }) => id),
    ),
  );
  expect(await read('all')).toEqual(before);
});

test('the page shows semesters, their standing and the positions, and no student', async () => {
  const { text } = await kari.get(PAGE);
  expect(text).toContain('Hva tok tid høsten 2026?');
  expect(text).toContain('10,0 dager');
  expect(text).toContain('pågår, ikke endelig');
  expect(text).toMatch(/href="\/board\/positions\/H2">høsten 2026<.*?<\/a>: 1 av 1/);
  expect(text).not.toMatch(/Åse|Bo Bø|Slettet person|stud\.example/);
  // The running round is explained where it is asked for.
  expect((await kari.get(`${PAGE}?semester=2027V`)).text).toContain('Hva tok tid våren 2027?');
});

test('the tables are there as files, with decimals and formulas as the spreadsheet of the reader takes them', async () => {
  const [running, over] = await rowsOf(kari, 'filling.csv');
  expect([running?.Semester, running?.Status]).toEqual(['våren 2027', 'pågår, ikke endelig']);
  expect(over).toMatchObject({ Semester: 'høsten 2026', Status: 'ferdig', 'Ni av ti innen (P90), dager': '17,2' });
  const english = await rowsOf(faculty, 'filling.csv?campus=trondheim');
  expect(english[1]).toMatchObject({ Semester: 'autumn 2026', 'Nine in ten within (P90), days': '17.2' });
  const endings = await rowsOf(kari, 'endings.csv');
  expect(endings.at(-1)).toMatchObject({ Type: 'undervisningsassistent', 'Takket nei, %': '50', 'Trukket, %': '50' });
  const positions = await rowsOf(kari, 'positions.csv');
  expect(positions.find(({ Emne }) => Emne?.endsWith('TDT4120'))).toMatchObject({
    Emne: `'=TDT4120`,
    'Fylt etter, dager': '1',
  });
  for (const name of ['filling', 'waiting', 'answering', 'endings', 'courses', 'positions'])
    for (const browser of [kari, faculty]) expect((await browser.get(`${PAGE}/${name}.xlsx`)).status).toBe(200);
  for (const file of ['filling.pdf', 'people.csv']) expect((await kari.get(`${PAGE}/${file}`)).status).toBe(404);
});

test('a contact counts her campuses alone, the faculty all, or one that is chosen', async () => {
  const campuses = async (browser: Browser, search = '') =>
    (await rowsOf(browser, `positions.csv${search}`)).map(({ Campus }) => Campus);
  expect(new Set(await campuses(kari, '?campus=gjovik'))).toEqual(new Set(['Trondheim']));
  expect(new Set(await campuses(faculty))).toEqual(new Set(['Trondheim', 'Gjøvik']));
  expect(new Set(await campuses(faculty, '?campus=gjovik'))).toEqual(new Set(['Gjøvik']));
  const filter = { campus: 'a b', semester: '2027V', all: true };
  expect(readFilter(Object.fromEntries(new URLSearchParams(searchOf(filter))))).toEqual(filter);
  expect(readFilter({ campus: ['a'], semester: '', all: 'no' })).toEqual({ campus: null, semester: null, all: false });
});

test.each([
  [390, TRONDHEIM],
  [1280, FACULTY],
])(
  'at %d px the history fits and can be used by %s',
  async (width, address) => {
    const { context, page, complaints } = await openWindow(board, chrome, address, width);
    await page.goto(board.url + PAGE);
    await looksWell(page, 'board-history');
    expect(complaints).toEqual([]);
    await context.close();
  },
  120_000,
);
