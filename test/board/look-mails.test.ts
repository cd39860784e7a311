import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { mailSamples } from '../../src/outbox/samples.js';
import { launchChromium } from '../support/chromium.js';
import { type Board, startBoard } from './harness.js';
import { looksWell, openWindow } from './look.js';
import { DURING_OFFERS, FACULTY, STUDENT, seedBoard, TEACHER, TRONDHEIM } from './seed.js';

const AHEAD = '/board/rounds/2027V-trondheim/ahead';
const LONG = 'Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewissenhaftschafers';

let board: Board;
let chrome: Browser;
let mailId: string;

const one = async (sql: string, ...values: unknown[]): Promise<string> => {
  const [row] = await board.app.database.query<{ id: string }[]>(sql, values);
  return row?.id ?? '';
};

beforeAll(async () => {
  board = await startBoard();
  const { database } = board.app;
  await seedBoard(database);
  await board.app.setClock(DURING_OFFERS);
  await database.query(`update person set name = $1 where email = 'd@stud.example'`, [LONG]);
  await database.query(
    `insert into subject (stage, id, next_due_at, advanced_to) values ('offer', 'P1', '2026-11-13 08:00Z', '2026-11-06 08:00Z')`,
  );
  mailId = await one(
    `insert into mail (kind, person_id, address, locale, round_id, position_id, facts, dedupe_key, thread, state, reason,
       attempts, created_at)
     select 'offer', id, email, 'nb', '2027V-trondheim', 'P1', $2, 'look', 'one', 'rejected', $3, 4, '2026-11-06 09:00Z'
     from person where email = $1 returning id`,
    STUDENT,
    JSON.stringify(mailSamples.offer),
    `550 5.1.1 <address>: ${'x'.repeat(120)}`,
  );
  await database.query(
    `insert into link (person_id, purpose, subject, created_at) select id, 'rating', 'P1', '2026-11-01 08:00Z' from person
     where email = $1`,
    [TEACHER],
  );
  chrome = await launchChromium();
}, 120_000);
afterAll(async () => {
  await chrome.close();
  await board.close();
});

test.each([
  [360, TRONDHEIM],
  [1280, FACULTY],
])(
  'at %d px the pages of mails, people and what will leave fit and can be used by %s',
  async (width, address) => {
    const { context, page, complaints } = await openWindow(board, chrome, address, width);
    const student = await one(`select id from person where email = 'd@stud.example'`);
    const teacher = await one('select id from person where email = $1', TEACHER);
    for (const [path, state] of [
      ['/board/mails', 'board-mails'],
      ['/board/mails?q=none', 'board-mails'],
      [`/board/mails/${mailId}`, 'board-mail'],
      [`/board/acts/resend-mail/${mailId}`, 'board-act'],
      ['/board/people', 'board-people'],
      ['/board/people?q=stud', 'board-people'],
      [`/board/people/${student}`, 'board-person'],
      [`/board/people/${teacher}`, 'board-person'],
      [`${AHEAD}?days=30`, 'board-ahead'],
    ] as const) {
      await page.goto(board.url + path);
      await looksWell(page, state);
    }
    const [summary] = await page.$$('.ahead-mails summary');
    await summary?.click();
    await page.click('.ahead-mails a');
    await looksWell(page, 'board-ahead-mail');
    await page.goto(`${board.url}${AHEAD}/none?at=${DURING_OFFERS.getTime()}`);
    await looksWell(page, 'board-ahead-gone');
    // A browser notes every answer of 404 or above.
    expect(complaints.filter((text) => !text.includes('404'))).toEqual([]);
    await context.close();
  },
  120_000,
);
