import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../support/chromium.js';
import { selectorOf } from './browser.js';
import { nameOf, STATES, type State } from './states.js';
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

/** Shows a state on a small phone. */
async function show(page: Page, { at, open, fill, form = 'step' }: State): Promise<void> {
  const path = await open(world);
  await world.app.setClock(at);
  await page.goto(world.url + path);
  if (!fill) return;
  const sent = page
    .locator('form')
    .filter({ has: page.locator(selectorOf(form)) })
    .first();
  for (const [field, value] of Object.entries(fill)) {
    const control = sent.locator(selectorOf(field)).first();
    const type = await control.getAttribute('type');
    if (type === 'radio') await sent.locator(`${selectorOf(field)}[value="${value}"]`).check();
    else if (field === 'kind.') await control.selectOption(value);
    else await control.fill(value);
  }
  await sent.locator('button').click();
}

describe.each(['nb', 'en'] as const)('in %s', (locale) => {
  let page: Page;
  beforeAll(async () => {
    world.locale = locale;
    const context = await browser.newContext({ locale, viewport: { width: 360, height: 740 } });
    page = await context.newPage();
  });
  afterAll(() => page.context().close());

  test.each(STATES.map((state) => [nameOf(state), state] as const))('%s is accessible', async (_name, state) => {
    await show(page, state);
    const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    expect(await page.getAttribute('main', 'data-page')).toBe(state.page);
    if (state.status === 422) expect(await page.locator(':focus').getAttribute('id')).toBe('faults');
    await page.setViewportSize({ width: 320, height: 740 });
    const width = await page.evaluate('document.documentElement.scrollWidth');
    expect(width).toBeLessThanOrEqual(320);
    await page.setViewportSize({ width: 360, height: 740 });
  });
});
