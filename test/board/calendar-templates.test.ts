import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { parse } from 'node-html-parser';
import { calendar } from '../support/calendar.js';
import type { Browser } from './browser.js';
import { fieldsOf } from './form-fields.js';
import { type Board, signInAs, startBoard } from './harness.js';
import { textOf } from './position-board.js';
import { DURING_OFFERS, FACULTY, GJOVIK, seedBoard, TRONDHEIM } from './seed.js';

const ROUND = '2027V-trondheim';
const NEW = `/board/calendar-templates/new?from=${ROUND}`;

let board: Board;
let kari: Browser;
let gro: Browser;
let faculty: Browser;
beforeAll(async () => {
  board = await startBoard();
  await seedBoard(board.app.database);
  await board.app.setClock(DURING_OFFERS);
  kari = await signInAs(board, TRONDHEIM);
  gro = await signInAs(board, GJOVIK);
  faculty = await signInAs(board, FACULTY);
});
afterAll(() => board.close());
beforeEach(() => query('delete from calendar_template'));

const query = <Row>(sql: string, values: unknown[] = []) => board.app.database.query<Row[]>(sql, values);

/** Keeps the round's calendar under a name. @returns where it is then */
async function save(name: string, browser = kari, fields: Record<string, string> = {}): Promise<string> {
  const saved = await browser.post('/board/calendar-templates', { from: ROUND, name, ...fields });
  return saved.location?.replace('?saved', '') ?? `refused with ${saved.status}`;
}
const patternsOn = ({ text }: { text: string }) =>
  parse(text)
    .querySelectorAll('#pattern option')
    .map((one) => `${one.hasAttribute('selected') ? '* ' : ''}${one.text}`);

describe('a template', () => {
  test('is saved from a round, and gives the next semester of its term the same weeks', async () => {
    const form = await kari.get(NEW);
    expect(fieldsOf(form, 'Lagre malen')).toEqual({ from: ROUND, name: 'Trondheim, vår' });
    const path = await save('  Vår   som vi gjør det ');
    expect(path).toMatch(/^\/board\/calendar-templates\/[\da-f-]{36}$/);
    const page = textOf(await kari.get(path));
    expect(page).toContain('Vår som vi gjør det');
    expect(page).toContain('Slik blir datoene for våren 2028');
    expect(page).toContain('mandag 20. september 2027 kl. 08.00');
    const told = await query(`select e.kind, p.email from event e join person p on p.id = e.actor_id
      where e.kind = 'calendar-template-saved' and e.round_id = '${ROUND}'`);
    expect(told).toEqual([{ kind: 'calendar-template-saved', email: TRONDHEIM }]);
  });

  test('stays as it was when its round is moved', async () => {
    const path = await save('Vår');
    await query(`update round set calendar = $1 where id = '${ROUND}'`, [
      { ...calendar, applyDue: '2026-10-30T12:00' },
    ]);
    const { text } = await kari.get(path);
    await query(`update round set calendar = $1 where id = '${ROUND}'`, [calendar]);
    expect(text).toContain('mandag 25. oktober 2027 kl. 23.59');
  });

  test('is renamed and removed, the removal behind a second step, and its rounds keep their dates', async () => {
    const path = await save('Vår');
    expect(parse((await kari.get(path)).text).querySelector('details button')?.text).toBe('Fjern malen');
    const renamed = await kari.post(path, { step: 'rename', name: 'Vår, tidlig' });
    expect(renamed.location).toBe(`${path}?renamed`);
    expect(textOf(await kari.get(`${path}?renamed`))).toMatch(/Vår, tidlig Navnet er endret/);
    const removed = await kari.post(path, { step: 'remove' });
    expect(removed.location).toBe('/board/calendar-templates?removed');
    expect(textOf(await kari.get('/board/calendar-templates?removed'))).toContain('Malen er fjernet.');
    expect((await kari.get(path)).status).toBe(404);
  });

  test('has a name that its campus has not given before, in whatever letters, and the other campus may have', async () => {
    const first = await save('Vår');
    const other = await save('Høst');
    const again = await kari.post('/board/calendar-templates', { from: ROUND, name: 'vår' });
    expect([again.status, textOf(again)]).toEqual([422, expect.stringContaining('Det finnes allerede en mal')]);
    expect(fieldsOf(again, 'Lagre malen')).toMatchObject({ name: 'vår' });
    const taken = await kari.post(other, { step: 'rename', name: 'VÅR' });
    expect([taken.status, textOf(taken)]).toEqual([422, expect.stringContaining('Det finnes allerede en mal')]);
    expect((await kari.post(first, { step: 'rename', name: 'VÅR' })).status).toBe(303);
    expect((await kari.post(first, { step: 'rename', name: ' ' })).status).toBe(422);
    expect((await kari.post(first, { step: 'rename', name: 'x'.repeat(81) })).status).toBe(422);
    expect(await save('Vår', gro, { from: '2027V-gjovik' })).toMatch(/^\/board/);
  });

  test('of a campus is its contact’s; the faculty’s is for all to use, and the faculty’s to change', async () => {
    const karis = await save('Trondheims');
    expect((await gro.get(karis)).status).toBe(404);
    expect((await gro.post(karis, { step: 'remove' })).status).toBe(404);
    const shared = await save('Fakultetets', faculty, { for: 'faculty' });
    const seen = await gro.get(shared);
    expect([seen.status, textOf(seen)]).toEqual([200, expect.stringContaining('Malen er fakultetets.')]);
    expect(seen.text).not.toContain('<form class="form"');
    expect((await gro.post(shared, { step: 'remove' })).status).toBe(404);
    expect((await faculty.post(shared, { step: 'remove' })).status).toBe(303);
    // A contact who forges the field keeps it for her campus.
    const forged = await save('Min', kari, { for: 'faculty' });
    expect((await gro.get(forged)).status).toBe(404);
  });

  test('that is there from the start can be looked at and not be changed', async () => {
    const spring = await kari.get('/board/calendar-templates/spring');
    expect(textOf(spring)).toContain('Vanlig kalender for våren');
    expect(textOf(await kari.get('/board/calendar-templates/autumn'))).toContain('mandag 15. februar 2027 kl. 08.00');
    for (const step of ['remove', 'rename'])
      expect((await faculty.post('/board/calendar-templates/spring', { step, name: 'x' })).status).toBe(404);
  });
});

describe('the form of a new round', () => {
  test('offers the earlier round first, then the templates, then the usual calendar of the semester', async () => {
    await save('Vår');
    await save('Gjøviks', gro, { from: '2027V-gjovik' });
    const form = await kari.get(`/board/new-round?from=${ROUND}&semester=2028V`);
    expect(patternsOn(form)).toEqual(['* Runden våren 2027', 'Malen «Vår»', 'Vanlig kalender for våren']);
    const autumn = await kari.get(`/board/new-round?from=${ROUND}&semester=2027H&pattern=usual`);
    expect(patternsOn(autumn)).toEqual(['Runden våren 2027', 'Malen «Vår»', '* Vanlig kalender for høsten']);
    expect(fieldsOf(autumn, 'Se over')).toMatchObject({ demandOpens: '2027-02-15T08:00', pattern: 'usual' });
  });

  test('proposes by a template, says so, and goes on with it to the review and back', async () => {
    await query(
      `insert into calendar_template (campus_id, name, semester, places)
       select 'trondheim', 'Sent', '2027V', jsonb_object_agg(entry, jsonb_build_object('week', week, 'weekday', 3, 'time', '10:15'))
       from unnest($1::text[]) with ordinality as e(entry, week)`,
      [Object.keys(calendar)],
    );
    const [late] = await query<{ id: string }>('select id from calendar_template');
    const form = await kari.get(`/board/new-round?from=${ROUND}&semester=2028V&pattern=${late?.id}`);
    expect(textOf(form)).toContain('regnet ut fra malen «Sent»');
    const fields = fieldsOf(form, 'Se over');
    expect(fields).toMatchObject({ demandOpens: '2028-01-12T10:15', closesAt: '2028-03-01T10:15' });
    const sure = await kari.post('/board/new-round', fields);
    expect(sure.state).toBe('board-new-round-preview');
    const back = await kari.post('/board/new-round', fieldsOf(sure, 'Gå tilbake og endre'));
    expect(patternsOn(back)).toContain('* Malen «Sent»');
    // Removed in the meantime: what was filled in stays.
    await query('delete from calendar_template');
    const gone = await kari.post('/board/new-round', fieldsOf(sure, 'Gå tilbake og endre'));
    expect(fieldsOf(gone, 'Se over')).toMatchObject({ demandOpens: '2028-01-12T10:15' });
  });

  test('of a file works the dates out anew without losing the file; without any round it has the usual calendar', async () => {
    const file = new File(['Emne;Tittel;Faglærer;E-post\nTDT1;En;A B;a.b@uni.example'], 'emner.csv');
    const upload = (browser: Browser, campus: string) =>
      browser.upload('/board/new-round/file', { campus, semester: '2027H' }, file);
    const chosen = fieldsOf(await upload(kari, 'trondheim'), 'Regn ut datoene');
    expect(chosen).toMatchObject({ campus: 'trondheim', step: 'dates' });
    const again = await kari.post('/board/new-round', { ...chosen, semester: '2028V', pattern: 'usual' });
    expect(again.state).toBe('board-new-round-form');
    expect(fieldsOf(again, 'Se over')).toMatchObject({ semester: '2028V', demandOpens: '2027-09-20T08:00' });
    expect(textOf(again)).toContain('TDT1 En: A B (a.b@uni.example)');
    await query(
      `insert into campus (id, name, locale, announce_to, contact_id)
       select 'alesund', 'Ålesund', 'nb', 'a@lists.example', id from person where email = $1`,
      [GJOVIK],
    );
    const first = await upload(gro, 'alesund');
    await query(`delete from campus where id = 'alesund'`);
    expect(patternsOn(first)).toEqual(['* Vanlig kalender for høsten']);
    expect(textOf(first)).toContain('den vanlige kalenderen for høsten');
    expect(fieldsOf(first, 'Se over')).toMatchObject({ demandOpens: '2027-02-15T08:00' });
  });
});

test('the round, and the start of a new one, lead to the templates', async () => {
  expect((await kari.get(`/board/rounds/${ROUND}`)).text).toContain(`href="${NEW}"`);
  expect((await kari.get('/board/new-round')).text).toContain('href="/board/calendar-templates"');
});
