import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../support/chromium.js';
import { show } from './show.js';
import { nameOf, STATES, type State } from './states.js';
import { startWorld, type World } from './world.js';

let world: World;
let chromium: Browser;

beforeAll(async () => {
  world = await startWorld();
  chromium = await launchChromium();
}, 120_000);
afterAll(async () => {
  await chromium.close();
  await world.close();
});

const MARKUP = '<script>alert(1)</script><x-hostile onmouseenter=alert(1)>';
const BREAKOUT = `" data-hostile="1" autofocus onfocus="alert(1)' {{name}} {name}`;
const TURNED = '\u202e\u2067\u200fdrowssap\r\nBcc: x@evil.example';
const LONG = 'Å'.repeat(200);
const HOSTILE = `${MARKUP}${BREAKOUT}${TURNED} ${LONG}`;

/** Gives everybody and everything a hostile name. */
async function poison(): Promise<void> {
  await world.app.database.query(`update person set name = $1, phone = $2`, [
    HOSTILE,
    `+47${'0'.repeat(60)}" onfocus="x`,
  ]);
  await world.app.database.query(`update position set title = $1`, [HOSTILE]);
  await world.app.database.query(`update campus set name = $1`, [HOSTILE]);
  await world.app.database.query(`update demand set comment = $1 where comment <> ''`, [HOSTILE]);
  await world.app.database.query(`update application_form set text = $1 where text <> ''`, [HOSTILE]);
}

// Runs in the page.
const LOOK = `({
  width: document.documentElement.scrollWidth,
  scripts: [...document.scripts].filter((script) => script.text || !script.src.startsWith(location.origin + '/assets/')).length,
  handlers: [...document.querySelectorAll('*')].flatMap((one) => one.getAttributeNames()).filter((name) => /^on/.test(name)),
  broken: document.querySelectorAll('x-hostile, [data-hostile]').length,
  turned: /[\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]/.test(document.documentElement.outerHTML),
  shown: document.body.textContent.includes('x-hostile'),
})`;

interface Looks {
  readonly width: number;
  readonly scripts: number;
  readonly handlers: readonly string[];
  readonly broken: number;
  readonly turned: boolean;
  readonly shown: boolean;
}

/** What is wrong with a state that has hostile names; null when nothing is. */
async function harmOf(page: Page, state: State): Promise<{ readonly harm: unknown; readonly shown: boolean }> {
  try {
    await show(world, page, state, poison);
  } catch (error) {
    return { harm: String(error).split('\n', 1)[0], shown: false };
  }
  const { shown, ...looks }: Looks = await page.evaluate(LOOK);
  const well = { width: Math.min(looks.width, 320), scripts: 0, handlers: [], broken: 0, turned: false };
  return { harm: isDeepStrictEqual(looks, well) ? null : looks, shown };
}

async function walk(): Promise<void> {
  const context = await chromium.newContext({ locale: 'nb', viewport: { width: 320, height: 700 } });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const complaints: string[] = [];
  page.on('dialog', (dialog) => void dialog.dismiss().then(() => complaints.push(`a dialog on ${page.url()}`)));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (said) => {
    if (/Content Security Policy/i.test(said.text())) complaints.push(said.text());
  });
  const harmed = new Map<string, unknown>();
  let named = 0;
  for (const state of STATES) {
    const { harm, shown } = await harmOf(page, state);
    if (harm) harmed.set(nameOf(state), harm);
    if (shown) named += 1;
  }
  await context.close();
  expect(Object.fromEntries(harmed)).toEqual({});
  expect(complaints).toEqual([]);
  // The names are on most pages, so that the others say something too.
  expect(named).toBeGreaterThan(STATES.length / 2);
}

test('hostile names do no harm to any page, nor to its layout', walk, 300_000);

test('what the test looks for is found where it is', async () => {
  const page = await chromium.newPage();
  await page.setContent(`<body>${MARKUP}<p data-hostile="1" onfocus="x">\u202e</p><p>${LONG}</p></body>`);
  await page.setViewportSize({ width: 320, height: 700 });
  const looks: Looks = await page.evaluate(LOOK);
  expect(looks).toMatchObject({ scripts: 1, broken: 2, turned: true });
  expect(looks.handlers).toEqual(['onmouseenter', 'onfocus']);
  expect(looks.width).toBeGreaterThan(320);
  await page.close();
});
