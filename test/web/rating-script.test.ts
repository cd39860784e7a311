import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { launchChromium } from '../support/chromium.js';
import { announced } from './rows.js';
import { DURING, type Round, startWorld, type World } from './world.js';

const NAMES = ['Ali Al', 'Bo By', 'Eva Ek', 'Ida Is', 'Ola Øy'];

let world: World;
let chromium: Browser;
let context: BrowserContext;
let page: Page;
let round: Round;
let path: string;
let complaints: string[];

beforeAll(async () => {
  world = await startWorld();
  chromium = await launchChromium();
}, 120_000);
afterAll(async () => {
  await chromium.close();
  await world.close();
});
beforeEach(async () => {
  round = (await announced(world, ...NAMES)).round;
  path = await world.link(round.teacher, 'rating', round.positions[0]);
  await world.app.setClock('2026-10-28T13:05Z');
});
afterEach(() => context.close());

/** Opens the form in a window of its own. */
async function open(options: Parameters<Browser['newContext']>[0] = {}): Promise<void> {
  context = await chromium.newContext({ locale: 'nb', viewport: { width: 1280, height: 900 }, ...options });
  complaints = [];
  page = await window();
}

async function window(): Promise<Page> {
  const opened = await context.newPage();
  opened.on('pageerror', (error) => complaints.push(error.message));
  opened.on('console', (line) => {
    if (line.type() === 'error' && !line.text().includes('409')) complaints.push(line.text());
  });
  await opened.goto(world.url + path);
  return opened;
}

const row = (name: string, of = page) => of.locator('tr[data-applicant]', { hasText: name });
const button = (name: string, what: string) => row(name).locator(`[id^="${what}-"]`);
const focused = () => page.evaluate(`document.activeElement.id.split('-')[0].split('.')[0]`);

/** Who stands in each list, with the places in their fields. */
async function lists(of = page): Promise<string[][]> {
  const read = (list: string) =>
    of.locator(`[data-list="${list}"] [data-applicant]`).evaluateAll((rows) =>
      rows.map((one) => {
        const field: { value: string } | null = one.querySelector('.place');
        return `${one.querySelector('.who-name')?.textContent} ${field?.value}`.trim();
      }),
    );
  return [await read('ranked'), await read('unplaced'), await read('unsuited')];
}

const savedIn = (of = page) => of.locator('.draft-status [data-state="saved"]').waitFor();
const versions = async () =>
  (
    await world.app.database.query<{ version: string }[]>(`select version from rating_draft where position_id = $1`, [
      round.positions[0],
    ])
  ).map(({ version }) => version);

/** Drags a row by its handle to where another one is, with the mouse or a finger. */
async function drag(name: string, to: string, finger = false): Promise<void> {
  await row(name).locator('.grip').scrollIntoViewIfNeeded();
  const from = await row(name).locator('.grip').boundingBox();
  const goal = await page.locator(to).boundingBox();
  if (!from || !goal) throw new Error('There is nothing to drag, or nowhere to drag it.');
  const [x, y] = [from.x + from.width / 2, from.y + from.height / 2];
  const steps = 12;
  const along = (step: number) => ({ x, y: y + ((goal.y + 8 - y) * step) / steps });
  const session = finger ? await context.newCDPSession(page) : null;
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', points: { x: number; y: number }[]) =>
    session?.send('Input.dispatchTouchEvent', { type, touchPoints: points });
  if (finger) await touch('touchStart', [{ x, y }]);
  else {
    await page.mouse.move(x, y);
    await page.mouse.down();
  }
  for (let step = 1; step <= steps; step += 1) {
    if (finger) await touch('touchMove', [along(step)]);
    else await page.mouse.move(along(step).x, along(step).y);
    await page.evaluate('new Promise(requestAnimationFrame)');
  }
  if (finger) await touch('touchEnd', []);
  else await page.mouse.up();
}

describe('with script', () => {
  afterEach(() => expect(complaints).toEqual([]));

  test.each([
    ['a mouse at 1280 px', { viewport: { width: 1280, height: 900 } }, false],
    ['a finger at 360 px', { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }, true],
  ])('rows are dragged by %s, numbered at once and kept', async (_how, options, finger) => {
    await open(options);
    await drag('Ali Al', '[data-list="ranked"] .empty', finger);
    expect(await lists()).toEqual([['Ali Al 1'], ['Bo By', 'Eva Ek', 'Ida Is', 'Ola Øy'], []]);
    await drag('Bo By', '[data-list="ranked"] [data-applicant]', finger);
    expect((await lists())[0]).toEqual(['Bo By 1', 'Ali Al 2']);
    expect(await page.locator('[data-count="ranked"]').textContent()).toBe('2');
    expect(await page.locator('[data-said]').textContent()).toBe('Bo By har plass 1 av 2.');
    await savedIn();
    expect((await page.locator('.draft-status').textContent())?.trim()).toBe('Utkast lagret kl. 14.05.');
    const kept = await lists();
    await page.reload();
    expect(await lists()).toEqual(kept);
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
  });

  test('everything can be done by keyboard, the focus stays, and each move is said', async () => {
    await open();
    await button('Ida Is', 'up').focus();
    await page.keyboard.press('Enter');
    expect([(await lists())[0], await focused()]).toEqual([['Ida Is 1'], 'up']);
    await button('Bo By', 'up').focus();
    await page.keyboard.press('Space');
    expect([(await lists())[0], await focused()]).toEqual([['Ida Is 1', 'Bo By 2'], 'up']);
    await page.keyboard.press('Space');
    expect((await lists())[0]).toEqual(['Bo By 1', 'Ida Is 2']);
    await page.keyboard.press('ArrowUp');
    expect(await page.locator('[data-said]').textContent()).toBe('Bo By står øverst.');
    await page.keyboard.press('ArrowDown');
    expect([(await lists())[0], await focused()]).toEqual([['Ida Is 1', 'Bo By 2'], 'up']);
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('down');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    expect([await lists(), await focused()]).toEqual([
      [['Ida Is 1'], ['Ali Al', 'Eva Ek', 'Ola Øy'], ['Bo By']],
      'unsuited',
    ]);
    expect(await page.locator('[data-said]').textContent()).toBe('Bo By er uegnet.');
    await page.keyboard.press('Shift+Tab');
    expect(await focused()).toBe('back');
    await page.keyboard.press('Enter');
    expect([(await lists())[1]?.at(-1), await focused()]).toEqual(['Bo By', 'up']);
    await page.locator('#rest').focus();
    await page.keyboard.press('Space');
    await page.locator('#rating button').first().focus();
    await page.keyboard.press('Enter');
    await page.locator('[data-page="rating-confirm"]').waitFor();
    await page.keyboard.press('Tab');
    await page.locator('main button', { hasText: 'Send inn rangeringen' }).focus();
    await page.keyboard.press('Enter');
    await page.locator('[data-page="rating-received"]').waitFor();
    expect(await versions()).toEqual([]);
  });

  test('a place that is written moves the row, by Enter and when the field is left', async () => {
    await open();
    for (const name of ['Ali Al', 'Bo By', 'Eva Ek']) await button(name, 'up').click();
    await row('Eva Ek').locator('.place').fill('1');
    await page.keyboard.press('Enter');
    expect([(await lists())[0], await focused()]).toEqual([['Eva Ek 1', 'Ali Al 2', 'Bo By 3'], 'rank']);
    await row('Ola Øy').locator('.place').fill('2');
    await page.keyboard.press('Tab');
    await page.locator('[data-list="ranked"] [data-applicant]').nth(3).waitFor();
    expect([(await lists())[0], await focused()]).toEqual([['Eva Ek 1', 'Ola Øy 2', 'Ali Al 3', 'Bo By 4'], 'up']);
    await row('Ola Øy').locator('.place').fill('to');
    await page.keyboard.press('Enter');
    expect(await page.locator('.draft-status').textContent()).toContain('Skriv plassen som et helt tall');
    expect(await row('Ola Øy').locator('.place').getAttribute('aria-invalid')).toBe('true');
    await row('Ola Øy').locator('.place').fill('');
    await page.keyboard.press('Enter');
    expect((await lists()).slice(0, 2)).toEqual([
      ['Eva Ek 1', 'Ali Al 2', 'Bo By 3'],
      ['Ida Is', 'Ola Øy'],
    ]);
    await savedIn();
  });

  test('a window that has not seen the newest draft says so and overwrites it only when told to', async () => {
    await open();
    const other = await window();
    await button('Ida Is', 'up').click();
    await savedIn();
    const before = await versions();
    await row('Eva Ek', other).locator('[id^="up-"]').click();
    await other.locator('.draft-status [data-state="stale"]').waitFor();
    expect(await other.locator('.draft-status').textContent()).toContain('nyere utkast fra et annet vindu');
    expect(await versions()).toEqual(before);
    await other.locator('[data-keep]').click();
    await savedIn(other);
    await page.reload();
    expect((await lists())[0]).toEqual(['Eva Ek 1']);
  });

  test('a draft that is not saved yet when the form is sent is no conflict', async () => {
    await open();
    await button('Ida Is', 'up').click();
    await savedIn();
    for (const name of NAMES.filter((one) => one !== 'Ida Is')) await row(name).locator('[name^="unsuited."]').check();
    await page.locator('#rating button').first().click();
    await page.locator('main button', { hasText: 'Gå tilbake' }).click();
    await page.locator('[data-page="rating-form"]').waitFor();
    expect((await lists()).map((list) => list.length)).toEqual([1, 0, 4]);
    await button('Ali Al', 'back').click();
    await savedIn();
  });

  test('a form whose link has ended says that the draft is lost', async () => {
    await open();
    await world.app.database.query(`update link set revoked_at = $2 where subject = $1`, [
      round.positions[0],
      DURING.rating,
    ]);
    await button('Ida Is', 'up').click();
    await page.getByText('Utkastet kan ikke lagres. Last siden på nytt.').waitFor();
    complaints.splice(0);
  });
});

test('without script the buttons come back with the row moved and the focus where it was', async () => {
  await open({ javaScriptEnabled: false, viewport: { width: 360, height: 740 } });
  await button('Ida Is', 'up').click();
  await button('Bo By', 'up').click();
  await button('Bo By', 'up').press('Enter');
  await page.locator('[data-list="ranked"] tr:nth-child(2)', { hasText: 'Bo By' }).waitFor();
  expect(await page.locator('button:focus').getAttribute('aria-label')).toBe('Flytt Bo By opp');
  await row('Eva Ek').locator('.place').fill('1');
  await page.locator('button[value="save"]').click();
  await page.locator('[data-list="ranked"] tr:nth-child(2)', { hasText: 'Eva Ek' }).waitFor();
  expect((await page.locator('.draft-status').textContent())?.trim()).toBe('Utkast lagret kl. 14.05.');
  expect(await page.locator('.grip').count()).toBe(0);
});
