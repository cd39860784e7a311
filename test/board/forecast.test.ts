import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'node-html-parser';
import type { Browser as Chrome } from 'playwright-core';
import { readBehaviour } from '../../src/forecast/read-behaviour.js';
import { readClock } from '../../src/platform/clock.js';
import { launchChromium } from '../support/chromium.js';
import type { Browser } from './browser.js';
import { seedForecast } from './forecast.rounds.js';
import { type Board, signInAs, startBoard } from './harness.js';
import { looksWell, openWindow } from './look.js';
import { DURING_OFFERS, FACULTY, seedBoard, TRONDHEIM } from './seed.js';

const ROUND = '/board/rounds/2027V-trondheim';
const FORECAST = `${ROUND}/forecast`;

let board: Board;
let chrome: Chrome;
let contact: Browser;

beforeAll(async () => {
  board = await startBoard();
  await seedBoard(board.app.database);
  await seedForecast(board);
  await board.app.setClock(DURING_OFFERS);
  contact = await signInAs(board, TRONDHEIM);
  chrome = await launchChromium();
}, 120_000);
afterAll(async () => {
  await chrome.close();
  await board.close();
});

const rowsOf = (text: string) =>
  parse(text)
    .querySelectorAll('.forecast-table tbody tr')
    .map((row) => row.querySelectorAll('th, td').map((cell) => cell.text.replace(/\s+/g, ' ').trim()));

describe('without script', () => {
  test('the page says how each position will probably go, and changes nothing', async () => {
    const before = await board.app.dump({ without: ['session'] });
    const page = await contact.get(`${FORECAST}?show=yes`);
    expect([page.status, page.state]).toEqual([200, 'board-forecast']);
    expect(page.text).toMatch(/Til slutt er trolig \d+ av \d+ plasser fylt/);
    const rows = rowsOf(page.text);
    // TMA4101 has two openings and one applicant, TDT4109 has none: they come first, with the reason.
    expect(rows.slice(0, 2).map(([course, , chance]) => [course?.slice(0, 7), chance])).toEqual(
      expect.arrayContaining([
        ['TDT4109', '0 %'],
        ['TMA4101', '0 %'],
      ]),
    );
    expect(rows.find(([course]) => course?.startsWith('TDT4109'))?.at(-1)).toBe('ingen søkere (100 %)');
    expect(rows).toHaveLength(14);
    // The same question has the same answer.
    expect(rowsOf((await contact.get(`${FORECAST}?show=yes`)).text)).toEqual(rows);
    expect(await board.app.dump({ without: ['session'] })).toEqual(before);
  });

  test('what somebody wonders about stands beside it, with the way to do it', async () => {
    const query = 'show=yes&closesAt=2026-11-24T12:00&openings.F2=4&answerDays=7';
    const page = await contact.get(`${FORECAST}?${query}`);
    const root = parse(page.text);
    expect(root.querySelectorAll('.forecast-sum').map((sum) => sum.getAttribute('data-which'))).toEqual([
      'now',
      'then',
    ]);
    const f2 = rowsOf(page.text).find(([course]) => course?.startsWith('TMA4102'));
    expect(f2?.[1]).toBe('Slik det er nå: 0 av 3Med endringene: 0 av 4');
    const paths = root
      .querySelectorAll('[aria-labelledby="forecast-acts"] a')
      .map((link) => link.getAttribute('href') ?? '');
    expect(paths.map((path) => path.replaceAll('&#x3D;', '='))).toEqual([
      '/board/acts/move-deadlines/2027V-trondheim?closesAt=2026-11-24T12%3A00',
      '/board/acts/change-openings/F2?openings=4',
    ]);
    const act = await contact.get('/board/acts/change-openings/F2?openings=4');
    expect(parse(act.text).querySelector('#openings')?.getAttribute('value')).toBe('4');
  });

  test('what cannot be is said at its field', async () => {
    const page = await contact.get(`${FORECAST}?show=yes&openings.P1=1&answerDays=0&pauseFrom=2026-12-20T00:00`);
    expect(page.status).toBe(422);
    expect(parse(page.text).querySelector('#answerDays-fault')?.text).toContain('Skriv et helt tall fra 1 til 90.');
    const held = await contact.get(`${FORECAST}?show=yes&openings.P1=1`);
    expect(held.text).toContain('Så mange plasser er allerede fylt eller tilbudt.');
    for (const field of ['rateDue', 'offersAt', 'closesAt', 'pauseFrom', 'pauseUntil'])
      expect((await contact.get(`${FORECAST}?show=yes&${field}=NaN`)).text).toContain(
        'Skriv dato og klokkeslett, for eksempel 2026-11-20 12:00.',
      );
    const half = await contact.get(`${FORECAST}?pauseFrom=2026-12-20T00:00`);
    expect(half.text).toContain('Skriv både når pausen begynner og når den slutter.');
  });
});

test('the round warns of its own accord', async () => {
  const { text } = await contact.get(ROUND);
  const warned = parse(text).querySelectorAll('[data-warning="forecast"] li');
  expect(warned.map((line) => line.getAttribute('data-warned'))).toContain('few-applicants');
  expect(text).toContain('TMA4101 har 2 plasser å fylle, men bare én person som kan få eller har tilbud.');
});

test('people behave as in the earlier round of the campus; of offers that are still open nothing is known', async () => {
  const { manager } = board.app.database;
  const now = await readClock(manager);
  const behaviour = await readBehaviour(manager, { roundId: '2027V-trondheim', campusId: 'trondheim' }, now);
  const none = { accepted: 0, declined: 0, silent: 0 };
  expect(behaviour.rounds).toEqual([
    {
      round: '2026V-trondheim',
      answers: { 'learning-assistant': { accepted: 5, declined: 2, silent: 1 }, 'teaching-assistant': none },
    },
  ]);
  const days = (count: number) => count * 24 * 3_600_000;
  expect([...new Set(behaviour.delays.accept)]).toEqual([1, 2, 3, 4, 5].map(days));
  expect(behaviour.delays.decline).toEqual([6, 7].map(days));
});

test.each([
  [390, TRONDHEIM],
  [1280, FACULTY],
])('with script, at %d px, the forecast comes by itself and fits', async (width, address) => {
  const { context, page, complaints } = await openWindow(board, chrome, address, width);
  for (const query of ['', '?closesAt=2026-12-24T12:00&answerDays=7']) {
    await page.goto(`${board.url}${FORECAST}${query}`);
    await page.waitForSelector('[data-forecast-result] .forecast-table');
    expect(await page.isVisible('[data-forecast-bar]')).toBe(false);
    await looksWell(page, 'board-forecast');
  }
  expect(complaints).toEqual([]);
  await context.close();
});
