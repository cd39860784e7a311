import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { mailSamples } from '../../src/outbox/samples.js';
import { launchChromium } from '../support/chromium.js';
import { type Board, startBoard } from './harness.js';
import { DURING_OFFERS, FACULTY, STUDENT, seedBoard, TEACHER, TRONDHEIM } from './seed.js';

const AHEAD = '/board/rounds/2027V-trondheim/ahead';
const LONG = 'Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewissenhaftschafers';

let board: Board;
let chrome: Browser;
let complaints: string[];
let mailId: string;

const one = async (sql: string, ...values: unknown[]): Promise<string> => {
  const [row] = await board.app.database.query<{ id: string }[]>(sql, values);
  return row?.id ?? '';
};

beforeAll(async () => {
  board = await startBoard();
  const { database } = board.app;
  await seedBoard(database);
  await board.app.setClock(DURING_OFFERS);
  await database.query(`update person set name = $1 where email = 'd@stud.example'`, [LONG]);
  await database.query(
    `insert into subject (stage, id, next_due_at, advanced_to) values ('offer', 'P1', '2026-11-13 08:00Z', '2026-11-06 08:00Z')`,
  );
  mailId = await one(
    `insert into mail (kind, person_id, address, locale, round_id, position_id, facts, dedupe_key, thread, state, reason,
       attempts, created_at)
     select 'offer', id, email, 'nb', '2027V-trondheim', 'P1', $2, 'look', 'one', 'rejected', $3, 4, '2026-11-06 09:00Z'
     from person where email = $1 returning id`,
    STUDENT,
    JSON.stringify(mailSamples.offer),
    `550 5.1.1 <address>: ${'x'.repeat(120)}`,
  );
  await database.query(
    `insert into link (person_id, purpose, subject, created_at) select id, 'rating', 'P1', '2026-11-01 08:00Z' from person
     where email = $1`,
    [TEACHER],
  );
  chrome = await launchChromium();
}, 120_000);
beforeEach(() => {
  complaints = [];
});
afterAll(async () => {
  await chrome.close();
  await board.close();
});

async function signedIn(address: string, width: number): Promise<{ context: BrowserContext; page: Page }> {
  const context = await chrome.newContext({ viewport: { width, height: 800 } });
  const page = await context.newPage();
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.goto(`${board.url}/board/sign-in`);
  await page.fill('#email', address);
  await page.click('main button');
  await page.waitForSelector('main[data-page="board-sign-in-sent"]');
  await page.goto(board.url + (await board.mailedLink(address)));
  await page.click('main button');
  await page.waitForSelector('main[data-page="board-rounds"]');
  return { context, page };
}

/** The page has that state, is no wider than its window and can be used by everybody. */
async function looksWell(page: Page, state: string, width: number): Promise<void> {
  await page.waitForSelector(`main[data-page="${state}"]`);
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  expect([state, violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])]).toEqual([state, []]);
  expect([state, await page.evaluate('document.documentElement.scrollWidth')]).toEqual([state, width]);
}

test.each([
  [360, TRONDHEIM],
  [1280, FACULTY],
])(
  'at %d px the pages of mails, people and what will leave fit and can be used by %s',
  async (width, address) => {
    const { context, page } = await signedIn(address, width);
    const student = await one(`select id from person where email = 'd@stud.example'`);
    const teacher = await one('select id from person where email = $1', TEACHER);
    for (const [path, state] of [
      ['/board/mails', 'board-mails'],
      ['/board/mails?q=none', 'board-mails'],
      [`/board/mails/${mailId}`, 'board-mail'],
      [`/board/acts/resend-mail/${mailId}`, 'board-act'],
      ['/board/people', 'board-people'],
      ['/board/people?q=stud', 'board-people'],
      [`/board/people/${student}`, 'board-person'],
      [`/board/people/${teacher}`, 'board-person'],
      [`${AHEAD}?days=30`, 'board-ahead'],
    ] as const) {
      await page.goto(board.url + path);
      await looksWell(page, state, width);
    }
    const [summary] = await page.$$('.ahead-mails summary');
    await summary?.click();
    await page.click('.ahead-mails a');
    await looksWell(page, 'board-ahead-mail', width);
    await page.goto(`${board.url}${AHEAD}/none?at=${DURING_OFFERS.getTime()}`);
    await looksWell(page, 'board-ahead-gone', width);
    // A browser notes every answer of 404 or above.
    expect(complaints.filter((text) => !text.includes('404'))).toEqual([]);
    await context.close();
  },
  120_000,
);
