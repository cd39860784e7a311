import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../support/chromium.js';
import { type Board, startBoard } from './harness.js';
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

async function looksWell(page: Page, state: string): Promise<void> {
  await page.waitForSelector(`main[data-page="${state}"]`);
  for (const details of await page.$$('details')) await details.evaluate((one) => one.setAttribute('open', ''));
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  expect([state, violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])]).toEqual([state, []]);
  expect([state, await page.evaluate('document.documentElement.scrollWidth')]).toEqual([
    state,
    page.viewportSize()?.width,
  ]);
}

const file = (content: string) => ({ name: 'emner.csv', mimeType: 'text/csv', buffer: Buffer.from(content) });

test.each([
  [360, TRONDHEIM, '2028V'],
  [1280, FACULTY, '2027H'],
])(
  'at %d px a round is made by %s, and each page fits and can be used',
  async (width, address, semester) => {
    const context = await chrome.newContext({ viewport: { width, height: 800 } });
    const page = await context.newPage();
    await page.goto(`${board.url}/board/sign-in`);
    await page.fill('#email', address);
    await page.click('main button');
    await page.waitForSelector('main[data-page="board-sign-in-sent"]');
    await page.goto(board.url + (await board.mailedLink(address)));
    await page.click('main button');
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
    await context.close();
  },
  120_000,
);
