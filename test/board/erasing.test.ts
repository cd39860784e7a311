import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Browser as Chrome } from 'playwright-core';
import { mailSamples } from '../../src/outbox/samples.js';
import { launchChromium } from '../support/chromium.js';
import { type Board, signInAs } from './harness.js';
import { looksWell, openWindow } from './look.js';
import { carryOut, offeredBoard, POSITION, prepare, textOf } from './position-board.js';
import { FACULTY, TEACHER, TRONDHEIM } from './seed.js';

let board: Board;
let chrome: Chrome;
beforeAll(async () => {
  chrome = await launchChromium();
}, 120_000);
afterAll(() => chrome.close());
beforeEach(async () => {
  board = await offeredBoard();
  await board.app.database.query(`update mail set facts = $1 where kind = 'offer'`, [
    JSON.stringify(mailSamples.offer),
  ]);
  await board.app.database.query(
    `insert into event (at, kind, round_id, position_id, person_id, data)
     select '2026-11-08 11:00Z', 'offer-declined', '2027V-trondheim', 'P1', id, '{"reason": "Bo Bø ringte"}'
     from person where email = 'b@stud.example'`,
  );
});
afterEach(() => board.close());

const idOf = async (email: string) => {
  const [person] = await board.app.database.query<{ id: string }[]>(`select id from person where email = $1`, [email]);
  return person?.id ?? '';
};

test.each([
  [TEACHER, 'teaching', 'har et emne i en runde som pågår'],
  ['d@stud.example', 'offer', 'har et åpent tilbud'],
  ['student@stud.example', 'application', 'Den må trekkes først'],
  [TRONDHEIM, 'role', 'Gi den til en annen først'],
])('%s is not erased: %s', async (address, refusal, says) => {
  await board.app.database.query(`update person set locale = 'nb' where email = $1`, [FACULTY]);
  const faculty = await signInAs(board, FACULTY);
  const page = await faculty.get(`/board/acts/erase-person/${await idOf(address)}`);
  expect([page.status, page.state]).toEqual([409, 'board-act-refused']);
  expect(page.text).toContain(`data-refused="${refusal}"`);
  expect(textOf(page)).toContain(says);
});

test('the faculty erases somebody after a reason and a preview, and every page goes on without them', async () => {
  const path = `/board/acts/erase-person/${await idOf('b@stud.example')}`;
  const kari = await signInAs(board, TRONDHEIM);
  expect((await kari.get(path)).status).toBe(404);
  expect((await kari.get(`/board/people/${await idOf('b@stud.example')}`)).text).not.toContain('erase-person');
  const faculty = await signInAs(board, FACULTY);
  const sure = await prepare(faculty, path, { reason: 'Bo Bø asked on the phone' });
  expect(textOf(sure)).toContain('Bo Bø is erased: 1 application, 1 offer, 1 mail and 1 line of the log are left');
  expect(sure.text).toMatch(/data-color="danger" type="submit">Erase for ever/);
  const done = await carryOut(faculty, path, { reason: 'Bo Bø asked on the phone' });
  expect(textOf(done)).toContain('The person is erased.');
  const [event] = await board.app.database.query<{ reason: string }[]>(
    `select data->>'reason' as reason from event where kind = 'person-erased'`,
  );
  expect(event?.reason).toBe('[erased] asked on the phone');
  const [mail] = await board.app.database.query<{ id: string; person: string }[]>(
    `select m.id, person_id as person from mail m where state = 'rejected'`,
  );
  for (const [browser, called] of [
    [faculty, 'Erased person'],
    [kari, 'Slettet person'],
  ] as const) {
    for (const one of [
      POSITION,
      `${POSITION}/record`,
      `/board/mails/${mail?.id}`,
      '/board/mails',
      `/board/people/${mail?.person}`,
      '/board/events',
      '/board/rounds/2027V-trondheim',
      '/board/people',
      '/board',
    ]) {
      const page = await browser.get(one);
      expect([one, page.status]).toEqual([one, 200]);
      expect([one, /Bo Bø|b@stud|\[erased\]|erased\.invalid/.exec(page.text)?.[0]]).toEqual([one, undefined]);
    }
    for (const one of [POSITION, `/board/mails/${mail?.id}`, `/board/people/${mail?.person}`])
      expect(textOf(await browser.get(one))).toContain(called);
    const file = await browser.get('/board/rounds/2027V-trondheim/files/applications.csv');
    expect(file.text).toContain(called);
    expect(file.text).not.toContain('erased.invalid');
    expect((await browser.get(`/board/acts/change-address/${mail?.person}`)).status).toBe(404);
    expect((await browser.get(`/board/acts/resend-mail/${mail?.id}`)).state).toBe('board-act-refused');
  }
});

test('the faculty takes out all about somebody, which is written down', async () => {
  const id = await idOf('b@stud.example');
  const faculty = await signInAs(board, FACULTY);
  const page = await faculty.post(`/board/people/${id}/export.html`);
  expect([page.status, page.headers.get('Content-Type')]).toEqual([200, 'text/html; charset=utf-8']);
  expect(page.headers.get('Content-Disposition')).toMatch(/^attachment; /);
  expect(page.text).toContain('Alt Stafett har om Bo Bø');
  const json = JSON.parse((await faculty.post(`/board/people/${id}/export.json`)).text);
  expect(json.kinds[0]).toMatchObject({
    kind: 'person',
    tables: [{ rows: [{ values: { email: 'b@stud.example' } }] }],
  });
  const [row] = await board.app.database.query<{ count: number }[]>(
    `select count(*)::int from event where kind = 'person-exported' and person_id = $1`,
    [id],
  );
  expect(row?.count).toBe(2);
});

test.each([
  ['nb', 390],
  ['en', 1280],
] as const)('the pages look well in %s, %d wide', async (locale, width) => {
  await board.app.database.query(`update person set locale = $1`, [locale]);
  const id = await idOf('b@stud.example');
  const { page, context, complaints } = await openWindow(board, chrome, FACULTY, width);
  const shot = async (name: string) => {
    if (process.env.SHOTS)
      await page.screenshot({ path: `${process.env.SHOTS}/${name}-${locale}-${width}.png`, fullPage: true });
  };
  await page.goto(`${board.url}/board/people/${id}`);
  await looksWell(page, 'board-person');
  await shot('person');
  await page.goto(`${board.url}/board/acts/erase-person/${id}`);
  await looksWell(page, 'board-act');
  await page.fill('#reason', 'På oppfordring');
  await page.click('form.board-act button');
  await looksWell(page, 'board-act-confirm');
  await shot('confirm');
  await page.click('main .actions button');
  await looksWell(page, 'board-people');
  await shot('done');
  await page.goto(board.url + POSITION);
  await looksWell(page, 'board-position');
  await shot('position');
  const [erased] = await board.app.database.query<{ id: string }[]>(
    `select id from person where erased_at is not null`,
  );
  await page.goto(`${board.url}/board/people/${erased?.id}`);
  await looksWell(page, 'board-person');
  await shot('erased');
  await page.goto(
    `${board.url}/board/mails/${(await board.app.database.query<{ id: string }[]>(`select id from mail where erased_at is not null`))[0]?.id}`,
  );
  await looksWell(page, 'board-mail');
  await shot('mail');
  expect(complaints).toEqual([]);
  await context.close();
});
