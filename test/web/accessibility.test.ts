import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { violationsOn } from '../support/accessibility.js';
import { launchChromium } from '../support/chromium.js';
import { show } from './show.js';
import { nameOf, STATES } from './states.js';
import { startWorld, type World } from './world.js';

let world: World;
let browser: Browser;

beforeAll(async () => {
  world = await startWorld();
  browser = await launchChromium();
}, 120_000);
afterAll(async () => {
  await browser.close();
  await world.close();
});

// What the two languages share, layout, colours and structure, is looked at in one of them; in the other what has words.
const WORDS = [
  'html-has-lang',
  'html-lang-valid',
  'document-title',
  'button-name',
  'link-name',
  'label',
  'summary-name',
];

describe.each([
  ['nb', null],
  ['en', WORDS],
] as const)('in %s', (locale, rules) => {
  let page: Page;
  beforeAll(async () => {
    world.locale = locale;
    const context = await browser.newContext({ locale, viewport: { width: 360, height: 740 } });
    page = await context.newPage();
  });
  afterAll(() => page.context().close());

  test.each(STATES.map((state) => [nameOf(state), state] as const))('%s is accessible', async (_name, state) => {
    await show(world, page, state);
    expect(await violationsOn(page, rules ?? undefined)).toEqual([]);
    expect(await page.getAttribute('main', 'data-page')).toBe(state.page);
    if (state.status === 422) expect(await page.locator(':focus').getAttribute('id')).toBe('faults');
    await page.setViewportSize({ width: 320, height: 740 });
    const width = await page.evaluate('document.documentElement.scrollWidth');
    expect(width).toBeLessThanOrEqual(320);
    await page.setViewportSize({ width: 360, height: 740 });
  });
});

test('what keeps somebody from using a page is found where it is', async () => {
  const page = await browser.newPage();
  await page.setContent('<html lang="nb"><title>T</title><main><h1>T</h1><img src="x.png"></main></html>');
  expect(await violationsOn(page)).toEqual([['image-alt', ['<img src="x.png">']]]);
  expect(await violationsOn(page, WORDS)).toEqual([]);
  await page.close();
});
