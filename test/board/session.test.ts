import { afterEach, expect, test } from '@jest/globals';
import { type Board, signInAs, startBoard } from './harness.js';
import { seedBoard, TRONDHEIM } from './seed.js';

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
