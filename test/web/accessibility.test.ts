import AxeBuilder from '@axe-core/playwright';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Browser, chromium, type Page } from 'playwright-core';
import { findChromium } from '../support/chromium.js';
import { nameOf, STATES, type State } from './states.js';
import { startWorld, type World } from './world.js';

const ARGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

let world: World;
let browser: Browser;

beforeAll(async () => {
  world = await startWorld();
  browser = await chromium.launch({ executablePath: await findChromium(), args: ARGS });
}, 120_000);
afterAll(async () => {
  await browser.close();
  await world.close();
});

/** Shows a state on a small phone. */
async function show(page: Page, { at, open, post, form }: State): Promise<void> {
  const path = await open(world);
  await world.app.setClock(at);
  await page.goto(world.url + path);
  if (post) await Promise.all([page.waitForEvent('load'), page.evaluate(send, { fields: post, name: form })]);
}

/** Runs in the page: sends these fields, with those of the form that has the field `name`, or else alone. */
function send({ fields, name }: { fields: Readonly<Record<string, string>>; name: string | undefined }): void {
  const found = name ? document.querySelector<HTMLInputElement>(`[name="${name}"]`)?.form : null;
  const form = found ?? document.createElement('form');
  form.method = 'post';
  document.body.append(form);
  for (const [field, value] of Object.entries(fields)) {
    for (const control of form.querySelectorAll(`[name="${field}"]`)) control.remove();
    const input = document.createElement('input');
    Object.assign(input, { type: 'hidden', name: field, value });
    form.append(input);
  }
  form.submit();
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
    if (state.status === 422) expect(await page.evaluate(() => document.activeElement?.id)).toBe('faults');
    await page.setViewportSize({ width: 320, height: 740 });
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBeLessThanOrEqual(320);
    await page.setViewportSize({ width: 360, height: 740 });
  });
});
