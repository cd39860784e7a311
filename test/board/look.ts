import { expect } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { violationsOn } from '../support/accessibility.js';
import { type Board, signInAs } from './harness.js';

/** A window of a real browser that is signed in to the board. */
export interface Window {
  readonly context: BrowserContext;
  readonly page: Page;
  /** What its pages have complained of, in the console or by a fault in a script. */
  readonly complaints: readonly string[];
}

/** Opens a window of whoever has that address, so many pixels wide. */
export async function openWindow(board: Board, chrome: Browser, address: string, width: number): Promise<Window> {
  const { cookies } = await signInAs(board, address);
  const context = await chrome.newContext({ viewport: { width, height: 800 } });
  await context.addCookies([...cookies].map(([name, value]) => ({ name, value, url: `${board.url}/board` })));
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  return { context, page, complaints };
}

/** The page has that state, is no wider than its window and can be used by everybody, with all that unfolds unfolded. */
export async function looksWell(page: Page, state: string): Promise<void> {
  await page.waitForSelector(`main[data-page="${state}"]`);
  for (const details of await page.$$('details')) await details.evaluate((one) => one.setAttribute('open', ''));
  expect([state, await violationsOn(page)]).toEqual([state, []]);
  const width = await page.evaluate('document.documentElement.scrollWidth');
  expect([state, width]).toEqual([state, page.viewportSize()?.width]);
}
