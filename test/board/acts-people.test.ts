import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { oslo } from '../support/calendar.js';
import type { Browser } from './browser.js';
import { type Board, signInAs } from './harness.js';
import { carryOut, fieldsIn, offeredBoard, prepare, textOf } from './position-board.js';
import { FACULTY, GJOVIK, STUDENT, TEACHER, TRONDHEIM } from './seed.js';

const REPLACE = '/board/acts/replace-teacher/P1';

let board: Board;
let kari: Browser;
const query = <T>(sql: string, values: unknown[] = []) => board.app.database.query<T[]>(sql, values);
const idOf = async (email: string) =>
  (await query<{ id: string }>(`select id from person where email = $1`, [email]))[0]?.id ?? '';
const changeOf = async (email: string) => `/board/acts/change-address/${await idOf(email)}`;
const linkOf = async (email: string, purpose: string, live = true) =>
  (
    await query<{ id: string }>(
      `select l.id from link l join person p on p.id = l.person_id
       where p.email = $1 and l.purpose = $2 and (l.revoked_at is null) = $3 order by l.created_at desc limit 1`,
      [email, purpose, live],
    )
  )[0]?.id ?? '';
const teacher = async () =>
  (
    await query<{ email: string }>(
      `select t.email from position p join person t on t.id = p.teacher_id where p.id = 'P1'`,
    )
  )[0]?.email;

beforeAll(async () => {
  board = await offeredBoard();
  await query(
    `insert into link (person_id, purpose, subject, created_at)
     select o.person_id, 'offer', o.id::text, '2026-11-06 08:00Z'::timestamptz from offer o where o.state = 'open'
     union all select teacher_id, 'rating', id, '2026-10-26 22:59Z'::timestamptz from position where id = 'P1'`,
  );
  kari = await signInAs(board, TRONDHEIM);
});
afterAll(() => board.close());

test('a teacher is replaced, and replaced back by the undo', async () => {
  expect((await kari.get('/board/positions/P1')).text).toContain(`href="${REPLACE}"`);
  const empty = await prepare(kari, REPLACE, { name: ' ', email: 'ingen' });
  expect([empty.status, empty.state]).toEqual([422, 'board-act']);
  expect(textOf(empty)).toContain('Skriv navnet.');
  const same = await prepare(kari, REPLACE, { name: 'Pål Tveit', email: TEACHER });
  expect([same.status, same.state]).toEqual([409, 'board-act-refused']);
  const sure = await prepare(kari, REPLACE, { name: 'Nora Ny', email: 'Nora@Uni.example' });
  expect(textOf(sure)).toContain('Emnet TDT4100 får denne faglæreren i stedet for Pål Tveit.');
  expect(await teacher()).toBe(TEACHER);
  const page = await kari.get((await kari.post(REPLACE, fieldsIn(sure))).location ?? '');
  expect(textOf(page)).toContain('Faglæreren er byttet.');
  expect(await teacher()).toBe('nora@uni.example');
  expect(await linkOf(TEACHER, 'rating')).toBe('');
  const undo = await kari.get(`${REPLACE}?undo`);
  expect(fieldsIn(undo)).toMatchObject({ name: 'Pål Tveit', email: TEACHER });
  await carryOut(kari, `${REPLACE}?undo`);
  expect(await teacher()).toBe(TEACHER);
});

test('an address is changed: the confirmation shows what goes to the new one, and the old link ends', async () => {
  const path = await changeOf('d@stud.example');
  expect((await kari.get(`/board/people/${path.split('/').at(-1)}`)).text).toContain(`href="${path}"`);
  const old = await linkOf('d@stud.example', 'offer');
  const taken = await prepare(kari, path, { email: STUDENT });
  expect(textOf(taken)).toContain('En annen person har den adressen.');
  const sure = await prepare(kari, path, { email: 'di@stud.example' });
  expect(textOf(sure)).toContain('1 e-post sendes');
  expect(textOf(sure)).toContain('Di Dal: Tilbud: læringsassistent i TDT4100');
  const page = await kari.get((await kari.post(path, fieldsIn(sure))).location ?? '');
  expect(textOf(page)).toContain('Endringen er lagret.');
  expect(textOf(page)).toContain('E-postadressen ble endret');
  expect(await linkOf('di@stud.example', 'offer', false)).toBe(old);
  expect(await linkOf('di@stud.example', 'offer')).not.toBe(old);
  expect(await query(`select address from mail where state = 'waiting' and kind = 'offer'`)).toEqual([
    { address: 'di@stud.example' },
  ]);
});

test('of an offer that was refused the confirmation says that its time starts anew', async () => {
  await query(`update mail set state = 'rejected', next_due_at = null where kind = 'offer' and state = 'waiting'`);
  await board.app.setClock(oslo('2026-11-12T12:00'));
  const path = await changeOf('di@stud.example');
  const sure = await prepare(kari, path, { email: 'dida@stud.example' });
  expect(textOf(sure)).toContain('Med ny adresse får tilbudet som ble avvist, full svarfrist fra nå av.');
  expect(sure.text).toContain('torsdag 26. november 2026 kl. 23.59');
  await kari.post(path, fieldsIn(sure));
  expect(await query(`select expires_at as at from offer where state = 'open'`)).toEqual([
    { at: oslo('2026-11-27T00:00') },
  ]);
});

test('a link is sent anew, or taken back', async () => {
  const first = await linkOf('dida@stud.example', 'offer');
  const person = await kari.get(`/board/people/${await idOf('dida@stud.example')}`);
  for (const act of ['resend-link', 'revoke-link']) expect(person.text).toContain(`href="/board/acts/${act}/${first}"`);
  const sent = await carryOut(kari, `/board/acts/resend-link/${first}`);
  expect(textOf(sent)).toContain('Ny lenke er sendt.');
  const second = await linkOf('dida@stud.example', 'offer');
  expect(second).not.toBe(first);
  const revoked = await carryOut(kari, `/board/acts/revoke-link/${second}`);
  expect(textOf(revoked)).toContain('Lenken er trukket tilbake.');
  expect(revoked.text).toContain(`href="/board/acts/resend-link/${second}?undo"`);
  expect(await linkOf('dida@stud.example', 'offer')).toBe('');
  expect((await kari.get(`/board/acts/revoke-link/${second}`)).status).toBe(409);
  await carryOut(kari, `/board/acts/resend-link/${second}?undo`);
  expect(await linkOf('dida@stud.example', 'offer')).not.toBe('');
  await query(`update offer set state = 'declined', closed_at = '2026-11-12 12:00Z' where state = 'open'`);
  const closed = await prepare(kari, `/board/acts/resend-link/${second}`);
  expect([closed.status, textOf(closed).includes('Det er ingenting åpent bak lenken')]).toEqual([409, true]);
});

test('another campus has nothing to do with the person, nor with what they have there', async () => {
  const gro = await signInAs(board, GJOVIK);
  const link = await linkOf('dida@stud.example', 'offer');
  for (const path of [REPLACE, await changeOf('dida@stud.example'), `/board/acts/revoke-link/${link}`])
    expect([path, (await gro.get(path)).status]).toEqual([path, 404]);
  // A teacher of both campuses is everybody's.
  expect((await gro.get(await changeOf(TEACHER))).status).toBe(200);
  const sure = await prepare(gro, await changeOf(TEACHER), { phone: '+47 73 00 00 09' });
  expect(textOf(sure)).toContain('Ingen e-post sendes');
});

test('the address that a contact signs in with is not for another contact to change', async () => {
  // The seed's mails say nothing, so that they cannot be shown.
  await query(`delete from mail where kind = 'overview'`);
  await query(`update position set teacher_id = $1 where id = 'P2'`, [await idOf(GJOVIK)]);
  const refused = await prepare(kari, await changeOf(GJOVIK), { email: 'kari.too@uni.example' });
  expect([refused.status, textOf(refused).includes('Gro Kontakt logger inn her')]).toEqual([409, true]);
  const faculty = await signInAs(board, FACULTY);
  expect((await prepare(faculty, await changeOf(GJOVIK), { email: 'gro@uni.example' })).state).toBe(
    'board-act-confirm',
  );
});
