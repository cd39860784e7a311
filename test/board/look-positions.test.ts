import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { violationsOn } from '../support/accessibility.js';
import { launchChromium } from '../support/chromium.js';
import { type Board, signInAs } from './harness.js';
import { applicationOf, offeredBoard, offerTo, POSITION } from './position-board.js';
import { FACULTY, TRONDHEIM } from './seed.js';

const LONG = 'Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewissenhaftschafers';

let board: Board;
let chrome: Browser;
let complaints: string[];

beforeAll(async () => {
  board = await offeredBoard();
  chrome = await launchChromium();
}, 120_000);
afterAll(async () => {
  await chrome.close();
  await board.close();
});

/** A page of whoever has that address, 360 pixels wide. */
async function openFor(address: string): Promise<Page> {
  const { cookies } = await signInAs(board, address);
  const context = await chrome.newContext({ locale: 'nb', viewport: { width: 360, height: 740 } });
  await context.addCookies([...cookies].map(([name, value]) => ({ name, value, url: `${board.url}/board` })));
  const page = await context.newPage();
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('status of 4')) complaints.push(message.text());
  });
  return page;
}

/** The page has that state, fits a phone, a small one too, and can be used by everybody. */
async function looksWell(page: Page, state: string): Promise<void> {
  await page.waitForSelector(`main[data-page="${state}"]`);
  expect([state, await violationsOn(page)]).toEqual([state, []]);
  for (const width of [360, 320]) {
    await page.setViewportSize({ width, height: 740 });
    expect([state, await page.evaluate('document.documentElement.scrollWidth')]).toEqual([state, width]);
  }
  await page.setViewportSize({ width: 360, height: 740 });
}

test.each([
  [TRONDHEIM, ['move-offer', 'reinstate', 'change-openings']],
  [FACULTY, ['withdraw-offer']],
])(
  'the page of a position and what is done from it: %s',
  async (address, acts) => {
    complaints = [];
    const page = await openFor(address);
    const go = (path: string) => page.goto(board.url + path);
    const send = () => page.click('main form.form button[type="submit"]');
    await board.app.database.query(`update person set name = $1 where email = 'd@stud.example'`, [LONG]);
    const held = await offerTo(board, 'W');
    await go(POSITION);
    await looksWell(page, 'board-position');
    const subjects: Record<string, string> = {
      'move-offer': held,
      'withdraw-offer': held,
      reinstate: await applicationOf(board, 'C'),
      'change-openings': 'P1',
    };
    for (const name of acts) {
      await go(`/board/acts/${name}/${subjects[name]}`);
      await send();
      await page.waitForSelector('#reason-fault');
      await looksWell(page, 'board-act');
      if (name === 'move-offer') await page.fill('#day', '2026-12-01');
      if (name === 'change-openings') await page.fill('#openings', '3');
      if (name === 'reinstate') await page.selectOption('#place', 'more');
      await page.fill('#reason', `Avtalt med ${LONG}`);
      await send();
      await page.waitForSelector('main[data-page="board-act-confirm"]');
      await page.evaluate('for (const one of document.querySelectorAll("details")) one.open = true');
      await looksWell(page, 'board-act-confirm');
    }
    await go(`/board/acts/withdraw-offer/${await offerTo(board, 'B')}`);
    await looksWell(page, 'board-act-refused');
    expect(complaints).toEqual([]);
    await page.context().close();
  },
  180_000,
);
