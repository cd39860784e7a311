import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { addToken } from '../../src/api/tokens/tokens.js';
import { addOperator } from '../../src/people/operators.js';
import { transact } from '../../src/platform/app.js';
import { addWebhook } from '../../src/webhooks/webhooks.js';
import { launchChromium } from '../support/chromium.js';
import { type Board, startBoard } from './harness.js';
import { looksWell, openWindow } from './look.js';
import { DURING_OFFERS, FACULTY, seedBoard, seedSystems } from './seed.js';

const OPERATOR = 'ops@uni.example';
const PAGE = '/board/systems';
const LONG = `https://${'adgang'.repeat(9)}.uni.example/${'kroker'.repeat(12)}?til=stafett`;

let board: Board;
let chrome: Browser;
let ids: { readonly token: string; readonly webhook: string };

beforeAll(async () => {
  board = await startBoard();
  const { app } = board;
  await seedBoard(app.database);
  await app.setClock(DURING_OFFERS);
  await seedSystems(app);
  await transact(app, async (tx) => {
    const of = { campusId: 'trondheim', madeBy: 'en-driftskonto-med-langt-navn' };
    await addOperator(tx, OPERATOR);
    await addToken(tx, { ...of, name: 'w'.repeat(60), scopes: ['changes'], days: null });
    await addWebhook(tx, { ...of, url: LONG, events: ['accepted', 'withdrawn', 'final-list'], private: false });
    await addWebhook(tx, { ...of, url: `${LONG}&borte`, events: ['accepted'], private: false });
  });
  await app.database.query(`update webhook set gone = true, removed_at = $1 where url like '%borte'`, [DURING_OFFERS]);
  const one = async (sql: string) => (await app.database.query<[{ id: string }]>(sql))[0].id;
  ids = {
    token: await one(`select id from api_token where name like 'www%'`),
    webhook: await one(`select id from webhook where url like '%til=stafett'`),
  };
  chrome = await launchChromium();
}, 120_000);
afterAll(async () => {
  await chrome.close();
  await board.close();
});

test.each([
  [390, OPERATOR],
  [1280, FACULTY],
])(
  'at %d px the pages of other systems fit and can be used by %s',
  async (width, address) => {
    const { context, page, complaints } = await openWindow(board, chrome, address, width);
    for (const [path, state] of [
      [PAGE, 'board-systems'],
      [`${PAGE}/tokens/${ids.token}`, 'board-system-end'],
      [`${PAGE}/webhooks/${ids.webhook}`, 'board-system-end'],
      ['/board/machinery', 'board-machinery'],
    ] as const) {
      await page.goto(board.url + path);
      await looksWell(page, state);
    }
    expect(complaints).toEqual([]);
    await context.close();
  },
  120_000,
);
