import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { transact } from '../../src/platform/app.js';
import { RECURRING } from '../../src/recurring.js';
import { noteFailure } from '../../src/timetable/failures.js';
import { noteRun } from '../../src/timetable/last-run.js';
import { openRecurring } from '../../src/timetable/recurring.js';
import type { Browser } from './browser.js';
import { type Board, signInAs, startBoard } from './harness.js';
import { textOf } from './position-board.js';
import { DURING_OFFERS, FACULTY, GJOVIK, seedBoard, TRONDHEIM } from './seed.js';

const PAGE = '/board/machinery';
const DIGEST = `${PAGE}/tasks/digest`;

let board: Board;
let faculty: Browser;
beforeEach(async () => {
  board = await startBoard();
  await seedBoard(board.app.database);
  await board.app.setClock(DURING_OFFERS);
  faculty = await signInAs(board, FACULTY);
  await transact(board.app, (tx) => openRecurring(tx, RECURRING));
});
afterEach(() => board.close());

const query = <Row>(sql: string) => board.app.database.query<Row[]>(sql);
const fail = async () => {
  await query(`insert into subject (stage, id, next_due_at) values ('offer', 'P1', '2026-11-10 11:59Z')`);
  await noteFailure(board.app, 'offer', 'P1', new Error('no such thing for kari@uni.example'));
};

test('says that nothing stands still, when every task runs next, and how the last run went', async () => {
  await noteRun(board.app.database.manager, 'digest', new Date('2026-11-10T06:30Z'), async () => 2);
  const page = await faculty.get(PAGE);
  const text = textOf(page);
  expect([page.status, page.state]).toEqual([200, 'board-machinery']);
  expect(text).toContain('Nothing stands still.');
  expect(text).toContain('Morning mail to the contacts');
  expect(text).toContain('Last: for Tuesday 10 November 2026 at 07:30 (Norwegian time). 2 mails');
  for (const day of ['Wednesday 11', 'Thursday 12', 'Friday 13', 'Monday 16', 'Tuesday 17'])
    expect(text).toContain(`${day} November 2026 at 07:30 (Norwegian time)`);
});

test('says in plain words what failed, without addresses, to whoever may see it', async () => {
  await fail();
  const kari = await signInAs(board, TRONDHEIM);
  const text = textOf(await kari.get(PAGE));
  expect(text).toContain('Tilbud TDT4100, Trondheim, våren 2027 Forsøket mislyktes');
  expect(text).toContain('Feilen var: no such thing for [address]');
  const gro = await signInAs(board, GJOVIK);
  expect(textOf(await gro.get(PAGE))).toContain('Ingenting står.');
});

test('tries again at once, on request, and writes down who asked', async () => {
  await fail();
  const kari = await signInAs(board, TRONDHEIM);
  const again = await kari.post(`${PAGE}/again`, { stage: 'offer', id: 'P1' });
  expect(again.location).toBe(`${PAGE}?tried`);
  expect(await query(`select retry_at, failures from subject where id = 'P1'`)).toEqual([
    { retry_at: null, failures: 1 },
  ]);
  expect(await query(`select kind, round_id, data from event where kind = 'task-retried'`)).toEqual([
    { kind: 'task-retried', round_id: '2027V-trondheim', data: { id: 'P1', stage: 'offer' } },
  ]);
  const gro = await signInAs(board, GJOVIK);
  await gro.post(`${PAGE}/again`, { stage: 'offer', id: 'P1' });
  await kari.post(`${PAGE}/again`, { stage: 'nothing', id: 'P1' });
  expect(await query(`select 1 from event where kind = 'task-retried'`)).toHaveLength(1);
});

test('a task is run by hand after a look at what it sends, and only by the faculty', async () => {
  const sure = await faculty.get(DIGEST);
  expect(textOf(sure)).toContain('2 mails will be sent');
  expect(await query(`select 1 from mail where kind = 'digest'`)).toHaveLength(0);
  const ran = await faculty.post(DIGEST);
  expect(ran.location).toBe(`${PAGE}?ran=digest`);
  expect(textOf(await faculty.get(ran.location ?? ''))).toContain('Morning mail to the contacts: done.');
  expect(await query(`select 1 from mail where kind = 'digest'`)).toHaveLength(2);
  expect(await query(`select data from event where kind = 'task-run'`)).toEqual([{ data: { task: 'digest', did: 2 } }]);
  const kari = await signInAs(board, TRONDHEIM);
  expect((await kari.get(DIGEST)).state).toBe('board-forbidden');
  expect((await kari.post(DIGEST)).status).toBe(403);
  expect((await faculty.get(`${PAGE}/tasks/nothing`)).status).toBe(404);
});

test('tells how long ago the sweep ran and what it repaired', async () => {
  expect(textOf(await faculty.get(PAGE))).toContain('No worker has swept yet.');
  await noteRun(board.app.database.manager, 'sweep', null, async () => 3);
  expect(textOf(await faculty.get(PAGE))).toMatch(/seconds? ago, in \d+ milliseconds. 3 things got new jobs./);
});

test('says that nobody reads bounces, when they were read, and when that is too long ago', async () => {
  const bounces = async () => textOf(await faculty.get(PAGE)).split('Emails that come back')[1] ?? '';
  expect(await bounces()).toContain('Nobody reads them');
  await noteRun(board.app.database.manager, 'bounces', null, async () => 2);
  expect(await bounces()).toMatch(/^ The mailbox was read .* 2 emails had come back\./);
  expect(await bounces()).not.toMatch(/Nobody reads them|for ten minutes/);
  await query(`update last_run set ran_at = ran_at - interval '601 seconds' where name = 'bounces'`);
  expect(await bounces()).toContain('has not been read for ten minutes');
});
