import type { Page } from 'playwright-core';
import { selectorOf } from './browser.js';
import type { State, Step } from './states.js';
import type { World } from './world.js';

/**
 * Shows a state in a real browser.
 * @param prepare changes the rows of the state before the page is opened
 */
export async function show(
  world: World,
  page: Page,
  { at, open, next, ...first }: State,
  prepare?: () => Promise<void>,
): Promise<void> {
  const path = await open(world);
  await prepare?.();
  await world.app.setClock(at);
  await page.goto(world.url + path);
  for (const step of [first, ...(next ? [next] : [])]) await take(page, step);
}

async function take(page: Page, { fill, form = 'step', press }: Step): Promise<void> {
  if (!fill) return;
  const sent = page
    .locator('form')
    .filter({ has: page.locator(selectorOf(form)) })
    .first();
  // Whoever wants to fill in a form opens what it is folded into.
  const folded = page.locator('details:not([open])').filter({ has: page.locator(selectorOf(form)) });
  if ((await folded.count()) > 0) await folded.first().locator('> summary').click();
  for (const [field, value] of Object.entries(fill)) {
    const control = sent.locator(selectorOf(field)).first();
    const type = await control.getAttribute('type');
    if (type === 'hidden') await control.evaluate((field, given) => void Object.assign(field, { value: given }), value);
    else if (type === 'radio') await sent.locator(`${selectorOf(field)}[value="${value}"]`).check();
    else if (type === 'checkbox') await control.check();
    else if (field === 'kind.') await control.selectOption(value);
    else await control.fill(value);
  }
  await sent
    .locator(press ? `button[name="${press}"]` : 'button')
    .first()
    .click();
  // A click ends when the next page has begun, and that may have no content yet.
  await page.waitForLoadState();
}
