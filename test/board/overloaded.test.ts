import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parse } from 'node-html-parser';
import { type Board, signInAs, startBoard } from './harness.js';
import { DURING_OFFERS, FACULTY, GJOVIK, STUDENT, seedBoard, TRONDHEIM } from './seed.js';

let board: Board;
beforeAll(async () => {
  board = await startBoard();
  await seedBoard(board.app.database);
  await board.app.setClock(DURING_OFFERS);
});
afterAll(() => board.close());

/** The student accepts a position as well, of so many hours, from now on. */
const accepts = async (position: string, hours: number, state = 'accepted') => {
  await board.app.database.query(`update position set hours = $2 where id = $1`, [position, hours]);
  await board.app.database.query(
    `insert into offer (position_id, person_id, rank, issued_at, expires_at, state)
     select $1, id, 1, '2026-11-06 08:00Z', '2026-11-20 23:00Z', $2 from person where email = $3`,
    [position, state, STUDENT],
  );
};
const warned = async (address: string, round: string) => {
  const browser = await signInAs(board, address);
  const section = parse((await browser.get(`/board/rounds/${round}`)).text).querySelector('[data-warning="hours"]');
  return section?.querySelectorAll('li').map((line) => line.text.replace(/\s+/g, ' ').trim()) ?? null;
};

test('nobody is warned of at the limit, and open offers do not count', async () => {
  await accepts('G1', 143);
  await accepts('P2', 100, 'open');
  expect(await warned(TRONDHEIM, '2027V-trondheim')).toBeNull();
});

test('above it the contact of each round that the student works in sees who, how much and where', async () => {
  await board.app.database.query(`update offer set state = 'accepted' where position_id = 'P2'`);
  const line =
    'Åse Ås student@stud.example: 343 timer (IDATG1001 Gjøvik: 143, TDT4100 Trondheim: 100, TDT4109 Trondheim: 100)';
  expect(await warned(TRONDHEIM, '2027V-trondheim')).toEqual([line]);
  expect(await warned(GJOVIK, '2027V-gjovik')).toEqual([line]);
});

test('another semester does not count', async () => {
  await board.app.database.query(`update round set semester = '2026H' where id = '2027V-gjovik'`);
  expect(await warned(FACULTY, '2027V-trondheim')).toBeNull();
  expect(await warned(GJOVIK, '2027V-gjovik')).toBeNull();
});
