import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parse } from 'node-html-parser';
import { transact } from '../../src/platform/app.js';
import { foreseeMails } from '../../src/process/foresee.js';
import { ADVANCE } from '../../src/process/process.js';
import { importScenario } from '../../src/rounds/import/import-scenario.js';
import { takeTurn } from '../../src/timetable/turn.js';
import { calendar, oslo } from '../support/calendar.js';
import { smallScenario } from '../support/small-scenario.js';
import type { Browser, Page } from './browser.js';
import { type Board, signInAs, startBoard } from './harness.js';

const ROUND = '2027V-trondheim';
const AHEAD = `/board/rounds/${ROUND}/ahead`;
const NOW = oslo('2026-09-27T12:00');
const HOSTILE = `<script>alert('Ingrid')</script>`;

let board: Board;
let tone: Browser;
let geir: Browser;
let faculty: Browser;

const mailsOf = ({ text }: Page) =>
  parse(text)
    .querySelectorAll('.ahead-mails a')
    .map((link) => link.getAttribute('href')?.replaceAll('&amp;', '&').replaceAll('&#x3D;', '=') ?? '');
const daysOf = ({ text }: Page) =>
  parse(text)
    .querySelectorAll('h2[data-day]')
    .map((day) => day.text);

beforeAll(async () => {
  board = await startBoard();
  const { app } = board;
  await app.setClock(oslo(calendar.demandOpens));
  const scenario = smallScenario();
  for (const round of scenario.rounds)
    for (const { teacher } of round.positions) if (teacher.email === 'ingrid@uni.example') teacher.name = HOSTILE;
  await importScenario(app, scenario);
  for (const id of [ROUND, '2027V-gjøvik']) await transact(app, (tx) => ADVANCE.demand(tx, id));
  await app.database.query(`update mail set state = 'sent', next_due_at = null, sent_at = created_at`);
  await app.database.query(`update person set locale = 'en' where email = 'faculty@uni.example'`);
  await app.setClock(NOW);
  [tone, geir, faculty] = [
    await signInAs(board, 'tone@uni.example'),
    await signInAs(board, 'geir@uni.example'),
    await signInAs(board, 'faculty@uni.example'),
  ];
});
afterAll(() => board.close());

test('what will leave is listed by day, as far ahead as is asked for, and nothing changes', async () => {
  const before = await board.app.dump({ without: ['session'] });
  const tomorrow = await tone.get(`${AHEAD}?days=1`);
  expect([tomorrow.status, tomorrow.state]).toEqual([200, 'board-ahead']);
  // Seven days before the teachers' deadline, at nine.
  expect(daysOf(tomorrow)).toEqual(['mandag 28. september 2026 (3)']);
  expect(tomorrow.text).toContain('Hvis ingen gjør noe i mellomtiden, går disse 3 e-postene ut.');
  expect(tomorrow.text).toContain('kl. 09.00 Påminnelse om behov: 3 mottakere');
  const week = await tone.get(AHEAD);
  expect(daysOf(week)).toEqual(['mandag 28. september 2026 (3)', 'lørdag 3. oktober 2026 (3)']);
  const month = await tone.get(`${AHEAD}?days=30`);
  expect(daysOf(month).length).toBeGreaterThan(daysOf(week).length);
  expect(month.text).toContain('Behov til gjennomsyn');
  const foreseen = await foreseeMails(board.app, ROUND, oslo('2027-06-01T12:00'), Number.POSITIVE_INFINITY);
  expect(mailsOf(await tone.get(`${AHEAD}?days=end`))).toHaveLength(foreseen?.mails.length ?? -1);
  expect((await faculty.get(AHEAD)).text).toContain('If nobody does anything meanwhile, these 6 mails leave.');
  expect(await board.app.dump({ without: ['session'] })).toBe(before);
});

test('each opens as its recipient will see it, without its link', async () => {
  const before = await board.app.dump({ without: ['session'] });
  for (const path of mailsOf(await tone.get(AHEAD))) {
    const page = await tone.get(path);
    expect([page.status, page.state]).toEqual([200, 'board-ahead-mail']);
    const frame = parse(page.text).querySelector('iframe')?.getAttribute('src')?.replaceAll('&#x3D;', '=') ?? '';
    const letter = await tone.get(frame);
    expect(letter.headers.get('Content-Security-Policy')).toContain('sandbox');
    for (const { text } of [page, letter]) {
      expect(text).not.toContain('<script>alert');
      expect(text).not.toContain('/l/');
    }
    expect(letter.text).toMatch(/TDT4100|TDT4120|TMA4100/);
  }
  expect(await board.app.dump({ without: ['session'] })).toBe(before);
});

test('a mail that waits already leads to its own page, but for one that will be useless when its time comes', async () => {
  const { database } = board.app;
  const [waiting, useless] = await database.query<{ id: string }[]>(
    `select id from mail where round_id = $1 order by id limit 2`,
    [ROUND],
  );
  const next = oslo('2026-09-27T13:00');
  await database.query(`update mail set state = 'waiting', next_due_at = $2 where id = any($1)`, [
    [waiting?.id, useless?.id],
    next,
  ]);
  await database.query(`update mail set useless_at = $2 where id = $1`, [useless?.id, next]);
  const [first, ...others] = mailsOf(await tone.get(`${AHEAD}?days=1`));
  expect(first).toBe(`/board/mails/${waiting?.id}`);
  expect(others).toHaveLength(3);
  expect(others.join()).not.toContain('/board/mails/');
  await database.query(`update mail set state = 'sent', next_due_at = null`);
});

test('a mail that will not leave any more says so, and a made-up address is a page that does not exist', async () => {
  const [path = ''] = mailsOf(await tone.get(`${AHEAD}?days=1`));
  expect(path).not.toContain('@');
  const gone = await tone.get(path.replace(/\/ahead\/.*\?/, '/ahead/aaaaaaaaaaaaaaaaaaaaaa?'));
  expect([gone.status, gone.state]).toEqual([404, 'board-ahead-gone']);
  for (const at of ['', '?at=x', '?at=-1', '?at=8639999999999999', '?at=1e99'])
    expect([at, (await tone.get(`${AHEAD}/aaaaaaaaaaaaaaaaaaaaaa${at}`)).state]).toEqual([at, 'not-found']);
});

test('nobody looks ahead in a round of another campus', async () => {
  const [path = ''] = mailsOf(await tone.get(AHEAD));
  const letter = path.replace('?', '/letter?');
  for (const foreign of [AHEAD, path, letter]) expect((await geir.get(foreign)).state).toBe('not-found');
});

test('while somebody decides on the round it says so, and asks to try again', async () => {
  await transact(board.app, async (tx) => {
    await takeTurn(tx, 'demand', ROUND);
    const busy = await tone.get(`${AHEAD}?days=1`);
    expect([busy.status, busy.state]).toEqual([503, 'board-ahead-busy']);
    expect(busy.text).toContain(`href="${AHEAD}?days&#x3D;1"`);
  });
});

test('what takes too long is told as far as it was reached', async () => {
  const until = oslo('2027-06-01T12:00');
  const short = await foreseeMails(board.app, ROUND, until, 0);
  expect(short?.until.getTime()).toBeLessThan(until.getTime());
  expect(short?.mails).toEqual([]);
});

test('nothing leaves of a paused round', async () => {
  await board.app.database.query('update round set paused_at = $1 where id = $2', [NOW, ROUND]);
  const page = await tone.get(AHEAD);
  expect(page.text).toContain('Ingen e-post går ut før den settes i gang igjen.');
  expect(mailsOf(page)).toEqual([]);
  await board.app.database.query('update round set paused_at = null');
});
