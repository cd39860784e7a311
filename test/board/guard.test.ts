import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { returnTo } from '../../src/board/return-to.js';
import { mayWatch } from '../../src/board/watcher.js';
import { type Board, signInAs, startBoard } from './harness.js';
import { DURING_OFFERS, FACULTY, GJOVIK, seedBoard, TRONDHEIM } from './seed.js';

let board: Board;
const logged: string[] = [];

beforeAll(async () => {
  board = await startBoard({ logged });
  await seedBoard(board.app.database);
  await board.app.setClock(DURING_OFFERS);
});
afterAll(() => board.close());

test.each([
  '/board',
  '/board/rounds/2027V-trondheim',
  '/board/mails',
  '/board/jobs',
  '/board/jobs/static/js/x.js',
  '/board/x',
])('nobody sees %s without signing in', async (path) => {
  const page = await board.browser().get(path);
  expect([page.status, page.location]).toEqual([303, `/board/sign-in?next=${encodeURIComponent(path)}`]);
});

test('the scripts of Bull Board are told, and a post is not repeated after the sign-in', async () => {
  expect((await board.browser().get('/board/jobs/api/queues')).status).toBe(401);
  expect((await board.browser().send('PUT', '/board/jobs/api/queues/pause')).status).toBe(401);
  expect((await board.browser().post('/board/mails')).location).toBe('/board/sign-in?next=%2Fboard');
});

test('a post from another site is refused', async () => {
  const response = await fetch(`${board.url}/board/sign-out`, {
    method: 'POST',
    headers: { 'Sec-Fetch-Site': 'cross-site' },
  });
  expect(response.status).toBe(403);
});

test('the sign-in returns to the page that was wanted', async () => {
  const browser = board.browser();
  const form = await browser.get(`/board/sign-in?next=${encodeURIComponent('/board/mails?x=1')}`);
  expect(form.text).toContain('name="next" value="/board/mails?x&#x3D;1"');
  await browser.post('/board/sign-in', { email: TRONDHEIM, next: '/board/mails?x=1' });
  const path = (await browser.get(await board.mailedLink(TRONDHEIM))).location ?? '';
  const answer = await browser.post(path.replace('/l/', '/board/sign-in/'));
  expect(answer.location).toBe('/board/mails?x=1');
});

test.each([
  ...['https://evil.example/board', '//evil.example/board', '/\\evil.example/board', '/board/..//evil.example'],
  ...[
    '/board/%2e%2e//evil.example',
    '/boardwalk',
    '/l/x',
    'javascript:alert(1)',
    '/board/sign-out',
    '\t//evil.example',
  ],
  ...['http://board.invalid@evil.example/board', '', undefined, ['/board/mails']],
])('the sign-in never returns to %j', (given) => {
  expect(returnTo(given)).toBe('/board');
});

test('the faculty may watch all, a contact her campuses, an operator none, anybody else not even that', () => {
  expect(mayWatch({ isFaculty: true, isOperator: true, campusIds: ['gjovik'] })).toBe('all');
  expect(mayWatch({ isFaculty: false, isOperator: true, campusIds: ['gjovik'] })).toEqual({ campusIds: ['gjovik'] });
  expect(mayWatch({ isFaculty: false, isOperator: true, campusIds: [] })).toEqual({ campusIds: [] });
  expect(mayWatch({ isFaculty: false, isOperator: false, campusIds: [] })).toBeNull();
});

test('a contact sees the rounds and mails of her campus only, the faculty those of all', async () => {
  const contact = await signInAs(board, GJOVIK);
  expect((await contact.get('/board')).text).toContain('data-round="2027V-gjovik"');
  expect((await contact.get('/board')).text).not.toContain('Trondheim');
  expect((await contact.get('/board/mails')).text).toContain('ECONNREFUSED');
  expect((await contact.get('/board/mails')).text).not.toContain('stud.example');
  expect((await contact.get('/board/rounds/2027V-gjovik')).status).toBe(200);
  const foreign = await contact.get('/board/rounds/2027V-trondheim');
  expect([foreign.status, foreign.state]).toEqual([404, 'not-found']);
  expect((await contact.get('/board/rounds/none')).text).toBe(foreign.text);

  const faculty = await signInAs(board, FACULTY);
  expect((await faculty.get('/board')).text).toMatch(/2027V-gjovik[\s\S]*2027V-trondheim/);
  expect((await faculty.get('/board/mails')).text).toMatch(/550 no such user/);
  expect((await faculty.get('/board/rounds/2027V-trondheim')).status).toBe(200);
});

test('who came in and who was refused is in the log, by ids and without addresses', async () => {
  logged.length = 0;
  const kari = await signInAs(board, TRONDHEIM);
  await kari.get('/board/jobs');
  const link = await board.mailedLink(TRONDHEIM);
  const again = board.browser();
  await again.get(link);
  await again.post(`/board/sign-in/${link.slice('/l/'.length).split('.')[0]}`);
  await again.post('/board/sign-in', { email: 'nobody@uni.example' });
  await kari.send('POST', '/board/sign-out', undefined, { 'Sec-Fetch-Site': 'cross-site' });
  await kari.post('/board/sign-out');
  const told = logged.map((line) => JSON.parse(line)).filter(({ msg }) => msg !== 'decided');
  const id = '[0-9a-f-]{36}';
  expect(told.map(({ msg, reason, what, method }) => [msg, reason ?? what ?? method])).toEqual([
    ['signed-in', undefined],
    ['role-refused', 'machinery'],
    ['sign-in-refused', 'used'],
    ['sign-in-refused', 'unknown'],
    ['foreign-post-refused', 'POST'],
    ['signed-out', undefined],
  ]);
  expect(told.filter(({ person }) => new RegExp(`^${id}$`).test(person))).toHaveLength(4);
  expect(logged.join('')).not.toMatch(/@|nobody/);
});
