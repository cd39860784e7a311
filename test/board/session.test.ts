import { afterEach, expect, test } from '@jest/globals';
import { type Board, signInAs, startBoard } from './harness.js';
import { FACULTY, GJOVIK, seedBoard, TRONDHEIM } from './seed.js';

let board: Board;

afterEach(() => board.close());

async function start(baseUrl: string): Promise<string> {
  board = await startBoard({ baseUrl });
  await seedBoard(board.app.database);
  const page = await board.browser().post('/board/sign-in', { email: TRONDHEIM });
  return page.headers.getSetCookie().join();
}

test('under https the cookie is bound to the host, also when the proxy says nothing of https', async () => {
  const cookie = await start('https://stafett.example');
  expect(cookie).toMatch(/^__Host-stafett-board=[^;]+; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Lax$/);
  const browser = await signInAs(board, TRONDHEIM);
  expect((await browser.get('/board')).status).toBe(200);
});

test('by http it is sent to the board only, and use does not prolong the eight hours', async () => {
  const cookie = await start('http://localhost:3000');
  expect(cookie).toMatch(/^stafett-board=[^;]+; Path=\/board; Expires=[^;]+; HttpOnly; SameSite=Lax$/);
  const browser = await signInAs(board, TRONDHEIM);
  const { database } = board.app;
  await database.query(`update session set expire = expire - interval '1 hour'`);
  const expiries = () => database.query(`select sid, expire, sess from session order by sid`);
  const before = await expiries();
  const page = await browser.get('/board');
  expect(page.status).toBe(200);
  expect(page.headers.getSetCookie()).toEqual([]);
  expect(await expiries()).toEqual(before);
  await database.query(`update session set expire = now() - interval '1 second'`);
  expect((await browser.get('/board')).status).toBe(303);
});

test('with nobody in the database the sign-in says what to do first', async () => {
  board = await startBoard();
  const page = await board.browser().get('/board/sign-in');
  expect(page.text).toContain('npx stafett import examples/ie-2027v.json');
  await seedBoard(board.app.database);
  expect((await board.browser().get('/board/sign-in')).text).not.toContain('npx stafett import');
});

test('one network address that asks without end is stopped, whatever it asks for', async () => {
  board = await startBoard();
  const browser = board.browser();
  const pages = await Promise.all(Array.from({ length: 61 }, () => browser.post('/board/sign-in', { email: 'x' })));
  expect(pages.filter(({ status }) => status === 422)).toHaveLength(60);
  expect(pages.find(({ status }) => status === 429)?.state).toBe('busy');
  expect((await browser.get('/board/sign-in')).status).toBe(200);
});

const sql = <Row>(text: string) => board.app.database.query<Row[]>(text);
const notUsedFor = (span: string) => sql(`update session set used_at = clock_timestamp() - interval '${span}'`);
const usedWithin = async (span: string) =>
  (
    await sql<{ used: boolean }>(`select bool_and(used_at > clock_timestamp() - interval '${span}') as used from session
    where sess::jsonb ? 'personId'`)
  )[0]?.used;

test('a session that nobody has used for two hours is over', async () => {
  board = await startBoard();
  await seedBoard(board.app.database);
  const browser = await signInAs(board, TRONDHEIM);
  await notUsedFor('119 minutes');
  expect((await browser.get('/board')).status).toBe(200);
  expect(await usedWithin('10 seconds')).toBe(true);
  await notUsedFor('121 minutes');
  expect((await browser.get('/board')).location).toBe('/board/sign-in?next=%2Fboard');
  expect((await browser.get('/board')).status).toBe(303);
});

test('asking for a link while signed in does not prolong the eight hours', async () => {
  board = await startBoard();
  await seedBoard(board.app.database);
  const browser = await signInAs(board, TRONDHEIM);
  await sql(`update session set begun_at = clock_timestamp() - interval '479 minutes'`);
  await browser.post('/board/sign-in', { email: TRONDHEIM });
  expect((await browser.get('/board')).status).toBe(200);
  await sql(`update session set begun_at = begun_at - interval '2 minutes'`);
  expect((await browser.get('/board')).status).toBe(303);
  await browser.post('/board/sign-in', { email: TRONDHEIM });
  expect((await browser.get('/board')).status).toBe(303);
});

test('a page that keeps itself up to date does not count as somebody who uses it', async () => {
  board = await startBoard();
  await seedBoard(board.app.database);
  const browser = await signInAs(board, TRONDHEIM);
  const byScript = { 'Sec-Fetch-Dest': 'empty' };
  await notUsedFor('90 minutes');
  expect((await browser.send('GET', '/board', undefined, byScript)).status).toBe(200);
  expect(await usedWithin('80 minutes')).toBe(false);
  await browser.send('POST', '/board/machinery/again', new URLSearchParams(), byScript);
  expect(await usedWithin('10 seconds')).toBe(true);
});

const sessionsOn = (page: { text: string }) =>
  [...page.text.matchAll(/data-session="([^"]+)"/g)].map(([, email]) => email);
const keysOn = (page: { text: string }) =>
  [...page.text.matchAll(/name="key" value="([^"]+)"/g)].map(([, key]) => key ?? '');

test('she sees where she is signed in, and signs out there from here', async () => {
  board = await startBoard();
  await seedBoard(board.app.database);
  const [here, library, lost] = [
    await signInAs(board, TRONDHEIM),
    await signInAs(board, TRONDHEIM),
    await signInAs(board, TRONDHEIM),
  ];
  await signInAs(board, GJOVIK);
  const page = await here.get('/board/sessions');
  expect(sessionsOn(page)).toEqual([TRONDHEIM, TRONDHEIM, TRONDHEIM]);
  const [newest = ''] = keysOn(page);
  expect((await here.post('/board/sessions', { key: newest })).location).toBe('/board/sessions?ended');
  expect([(await lost.get('/board')).status, (await library.get('/board')).status]).toEqual([303, 200]);
  await here.post('/board/sessions');
  expect([(await library.get('/board')).status, (await here.get('/board')).status]).toEqual([303, 200]);
  expect(
    await sql(`select e.kind, p.email, a.email as actor from event e join person p on p.id = e.person_id
    join person a on a.id = e.actor_id where e.kind = 'session-ended'`),
  ).toEqual(Array(2).fill({ kind: 'session-ended', email: TRONDHEIM, actor: TRONDHEIM }));
});

test('only whoever runs Stafett signs out others, and an id that is none signs out nobody', async () => {
  board = await startBoard();
  await seedBoard(board.app.database);
  const kari = await signInAs(board, TRONDHEIM);
  const gro = await signInAs(board, GJOVIK);
  const faculty = await signInAs(board, FACULTY);
  const seen = await faculty.get('/board/sessions');
  expect(sessionsOn(seen).sort()).toEqual([FACULTY, GJOVIK, TRONDHEIM].sort());
  const [ofGro = '', ofKari = ''] = keysOn(seen);
  for (const key of [ofGro, ofKari, 'x'.repeat(64), 'nothing']) await kari.post('/board/sessions', { key });
  expect([(await gro.get('/board')).status, (await kari.get('/board')).status]).toEqual([200, 303]);
  await faculty.post('/board/sessions', { key: ofGro });
  expect([(await gro.get('/board')).status, (await faculty.get('/board')).status]).toEqual([303, 200]);
});

test('signing out has the browser forget what it kept', async () => {
  board = await startBoard();
  await seedBoard(board.app.database);
  const browser = await signInAs(board, TRONDHEIM);
  const page = await browser.post('/board/sign-out');
  expect([page.location, page.headers.get('Clear-Site-Data')]).toEqual(['/board/sign-in', '"cache", "storage"']);
  expect(await sql(`select 1 from session where sess::jsonb ? 'personId'`)).toEqual([]);
});
