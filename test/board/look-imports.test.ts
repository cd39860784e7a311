import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../support/chromium.js';
import { type Board, startBoard } from './harness.js';
import { looksWell, openWindow } from './look.js';
import { DURING_OFFERS, FACULTY, GJOVIK, seedBoard, seedSubjects } from './seed.js';

let board: Board;
let chrome: Browser;
beforeAll(async () => {
  board = await startBoard();
  const { database } = board.app;
  await seedBoard(database);
  await seedSubjects(database);
  await board.app.setClock(DURING_OFFERS);
  chrome = await launchChromium();
}, 120_000);
afterAll(async () => {
  await chrome.close();
  await board.close();
});

const file = (content: string) => ({
  name: `søkere ${'x'.repeat(80)}.csv`,
  mimeType: 'text/csv',
  buffer: Buffer.from(content),
});

test.each([
  [360, GJOVIK, 'a'],
  [1280, FACULTY, 'b'],
])(
  'at %d px applications are taken in by %s, with a bar while it takes, and away again',
  async (width, address, student) => {
    const { context, page, complaints } = await openWindow(board, chrome, address, width);
    await page.goto(`${board.url}/board/rounds/2027V-gjovik`);
    await page.click('a[href$="/import"]');
    await looksWell(page, 'board-imports');
    await page.click('main form.form button');
    await looksWell(page, 'board-imports');
    await page.setInputFiles(
      '#file',
      file(`Hvem;E-post;Emne\nAda Aas;${student}@stud.example;IDATG1001\nBo;${'b'.repeat(90)};IDATG1001\n`),
    );
    await page.click('main form.form button');
    await looksWell(page, 'board-import');
    await page.selectOption('select[name="column.name"]', 'Hvem');
    await page.click('.board-columns button');
    await page.waitForSelector('[data-comes="1"]');
    await looksWell(page, 'board-import');
    await page.check('#leaves');
    // Held up by another until the page has asked how far it has come, as it does as soon as it shows the bar.
    const asked = page.waitForRequest(/\/progress$/);
    await page.evaluate(`new MutationObserver(() => console.log('the bar is shown')).observe(
      document.querySelector('[data-progress-bar]'), { attributes: true })`);
    const shown = page.waitForEvent('console', (said) => said.text() === 'the bar is shown');
    const holder = board.app.database.createQueryRunner();
    await holder.startTransaction();
    await holder.query('select 1 from application_import for update');
    await page.click('form[data-progress] button', { noWaitAfter: true });
    await Promise.all([shown, asked]);
    await holder.commitTransaction();
    await holder.release();
    await looksWell(page, 'board-import-done');
    await page.click('main a[href^="/board/acts/undo-import/"]');
    await page.fill('#reason', 'Feil fil');
    await page.click('main form.form button');
    await page.waitForSelector('main[data-page="board-act-confirm"]');
    await page.click('main .actions button');
    await looksWell(page, 'board-import-done');
    expect(await board.app.database.query(`select from application where position_id = 'G1'`)).toEqual([]);
    expect(complaints.filter((text) => !/status of (409|422)/.test(text))).toEqual([]);
    await context.close();
  },
  120_000,
);
