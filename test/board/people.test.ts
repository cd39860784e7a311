import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parse } from 'node-html-parser';
import { signedPath } from '../../src/links/signature.js';
import type { Browser } from './browser.js';
import { type Board, signInAs, startBoard } from './harness.js';
import { DURING_OFFERS, FACULTY, GJOVIK, STUDENT, seedBoard, TEACHER, TRONDHEIM } from './seed.js';

const HOSTILE = `<script>alert("Bo")</script>`;

let board: Board;
let kari: Browser;
let gro: Browser;
let faculty: Browser;
let links: string[];

const idOf = async (email: string) => {
  const [row] = await board.app.database.query<{ id: string }[]>(`select id from person where email = $1`, [email]);
  return row?.id ?? '';
};
const pageOf = async (browser: Browser, email: string) => browser.get(`/board/people/${await idOf(email)}`);
const found = async (browser: Browser, q: string) =>
  parse((await browser.get(`/board/people?q=${encodeURIComponent(q)}`)).text)
    .querySelectorAll('tr[data-person]')
    .map((row) => row.getAttribute('data-person'));

beforeAll(async () => {
  board = await startBoard();
  const { database } = board.app;
  await seedBoard(database);
  await board.app.setClock(DURING_OFFERS);
  await database.query(`update person set name = $1, phone = $1 where email = 'b@stud.example'`, [HOSTILE]);
  await database.query(`insert into application_form (round_id, person_id, started_at, sent_at, text)
    select '2027V-trondheim', id, now(), now(), '' from person where email like '%@stud.example'`);
  const rows = await database.query<{ id: string }[]>(
    `insert into link (person_id, purpose, subject, created_at, expires_at, revoked_at)
     select p.id, v.purpose, coalesce(v.subject, o.id::text), '2026-11-01 08:00Z', v.expires::timestamptz, v.revoked::timestamptz
     from (values ('d@stud.example', 'offer', null, null, null), ('d@stud.example', 'apply', '2027V-trondheim', null, null),
       ($1, 'rating', 'P1', null, '2026-11-05 08:00Z'), ($1, 'demand', 'G1', '2026-11-06 08:00Z', null)
     ) as v(email, purpose, subject, expires, revoked)
     join person p on p.email = v.email left join offer o on o.person_id = p.id
     returning id`,
    [TEACHER],
  );
  links = rows.map(({ id }) => id);
  await database.query(
    `insert into delegation (position_id, person_id, delegated_by_id, delegated_at, taken_back_at)
     select 'P1', d.id, t.id, '2026-10-28 08:00Z', '2026-10-29 08:00Z' from person d, person t where d.email = $1 and t.email = $2`,
    [GJOVIK, TEACHER],
  );
  await database.query(
    `insert into event (at, kind, actor_id, round_id, position_id, person_id, data)
     select '2026-11-06 08:00Z'::timestamptz, 'offer-issued', null::uuid, '2027V-trondheim', 'P1', id, '{}'::jsonb from person where email = 'd@stud.example'
     union all
     select '2026-11-03 10:15Z'::timestamptz, 'rated', id, '2027V-trondheim', 'P1', null::uuid, '{"reason": "Sist i går"}' from person where email = $1`,
    [TEACHER],
  );
  [kari, gro, faculty] = [
    await signInAs(board, TRONDHEIM),
    await signInAs(board, GJOVIK),
    await signInAs(board, FACULTY),
  ];
});
afterAll(() => board.close());

test('without a search the page says what it is for, and who has not received their mail', async () => {
  const page = await kari.get('/board/people');
  expect([page.status, page.state]).toEqual([200, 'board-people']);
  expect(page.text).toContain('1 person har ikke fått e-posten sin');
  expect(page.text).toContain('b@stud.example');
  expect((await faculty.get('/board/people')).text).toContain('1 person has not received their mail');
  expect((await gro.get('/board/people')).text).not.toContain('b@stud.example');
});

test('people are found by parts of name and address, and a sign is no wildcard', async () => {
  expect(await found(kari, 'ÅS åse')).toEqual([STUDENT]);
  expect(await found(kari, 'tveit teacher@')).toEqual([TEACHER]);
  expect(await found(kari, 'stud.example')).toHaveLength(4);
  for (const q of ['%', '_', `'; drop table person --`, 'Åse Bø']) expect([q, await found(kari, q)]).toEqual([q, []]);
  const page = await kari.get(`/board/people?q=${encodeURIComponent(HOSTILE)}`);
  expect(page.text).not.toContain('<script>');
  expect(page.text).toContain('&lt;script&gt;');
  expect((await kari.get('/board/people?q=a&q=b')).status).toBe(200);
});

test('a contact finds and sees the people of her rounds only, the faculty everybody', async () => {
  expect(await found(gro, 'stud.example')).toEqual([]);
  expect(await found(gro, 'teacher')).toEqual([TEACHER]);
  expect(await found(kari, 'kari kontakt')).toEqual([TRONDHEIM]);
  expect(await found(faculty, 'example')).toHaveLength(8);
  const foreign = await pageOf(gro, STUDENT);
  expect([foreign.status, foreign.state]).toEqual([404, 'not-found']);
  for (const id of ['none', '00000000-0000-4000-8000-000000000000'])
    expect((await kari.get(`/board/people/${id}`)).text).toBe(foreign.text);
  expect((await pageOf(faculty, STUDENT)).status).toBe(200);
});

test('the page of a student tells of applications, offers, mails, links and events', async () => {
  const before = await board.app.dump({ without: ['session'] });
  const page = await pageOf(kari, 'd@stud.example');
  expect([page.status, page.state]).toEqual([200, 'board-person']);
  const [row] = parse(page.text).querySelectorAll('tr[data-standing]');
  expect(row?.getAttribute('data-standing')).toBe('open');
  expect(row?.text).toContain('Svar innen fredag 20. november 2026 kl. 23.59');
  expect(page.text).toMatch(/Lenke for[\s\S]*å svare på tilbud i TDT4100 \(Trondheim, våren 2027\)[\s\S]*virker/);
  expect(page.text).toMatch(/LAOS<\/dt><dd>mangler/);
  expect(page.text).toContain('Tilbud ble sendt, TDT4100, Di Dal (av seg selv)');
  expect((await pageOf(kari, STUDENT)).text).toMatch(
    /Takket ja lørdag 7. november[\s\S]*>Tilbud<\/a>, 2026-11-06 09:00[\s\S]*sendt/,
  );
  expect((await pageOf(faculty, 'd@stud.example')).text).toContain('answer the offer in TDT4100');
  expect(await board.app.dump({ without: ['session'] })).toBe(before);
});

test('the page of a teacher tells each contact of her own rounds', async () => {
  const hers = await pageOf(kari, TEACHER);
  const taught = (text: string) =>
    parse(text)
      .querySelectorAll('tr[data-taught]')
      .map((row) => row.getAttribute('data-taught'));
  expect(taught(hers.text)).toEqual(['P1', 'P2', 'P3']);
  expect(hers.text).toContain('Gro Kontakt ble bedt om å rangere');
  expect(hers.text).toContain('Tatt tilbake torsdag 29. oktober');
  expect(hers.text).toMatch(/data-link="revoked" data-purpose="rating"/);
  expect(hers.text).toContain('Begrunnelse: Sist i går');
  expect(hers.text).not.toContain('IDATG1001');
  const other = await pageOf(gro, TEACHER);
  expect(taught(other.text)).toEqual(['G1']);
  expect(other.text).toMatch(/data-link="expired" data-purpose="demand"/);
  expect(other.text).not.toContain('TDT4100');
  expect(taught((await pageOf(faculty, TEACHER)).text)).toEqual(['G1', 'P1', 'P2', 'P3']);
});

test('no name is taken for markup, and no link can be opened from a page', async () => {
  const hostile = await pageOf(kari, 'b@stud.example');
  expect(hostile.text).toContain('&lt;script&gt;');
  expect(hostile.text).not.toContain('<script>');
  for (const email of [TEACHER, 'd@stud.example'])
    for (const browser of [kari, faculty]) {
      const { text } = await pageOf(browser, email);
      for (const id of links) {
        expect(text).not.toContain(signedPath(board.app.config.secret, id));
        expect(text).not.toContain(signedPath(board.app.config.secret, id).split('.')[1]);
      }
      expect(text).not.toContain('/l/');
    }
});
