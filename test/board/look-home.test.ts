import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { launchChromium } from '../support/chromium.js';
import { type Board, startBoard } from './harness.js';
import { looksWell, openWindow } from './look.js';
import { DURING_OFFERS, FACULTY, seedBoard, TRONDHEIM } from './seed.js';

const ROUND = '/board/rounds/2027V-trondheim';
const LONG = 'Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewissenhaftschafers';

let board: Board;
let chrome: Browser;

beforeAll(async () => {
  board = await startBoard();
  await seedBoard(board.app.database);
  await seedMore();
  await board.app.setClock(DURING_OFFERS);
  chrome = await launchChromium();
}, 120_000);
afterAll(async () => {
  await chrome.close();
  await board.close();
});

/** Forty positions more, of teachers who have not rated, some with names that no column holds, and what needs somebody. */
async function seedMore(): Promise<void> {
  const { database } = board.app;
  await database.query(
    `insert into person (email, name, locale)
     select 'teacher' || n || '@uni.example', case n when 3 then $1 else 'Lærer nr. ' || n end, 'nb' from generate_series(1, 8) n`,
    [LONG],
  );
  await database.query(
    `insert into position (id, round_id, course, title, teacher_id, kind, openings, hours, announced_at)
     select 'X' || n, '2027V-trondheim', 'TMA4' || n, 'Matematikk for ' || case n when 12 then $1 else 'alle' end, t.id,
       'teaching-assistant', 3, 80, '2026-10-12 07:00Z'
     from generate_series(10, 49) n join person t on t.email = 'teacher' || n % 8 + 1 || '@uni.example'`,
    [LONG],
  );
  await database.query(
    `insert into application (position_id, person_id, priority, applied_at)
     select p.id, s.id, 2, '2026-10-20 10:00Z' from position p, person s
     where p.id like 'X%' and s.email like '%@stud.example' and p.id not in ('X20', 'X21')`,
  );
  await database.query(
    `insert into delegation (position_id, person_id, delegated_by_id, delegated_at)
     select 'X11', d.id, t.teacher_id, '2026-10-29 10:00Z' from position t, person d
     where t.id = 'X11' and d.email = 'teacher1@uni.example'`,
  );
  await database.query(`update position set hours = 300 where id = 'P1'`);
  await database.query(
    `insert into subject (stage, id, next_due_at, failures) values ('offer', 'P1', '2026-11-13 08:00Z', 3)`,
  );
  // A round that was over long ago.
  await database.query(
    `insert into round (id, campus_id, semester, calendar)
     select '2025V-trondheim', campus_id, '2025V', replace(replace(calendar::text, '2026', '2024'), '2027', '2025')::jsonb
     from round where id = '2027V-trondheim'`,
  );
}

test.each([
  [360, TRONDHEIM],
  [1280, FACULTY],
])(
  'at %d px the first page and the page of a round fit and can be used by %s',
  async (width, address) => {
    const { context, page, complaints } = await openWindow(board, chrome, address, width);
    const visit = async (path: string) => {
      await page.goto(board.url + path);
      await looksWell(page, path === '/board' ? 'board-rounds' : 'board-round');
    };
    for (const path of ['/board', ROUND, `${ROUND}?state=attention&sort=-open&q=a`, `${ROUND}?q=nobody`])
      await visit(path);
    await board.app.database.query(`update round set paused_at = '2026-11-09 08:00Z' where id = '2027V-trondheim'`);
    for (const path of ['/board', ROUND]) await visit(path);
    await board.app.database.query('update round set paused_at = null');
    expect(complaints).toEqual([]);
    await context.close();
  },
  240_000,
);

describe('a page that is open', () => {
  let context: BrowserContext;
  let complaints: readonly string[];
  let page: Page;

  const announce = (openings: number) =>
    board.app.database.query(
      `with changed as (update position set openings = $1 where id = 'P1' returning round_id)
       insert into event (at, kind, round_id) select '2026-11-10 12:00Z', 'openings-changed', round_id from changed`,
      [openings],
    );
  const filled = (of: number) => page.waitForSelector(`[data-position="P1"] >> text=1 av ${of}`);

  beforeEach(async () => {
    ({ context, page, complaints } = await openWindow(board, chrome, TRONDHEIM, 1280));
    await page.goto(board.url + ROUND);
    await filled(2);
  });
  test('shows what has changed by itself, says so, and takes nothing away from whoever is using it', async () => {
    await page.evaluate('document.body.dataset.same = "yes"');
    await page.click('summary');
    await page.fill('#q', 'half a wo');
    await page.focus('[data-position="P1"] a');
    await board.app.setClock('2026-11-10T13:05:00Z');
    await announce(4);
    await filled(4);
    expect(await page.textContent('[data-live-source] [role="status"]')).toBe('Oppdatert kl. 14.05');
    expect(await page.evaluate('document.body.dataset.same')).toBe('yes');
    expect(await page.inputValue('#q')).toBe('half a wo');
    expect(await page.evaluate('document.activeElement.getAttribute("href")')).toBe('/board/positions/P1');
    expect(await page.evaluate('document.querySelector("details").open')).toBe(true);
    await announce(2);
    await filled(2);
    await board.app.setClock(DURING_OFFERS);
    expect(complaints).toEqual([]);
    await context.close();
  }, 60_000);

  test('says when one has been signed out', async () => {
    const other = await context.newPage();
    await other.goto(`${board.url}/board`);
    await other.click('.board-nav form button');
    await page.waitForSelector('text=Du er logget ut');
    await context.close();
  }, 60_000);
});
