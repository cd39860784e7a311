import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../support/chromium.js';
import { type Board, startBoard } from './harness.js';
import { looksWell, openWindow } from './look.js';
import { DURING_OFFERS, FACULTY, seedBoard, TRONDHEIM } from './seed.js';

let board: Board;
let chrome: Browser;
beforeAll(async () => {
  board = await startBoard();
  await seedBoard(board.app.database);
  await board.app.setClock(DURING_OFFERS);
  chrome = await launchChromium();
}, 120_000);
afterAll(async () => {
  await chrome.close();
  await board.close();
});

const file = (content: string) => ({ name: 'emner.csv', mimeType: 'text/csv', buffer: Buffer.from(content) });

test.each([
  [360, TRONDHEIM, '2028V'],
  [1280, FACULTY, '2027H'],
])(
  'at %d px a round is made by %s, then its template and feed, and each page fits and can be used',
  async (width, address, semester) => {
    const { context, page, complaints } = await openWindow(board, chrome, address, width);
    await page.goto(`${board.url}/board`);
    await page.click('a[href="/board/new-round"]');
    await looksWell(page, 'board-new-round');
    await page.setInputFiles('#file', file(`Emne;Tittel;Faglærer;E-post\n;${'x'.repeat(120)};A;${'b'.repeat(80)}\n`));
    await page.click('main form.form button');
    await looksWell(page, 'board-new-round');
    await page.click('a[href="/board/new-round?from=2027V-trondheim"]');
    await page.selectOption('select[name="semester"]', semester);
    await page.click('.board-choose button');
    await looksWell(page, 'board-new-round-form');
    await page.click('form.form button');
    await looksWell(page, 'board-new-round-preview');
    await page.click('main .actions button');
    await looksWell(page, 'board-round');
    await page.click('a[href^="/board/calendar-templates/new"]');
    await looksWell(page, 'board-calendar-template-new');
    await page.click('form.form button');
    await looksWell(page, 'board-calendar-template');
    await page.click('a[href="/board/calendar-templates"]');
    await looksWell(page, 'board-calendar-templates');
    await page.goto(`${board.url}/board/calendar-feed`);
    await page.click('main form[action="/board/calendar-feed"] button');
    await looksWell(page, 'board-calendar-feed');
    await page.click('main a[href="/board/calendar-feed"]');
    await looksWell(page, 'board-calendar-feed');
    expect(complaints.filter((text) => !/status of (409|422)/.test(text))).toEqual([]);
    await context.close();
  },
  120_000,
);
