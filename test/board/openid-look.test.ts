import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { freePort } from '../../src/rehearsal/free-port.js';
import { violationsOn } from '../support/accessibility.js';
import { launchChromium } from '../support/chromium.js';
import { type OpenIdProvider, startOpenIdProvider } from '../support/openid-provider.js';
import { type Board, startBoard } from './harness.js';
import { DURING_OFFERS, seedBoard, TRONDHEIM } from './seed.js';

let provider: OpenIdProvider;
let board: Board;
let chrome: Browser;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  const listenOn = await freePort();
  // The provider is another site: it is on localhost.
  const baseUrl = `http://127.0.0.1:${listenOn}`;
  provider = await startOpenIdProvider(baseUrl);
  board = await startBoard({ baseUrl, listenOn, env: provider.env });
  await seedBoard(board.app.database);
  await board.app.setClock(DURING_OFFERS);
  provider.accounts.set('kari', { email: TRONDHEIM, email_verified: true });
  provider.accounts.set('stranger', { email: 'stranger@uni.example', email_verified: true });
  chrome = await launchChromium();
}, 120_000);
beforeEach(async () => {
  complaints.length = 0;
  const context = await chrome.newContext({ locale: 'nb', viewport: { width: 320, height: 740 } });
  page = await context.newPage();
  page.setDefaultTimeout(15_000);
  page.on('console', (said) => {
    if (/Content Security Policy/i.test(said.text())) complaints.push(said.text());
  });
});
afterAll(async () => {
  await chrome.close();
  await board.close();
  await provider.stop();
});

/** The page has that state, fits a phone and can be used by everybody. */
async function looksWell(state: string): Promise<void> {
  await page.waitForSelector(`main[data-page="${state}"]`);
  expect([state, await violationsOn(page)]).toEqual([state, []]);
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(320);
}

async function signInAs(account: string): Promise<void> {
  await page.fill('[name="account"]', account);
  await page.click('text="In"');
}

test('a browser goes to the provider and back to the page it wanted, and signs out of both', async () => {
  await page.goto(`${board.url}/board/mails`);
  await looksWell('board-sign-in');
  await page.click('text="Logg inn med Feide"');
  await signInAs('kari');
  await page.waitForSelector('main[data-page="board-mails"]');
  expect(page.url()).toBe(`${board.url}/board/mails`);
  const cookie = (await page.context().cookies(`${board.url}/board`)).find(({ name }) => name === 'stafett-board');
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/board' });

  await page.click('text="Logg ut"');
  await page.click('button[value="yes"]');
  await looksWell('board-signed-out');
  await page.goto(`${board.url}/board`);
  await looksWell('board-sign-in');
  // The provider has forgotten too, and asks.
  await page.click('text="Logg inn med Feide"');
  await page.waitForSelector('[name="account"]');
  expect(complaints).toEqual([]);
}, 60_000);

test('whoever is not let in signs in as somebody else, where the provider would not have asked', async () => {
  await page.goto(`${board.url}/board`);
  await page.click('text="Logg inn med Feide"');
  await signInAs('stranger');
  await looksWell('board-openid-unknown');
  await page.click('text="Logg inn som en annen med Feide"');
  await signInAs('kari');
  await page.waitForSelector('main[data-page="board-rounds"]');
  expect(complaints).toEqual([]);
}, 60_000);

test('a page on the way says where it leads, and one that failed how to go on', async () => {
  await page.route('http://localhost:*/**', (route) => route.fulfill({ status: 204 }));
  await page.goto(`${board.url}/board/sign-in`);
  await page.click('text="Logg inn med Feide"');
  await looksWell('board-openid-leave');
  expect(await page.getAttribute('main a', 'href')).toContain(provider.env.OIDC_ISSUER);
  await page.goto(`${board.url}/board/sign-in/openid?state=forged`);
  await looksWell('board-openid-failed');
  await page.goto(`${board.url}/board/sign-out?here`);
  await looksWell('board-signed-out');
}, 60_000);
