import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { parse } from 'node-html-parser';
import { calendar, oslo } from '../support/calendar.js';
import type { Browser, Page } from './browser.js';
import { type Board, signInAs, startBoard } from './harness.js';
import { carryOut, fieldsIn, prepare, textOf } from './position-board.js';
import { GJOVIK, seedBoard, TRONDHEIM } from './seed.js';

const ROUND = '2027V-trondheim';
const MOVE = `/board/acts/move-deadlines/${ROUND}`;
const EXTEND = '/board/acts/extend-rating/P1';

let board: Board;
let kari: Browser;
const query = <T>(sql: string) => board.app.database.query<T[]>(sql);

/** What is wrong with each field, as the summary says it. */
const faultsIn = ({ text }: Page) =>
  parse(text)
    .querySelectorAll('#faults li')
    .map((line) => line.text.trim());
const stored = async () =>
  (await query<{ calendar: object }>(`select calendar from round where id = '${ROUND}'`))[0]?.calendar;

beforeAll(async () => {
  board = await startBoard();
  await seedBoard(board.app.database);
  // P1 is to be rated: nobody has an offer yet.
  await query(`delete from offer`);
  await query(`update position set rated_at = null, rating_requested_at = '2026-10-26 22:59Z' where id = 'P1'`);
  await query(
    `insert into subject (stage, id, next_due_at, advanced_to)
     select stage, '${ROUND}', null, '2026-11-02 10:00Z'::timestamptz
     from unnest('{demand,report,announcement,application,rating}'::text[]) as stage`,
  );
  await query(
    `insert into report (round_id, reported_at, closed_at) values ('${ROUND}', '2026-10-08 08:00Z', '2026-10-09 13:00Z')`,
  );
  await board.app.setClock(oslo('2026-11-02T12:00'));
  kari = await signInAs(board, TRONDHEIM);
});
afterAll(() => board.close());
beforeEach(async () => {
  await board.app.setClock(oslo('2026-11-02T12:00'));
});

test('the form has every deadline that can be moved now, as it is', async () => {
  const form = await kari.get(MOVE);
  const { seen, reason, ...fields } = fieldsIn(form);
  expect(fields).toEqual({
    rateDue: calendar.rateDue,
    offersAt: calendar.offersAt,
    closesAt: calendar.closesAt,
  });
  expect(parse(form.text).querySelector('#rateDue')?.getAttribute('type')).toBe('datetime-local');
  expect((await kari.get(`/board/rounds/${ROUND}`)).text).toContain(`href="${MOVE}"`);
});

test('each fault names the field and what to do, and nothing is changed', async () => {
  const before = await board.app.dump({ without: ['session'] });
  const wrong = await prepare(kari, MOVE, {
    rateDue: '2026-11-01T12:00',
    offersAt: '2027-02-18T12:00',
    closesAt: 'i morgen',
  });
  expect([wrong.status, wrong.state]).toEqual([422, 'board-act']);
  expect(faultsIn(wrong)).toEqual(['Runden lukkes: Skriv dato og klokkeslett, for eksempel 2026-11-20 12:00.']);
  const order = await prepare(kari, MOVE, { rateDue: '2026-11-01T12:00', offersAt: '2027-02-18T12:00' });
  expect(faultsIn(order)).toEqual([
    'Frist for rangering: Det nye tidspunktet er passert. Velg et som ligger foran.',
    'De første tilbudene går ut: Må være før runden lukkes. Velg et tidligere tidspunkt.',
  ]);
  expect(faultsIn(await prepare(kari, MOVE))).toEqual([
    'Frist for rangering: Ingen frist er endret. Skriv minst ett nytt tidspunkt.',
  ]);
  expect(await board.app.dump({ without: ['session'] })).toBe(before);
});

test('the confirmation shows the times and who is told, and what was done can be taken back', async () => {
  const sure = await prepare(kari, MOVE, { rateDue: '2026-11-08 23:59' });
  expect(sure.state).toBe('board-act-confirm');
  expect(textOf(sure)).toContain('søndag 8. november 2026 kl. 23.59');
  expect(textOf(sure)).toContain('1 e-post sendes');
  expect(textOf(sure)).toContain('Pål Tveit: Ny frist for å rangere søkerne til TDT4100');
  expect(await stored()).toEqual(calendar);
  const done = await kari.post(MOVE, fieldsIn(sure));
  expect(await stored()).toEqual({ ...calendar, rateDue: '2026-11-08T23:59' });
  const page = await kari.get(done.location ?? '');
  expect(textOf(page)).toContain('Fristene er flyttet.');
  expect(page.text).toContain(`href="${MOVE}?undo"`);

  await board.app.setClock(oslo('2026-11-02T12:05'));
  expect(fieldsIn(await kari.get(`${MOVE}?undo`)).rateDue).toBe(calendar.rateDue);
  expect((await carryOut(kari, `${MOVE}?undo`)).status).toBe(200);
  expect(await stored()).toEqual(calendar);
});

test('one course has a deadline of its own, and has the round’s again', async () => {
  expect((await kari.get('/board/positions/P1')).text).toContain(`href="${EXTEND}"`);
  const early = await prepare(kari, EXTEND, { due: '2026-11-04T12:00' });
  expect([early.status, early.state]).toEqual([409, 'board-act-refused']);
  expect(textOf(early)).toContain('Fristen kan ikke være før rundens egen, torsdag 5. november 2026');
  const sure = await prepare(kari, EXTEND, { due: '2026-11-10T12:00' });
  expect(textOf(sure)).toContain('Pål Tveit: Ny frist for å rangere søkerne til TDT4100');
  expect(textOf(sure)).toContain('En rangering teller uansett til runden lukkes torsdag 18. februar 2027');
  const page = await kari.get((await kari.post(EXTEND, fieldsIn(sure))).location ?? '');
  expect(textOf(page)).toContain('Fristen for rangering er flyttet.');
  expect(await query(`select rate_due as due from position where id = 'P1'`)).toEqual([{ due: '2026-11-10T12:00' }]);
  await board.app.setClock(oslo('2026-11-02T12:10'));
  await carryOut(kari, `${EXTEND}?undo`);
  expect(await query(`select rate_due as due from position where id = 'P1'`)).toEqual([{ due: null }]);
});

test('a position that is not to be rated has no deadline to move', async () => {
  const page = await kari.get('/board/acts/extend-rating/P3');
  expect([page.status, page.state]).toEqual([409, 'board-act-refused']);
});

test('in a paused round the form says to wait', async () => {
  await query(`update round set paused_at = '2026-11-01 08:00Z' where id = '${ROUND}'`);
  const page = await kari.get(MOVE);
  expect([page.status, textOf(page).includes('Runden er på pause')]).toEqual([409, true]);
  await query(`update round set paused_at = null`);
});

test('nobody moves a deadline of another campus', async () => {
  const gro = await signInAs(board, GJOVIK);
  for (const path of [MOVE, EXTEND]) {
    expect((await gro.get(path)).status).toBe(404);
    expect(
      (await gro.post(path, { reason: 'x', step: 'confirm', seen: '0', rateDue: '2026-11-20T12:00' })).status,
    ).toBe(404);
  }
  expect(await stored()).toEqual(calendar);
});
