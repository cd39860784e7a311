import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../support/chromium.js';
import { type Board, startBoard } from './harness.js';
import { DURING_OFFERS, FACULTY, GJOVIK, seedBoard } from './seed.js';

let board: Board;
let chrome: Browser;
beforeAll(async () => {
  board = await startBoard();
  const { database } = board.app;
  await seedBoard(database);
  await database.query(
    `insert into subject (stage, id, advanced_to)
     select stage, id, $1::timestamptz from (values ('application', '2027V-gjovik'), ('rating', '2027V-gjovik'),
       ('offer', 'G1')) as s(stage, id)`,
    [DURING_OFFERS],
  );
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
    const context = await chrome.newContext({ viewport: { width, height: 800 } });
    const page = await context.newPage();
    await page.goto(`${board.url}/board/sign-in`);
    await page.fill('#email', address);
    await page.click('main button');
    await page.waitForSelector('main[data-page="board-sign-in-sent"]');
    await page.goto(board.url + (await board.mailedLink(address)));
    await page.click('main button');
    await page.waitForSelector('main[data-page="board-rounds"]');
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
    await context.close();
  },
  120_000,
);
