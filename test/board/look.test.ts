import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { openQueues } from '../../src/timetable/queues.js';
import { violationsOn } from '../support/accessibility.js';
import { launchChromium } from '../support/chromium.js';
import { type Board, startBoard } from './harness.js';
import { DURING_OFFERS, FACULTY, seedBoard } from './seed.js';

let board: Board;
let chrome: Browser;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  board = await startBoard({
    openQueues: ({ config, log }) => openQueues({ databaseUrl: config.databaseUrl ?? '', redisUrl: undefined, log }),
  });
  chrome = await launchChromium();
  const context = await chrome.newContext({ locale: 'nb', viewport: { width: 360, height: 740 } });
  page = await context.newPage();
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
}, 120_000);
beforeEach(() => {
  complaints = [];
});
afterAll(async () => {
  await chrome.close();
  await board.close();
});

/** The page has that state, fits the phone and can be used by everybody. */
async function looksWell(state: string): Promise<void> {
  await page.waitForSelector(`main[data-page="${state}"]`);
  expect(await violationsOn(page)).toEqual([]);
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
}

test('from the sign-in to the mails each page fits a phone and can be used by everybody', async () => {
  await page.goto(`${board.url}/board`);
  await looksWell('board-sign-in');
  await seedBoard(board.app.database);
  await board.app.setClock(DURING_OFFERS);
  await page.reload();
  await page.fill('#email', 'nobody');
  await page.click('main button');
  await page.waitForSelector('#email-fault');
  await looksWell('board-sign-in');
  await page.fill('#email', FACULTY);
  await page.click('main button');
  await looksWell('board-sign-in-sent');
  const link = board.url + (await board.mailedLink(FACULTY));
  const other = await chrome.newContext();
  const elsewhere = await other.newPage();
  await elsewhere.goto(link);
  await elsewhere.click('main button');
  await elsewhere.waitForSelector('main[data-page="board-wrong-browser"]');
  await other.close();
  await page.goto(link);
  await looksWell('sign-in-confirm');
  await page.click('main button');
  await looksWell('board-rounds');
  await page.click('article h2 >> text=Trondheim');
  await looksWell('board-round');
  await page.click('nav >> text=Mails');
  await looksWell('board-mails');
  await page.click('nav >> text=The machinery');
  await looksWell('board-machinery');
  await page.click('text=Run now');
  await looksWell('board-run-task');
  await page.click('a[href="/board/sessions"]');
  await looksWell('board-sessions');
  await page.click('nav >> text="Log"');
  await looksWell('board-events');
  await page.goto(`${board.url}/board/rounds/2027V-trondheim/files`);
  await looksWell('board-files');
  await page.goto(`${board.url}/board/mails`);
}, 120_000);

test('Bull Board works under its content security policy, which refuses only the other company’s font', async () => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.click('nav >> text=Jobs');
  await page.click('a >> text=announcement');
  await page.waitForSelector('text=/completed/i');
  expect(page.url()).toContain('/board/jobs/queue/announcement');
  expect(complaints.filter((text) => !text.includes('https://fonts.googleapis.com/'))).toEqual([]);
}, 60_000);
