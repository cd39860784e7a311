import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Browser, faultsIn, filled } from './browser.js';
import { nameOf, STATES, type State } from './states.js';
import { startWorld, type World } from './world.js';

let world: World;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

/** Opens a state, and shows that nothing but a decision changes anything on the way. */
async function visit({ at, open, next, ...first }: State) {
  const path = await open(world);
  await world.app.setClock(at);
  const browser = new Browser(world.url);
  const before = await world.app.dump();
  await browser.get(path, { method: 'HEAD' });
  let page = await browser.get(path);
  for (const { fill, form = 'step', press } of [first, ...(next ? [next] : [])])
    if (fill) page = await browser.post(page, filled(page, form, fill, press));
  if (page.state !== 'apply-sent' && page.state !== 'rating-confirm') expect(await world.app.dump()).toBe(before);
  return page;
}

describe('each state shows its page and changes nothing', () => {
  test.each(STATES.map((state) => [nameOf(state), state] as const))('%s', async (_name, state) => {
    const page = await visit(state);
    expect([page.state, page.status]).toEqual([state.page, state.status ?? 200]);
    expect(page.root.querySelectorAll('h1')).toHaveLength(1);
    expect(page.root.querySelector('title')?.text).toMatch(
      page.status === 422 ? /^Feil: .+ – Stafett$/ : /.+ – Stafett$/,
    );
    const { fields, summary } = faultsIn(page);
    expect(summary).toEqual(fields);
    expect(fields.length > 0).toBe(page.status === 422);
    for (const field of summary) expect(page.root.getElementById(field)).not.toBeNull();
  });
});

test('templates are written in letters of one byte, since one of two makes the whole page twice as large in memory', () => {
  const folder = join(import.meta.dirname, '..', '..', 'templates');
  const files = ['pages', 'partials'].flatMap((name) =>
    readdirSync(join(folder, name)).map((file) => join(name, file)),
  );
  const larger = files.filter((file) => /[^\0-\xff]/.test(readFileSync(join(folder, file), 'utf8')));
  expect(larger).toEqual([]);
});

test('titles tell the states of one matter apart', async () => {
  const titles = new Map<string, string>();
  for (const state of STATES.filter(({ note }) => !note)) {
    const title = (await visit(state)).root.querySelector('title')?.text ?? '';
    expect([titles.get(title), state.page]).toEqual([undefined, state.page]);
    titles.set(title, state.page);
  }
});

test('every page of a person is in the language of the person', async () => {
  world.locale = 'en';
  for (const state of STATES) {
    const page = await visit(state);
    const unknown = /^(home|apply-sent|link-unknown|link-unopened|not-found|refused|busy|failure|too-large)$/.test(
      state.page,
    );
    expect([state.page, page.root.querySelector('html')?.getAttribute('lang')]).toEqual([
      state.page,
      unknown ? 'nb' : 'en',
    ]);
  }
  world.locale = 'nb';
});
