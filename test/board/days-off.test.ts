import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { transact } from '../../src/platform/app.js';
import { advanceOffer } from '../../src/process/offer/offer.advance.js';
import type { Browser } from './browser.js';
import { type Board, signInAs, startBoard } from './harness.js';
import { DURING_OFFERS, FACULTY, GJOVIK, seedBoard, seedSubjects, TRONDHEIM } from './seed.js';

const ROUND = '2027V-trondheim';
const CHRISTMAS = { name: 'Julestengt', firstDay: '2026-11-24', lastDay: '2026-11-25', campus: 'trondheim' };

let board: Board;
let kari: Browser;
let gro: Browser;
let faculty: Browser;

beforeAll(async () => {
  board = await startBoard();
  await seedBoard(board.app.database);
  await seedSubjects(board.app.database);
  await board.app.setClock(DURING_OFFERS);
  kari = await signInAs(board, TRONDHEIM);
  gro = await signInAs(board, GJOVIK);
  faculty = await signInAs(board, FACULTY);
}, 60_000);
afterAll(() => board.close());

const rows = () => board.app.database.query(`select name, campus_id from own_days order by name`);
const lines = (text: string) => [...text.matchAll(/data-days="([^"]+)"/g)].map(([, name]) => name);

describe('own days off', () => {
  test('are added by a contact for her campus, seen there and nowhere else', async () => {
    expect((await kari.post('/board/days-off', CHRISTMAS)).location).toBe('/board/days-off?added');
    const page = (await kari.get('/board/days-off')).text;
    expect(lines(page)).toEqual(['Julestengt']);
    expect(page).toContain('tirsdag 24. november 2026 – onsdag 25. november 2026');
    expect(page).toContain('fredag 25. desember 2026: Første juledag');
    expect(lines((await gro.get('/board/days-off')).text)).toEqual([]);
  });
  test('a contact sets none for others, the faculty for all', async () => {
    const day = { name: 'Fridag', firstDay: '2026-12-01', lastDay: '' };
    for (const campus of ['*', 'trondheim', ''])
      expect((await gro.post('/board/days-off', { ...day, campus })).status).toBe(422);
    await faculty.post('/board/days-off', { ...day, campus: '*' });
    expect(await rows()).toEqual([
      { name: 'Fridag', campus_id: null },
      { name: 'Julestengt', campus_id: 'trondheim' },
    ]);
    const page = (await gro.get('/board/days-off')).text;
    expect(lines(page)).toEqual(['Fridag']);
    expect(page).toContain('Satt av fakultetet');
  });
  test.each([
    [{ name: ' ' }, 'Skriv et navn.'],
    [{ firstDay: '2026-02-30' }, 'Skriv en dato'],
    [{ lastDay: 'i morgen' }, 'Skriv en dato'],
    [{ lastDay: '2026-11-23' }, 'Siste dag kan ikke være før'],
    [{ lastDay: '2027-11-25' }, 'mer enn 100 dager'],
  ])('%j is refused, and what was filled in is there', async (change, why) => {
    const answer = await kari.post('/board/days-off', { ...CHRISTMAS, ...change });
    expect([answer.status, answer.text.includes(why)]).toEqual([422, true]);
    expect((await rows()).length).toBe(2);
  });
});

test('turned on, what is out keeps its deadline, and the next offer ends on a working day that is not the campus’s own', async () => {
  const path = `/board/acts/end-on-working-days/${ROUND}`;
  expect((await kari.get(path)).text).toContain('Ett tilbud er ute nå. Studenten har fått vite fristen');
  const confirmed = await kari.post(path, { reason: 'Ingen skal svare på en søndag', seen: '99', step: 'confirm' });
  expect(confirmed.location).toContain('done=end-on-working-days');
  const { database } = board.app;
  const ends = () =>
    database.query(`select state, expires_at as at from offer where state = 'open' order by issued_at`);
  expect(await ends()).toEqual([{ state: 'open', at: new Date('2026-11-20T23:00:00Z') }]);
  // A Tuesday: its fourteenth day is the first of the two that are off.
  await database.query(`insert into person (email, name, locale) values ('e@stud.example', 'Ea', 'nb')`);
  await database.query(
    `insert into application (position_id, person_id, priority, applied_at)
     select 'P1', id, 1, '2026-10-20' from person where email = 'e@stud.example'`,
  );
  await database.query(
    `insert into rating (application_id, position_id, rank)
     select a.id, 'P1', row_number() over (order by p.email = 'e@stud.example', p.email)
     from application a join person p on p.id = a.person_id where a.position_id = 'P1'`,
  );
  await database.query(`update position set openings = 3 where id = 'P1'`);
  await transact(board.app, async (tx) => void (await advanceOffer(tx, 'P1')));
  expect(await ends()).toEqual([
    { state: 'open', at: new Date('2026-11-20T23:00:00Z') },
    { state: 'open', at: new Date('2026-11-26T23:00:00Z') },
  ]);
  expect((await kari.get(path)).text).toContain('Det er slik fra før.');
});

test('removed after a look, by whoever they belong to, and in the log', async () => {
  const [{ id }] = await board.app.database.query(`select id from own_days where campus_id = 'trondheim'`);
  expect((await gro.post(`/board/days-off/${id}`)).status).toBe(404);
  expect((await kari.get(`/board/days-off/${id}`)).text).toContain('regnes dette som arbeidsdager igjen');
  await faculty.post(`/board/days-off/${id}`);
  expect((await rows()).length).toBe(1);
  const kinds = await board.app.database.query(`select kind from event where kind like 'days-off%' order by id`);
  expect(kinds.map(({ kind }: { kind: string }) => kind)).toEqual([
    'days-off-added',
    'days-off-added',
    'days-off-removed',
  ]);
});

describe('advice on a calendar', () => {
  const move = `/board/acts/move-deadlines/${ROUND}`;
  const closing = (closesAt: string) => kari.post(move, { closesAt, reason: 'Prøver', seen: '99' });
  test('is shown before deadlines are moved, and stands in nobody’s way', async () => {
    // What was due before is done first, and this round has no report to go on from.
    await board.app.database.query(`delete from subject where id = $1`, [ROUND]);
    const asked = await closing('2026-12-25T12:00');
    expect([asked.status, asked.state]).toEqual([200, 'board-act-confirm']);
    expect(asked.text).toContain('Det er i jula: fredag 25. desember 2026 kl. 12.00 (norsk tid). Da leser få e-post.');
    expect(asked.text).toContain('Bedre: onsdag 23. desember 2026 kl. 12.00 (norsk tid).');
    expect((await closing('2027-02-19T12:00')).text).not.toContain('data-warning="remarks"');
  });
  test('is with the dates of the round, of what is still to come', async () => {
    const { database } = board.app;
    const set = (entry: string, local: string) =>
      database.query(`update round set calendar = jsonb_set(calendar, array[$1], to_jsonb($2::text))`, [entry, local]);
    await set('rateDue', '2026-11-01T23:59');
    await set('closesAt', '2026-11-25T12:00');
    const { text } = await kari.get(`/board/rounds/${ROUND}`);
    expect([...text.matchAll(/data-advice="([^"]+)"/g)].map(([, is]) => is)).toEqual(['few-offers']);
    expect(text).toContain('bare tid til 2 tilbud etter hverandre');
  });
  test('is in the form of a new round, by the days off of its campus', async () => {
    const { text } = await kari.get(`/board/new-round?from=${ROUND}&semester=2027H`);
    expect(text).toContain('data-warning="advice"');
  });
});
