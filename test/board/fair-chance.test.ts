import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parse } from 'node-html-parser';
import type { Browser as Chrome } from 'playwright-core';
import { ERASED } from '../../src/people/erased.js';
import { verifyFile } from '../../src/process/offer/fair-chance/verify-file.js';
import { launchChromium } from '../support/chromium.js';
import type { Browser } from './browser.js';
import { type Board, signInAs, startBoard } from './harness.js';
import { looksWell, openWindow } from './look.js';
import { seedLog } from './offer-log.js';
import { textOf } from './position-board.js';
import { DURING_OFFERS, FACULTY, seedBoard, TRONDHEIM } from './seed.js';

const CHECK = '/board/rounds/2027V-trondheim/fair-chance';

let board: Board;
let chrome: Chrome;
let kari: Browser;
beforeAll(async () => {
  board = await startBoard();
  chrome = await launchChromium();
  await seedBoard(board.app.database);
  await seedLog(board.app.database);
  await board.app.setClock(DURING_OFFERS);
  kari = await signInAs(board, TRONDHEIM);
}, 120_000);
afterAll(async () => {
  await chrome.close();
  await board.close();
});

/** Writes to the log of P1 as a contact's act would. */
const log = (at: string, kind: string, email: string | null, data: object = {}) =>
  board.app.database.query(
    `insert into event (at, kind, round_id, position_id, person_id, actor_id, data)
     select $1, $2, '2027V-trondheim', 'P1', (select id from person where email = $3), id, $4
     from person where email = $5`,
    [at, kind, email, data, TRONDHEIM],
  );

const rows = async (path: string) =>
  parse((await kari.get(path)).text)
    .querySelectorAll('tr[data-position]')
    .map((row) => row.text.replace(/\s+/g, ' ').trim());

test('says in one sentence that every offer went to the next, and of each position how', async () => {
  const before = await board.app.dump();
  const page = await kari.get(CHECK);
  expect([page.status, page.state]).toEqual([200, 'board-fair-chance']);
  expect(page.text).toContain('data-order="followed"');
  expect(textOf(page)).toContain('Alle de 4 tilbudene i runden gikk til den neste på lista. Ingen ble forbigått.');
  expect(textOf(page)).toContain('Ingen har grepet inn');
  expect(await rows(CHECK)).toEqual([
    'TDT4100 Objektorientert programmering Fulgt 4 av 4 3 hadde alt fått tilbud –',
    'TDT4109 Informasjonsteknologi, grunnkurs Ingen tilbud ennå – – –',
  ]);
  expect((await kari.get('/board/rounds/2027V-trondheim')).text).toContain(`href="${CHECK}"`);
  expect((await kari.get(`${CHECK}.json`)).status).toBe(200);
  expect(await board.app.dump()).toBe(before);
});

test('says of a round without offers that there are none yet', async () => {
  const faculty = await signInAs(board, FACULTY);
  expect((await faculty.get('/board/rounds/2027V-gjovik/fair-chance')).text).toContain('data-order="no-offers"');
});

test('lists where somebody stepped in by how, with name and reason, and does not claim that nobody was passed over', async () => {
  const { database } = board.app;
  await log('2026-11-10 08:00Z', 'offer-withdrawn', 'd@stud.example', { reason: 'Sendt ved en feil' });
  await log('2026-11-10 09:00Z', 'offer-reinstated', 'b@stud.example', { reason: 'Takket nei ved en feil' });
  await log('2026-11-10 10:00Z', 'openings-changed', null, { from: 2, to: 3 });
  await log('2026-11-10 11:00Z', 'offer-moved', 'b@stud.example', {
    ...{ from: '2026-11-24T23:00:00Z', to: '2026-11-26T23:00:00Z', reason: 'Eksamen' },
  });
  await database.query(
    `insert into offer (position_id, person_id, rank, issued_at, expires_at, state, reinstated_by_id)
     select 'P1', b.id, 2, '2026-11-10 09:00Z', '2026-11-26 23:00Z', 'open', k.id from person b, person k
     where b.email = 'b@stud.example' and k.email = $1`,
    [TRONDHEIM],
  );
  await database.query(`update position set openings = 3 where id = 'P1'`);
  const page = await kari.get(CHECK);
  const text = textOf(page);
  expect(page.text).toContain('data-order="followed"');
  expect(text).toContain(
    '4 av 5 tilbud i runden gikk til den neste på lista. Ett ble gitt utenom tur av noen som grep inn',
  );
  expect(text).not.toContain('Ingen ble forbigått');
  const told = parse(page.text)
    .querySelectorAll('table[data-way]')
    .map((table) => [
      table.getAttribute('data-way'),
      ...table.querySelectorAll('tbody tr > *:not(:last-child)').map((cell) => cell.text),
    ]);
  const position = 'TDT4100 Objektorientert programmering';
  expect(told).toEqual([
    ['named', 'Bo Bø fikk tilbud utenom tur', position, 'Kari Kontakt', 'Takket nei ved en feil'],
    ['taken-back', 'Tilbudet til Di Dal ble trukket', position, 'Kari Kontakt', 'Sendt ved en feil'],
    ['moved', expect.stringContaining('Fristen til Bo Bø ble flyttet til'), position, 'Kari Kontakt', 'Eksamen'],
    ['resized', 'Plassene ble endret fra 2 til 3', position, 'Kari Kontakt', 'ingen begrunnelse i loggen'],
  ]);
  const [seen, ...more] = await rows(`${CHECK}?show=seen`);
  expect(seen).toContain('1 utenom tur, 1 trukket tilbake, 1 flyttet frist, plassene endret én gang');
  expect(more).toEqual([]);
});

test('says who was passed over, in which position, with a way to its record', async () => {
  const { database } = board.app;
  await database.query(
    `with applied as (
       insert into application (position_id, person_id, priority, applied_at)
       select 'P2', id, 2, '2026-10-20 10:00Z' from person where left(email, 2) in ('b@', 'c@', 'd@') returning id, person_id)
     insert into event (at, kind, round_id, position_id, data)
     select '2026-11-03 10:15Z', 'rated', '2027V-trondheim', 'P2', jsonb_build_object('order', jsonb_agg(
       jsonb_build_object('applicationId', a.id, 'rank', case left(p.email, 1) when 'b' then 1 when 'd' then 2 else 3 end)))
     from applied a join person p on p.id = a.person_id`,
  );
  await database.query(
    `insert into event (at, kind, round_id, position_id, person_id) select '2026-11-06 08:00Z', 'offer-issued',
     '2027V-trondheim', 'P2', id from person where email = 'c@stud.example'`,
  );
  await database.query(
    `insert into offer (position_id, person_id, rank, issued_at, expires_at)
     select 'P2', id, 3, '2026-11-06 08:00Z', '2026-11-20 23:00Z' from person where email = 'c@stud.example'`,
  );
  await database.query(`update person set name = $1 where email = 'd@stud.example'`, [ERASED]);
  const page = await kari.get(CHECK);
  const text = textOf(page);
  expect(page.text).toContain('data-order="deviates"');
  expect(text).toContain(
    'Tilbudene avviker fra rekkefølgen én gang, i én stilling. 4 av 6 tilbud gikk til den neste på lista.',
  );
  expect(text).toContain('2 søkere ble forbigått.');
  expect(text).toMatch(
    /Cy Cå fikk tilbud fredag 6\. november 2026 .* men Bo Bø sto for tur\. Forbigått: Bo Bø og Slettet person\./,
  );
  expect(page.text).toContain('<a class="ds-link" href="/board/positions/P2/record">TDT4109');
  expect(page.text).not.toContain(ERASED);
  expect(await rows(`${CHECK}?show=no-offers`)).toEqual([]);
});

test('the file is signed, has no names but of who stepped in, and gives the same answer', async () => {
  const { text } = await kari.get(`${CHECK}.json`);
  const verified = verifyFile(Buffer.from(text), board.app.config.secret);
  if (verified.is !== 'genuine') throw new Error(verified.is);
  expect(verified.file.steppedIn.map(({ name }) => name)).toEqual(['Kari Kontakt']);
  const people = await board.app.database.query<{ name: string; email: string }[]>(
    `select name, email from person where email <> $1`,
    [TRONDHEIM],
  );
  for (const { name, email } of people)
    expect([name, text.includes(name), text.includes(email)]).toEqual([name, false, false]);
});

test('fits a phone and a desk, in both languages, for everybody', async () => {
  for (const [address, width] of [
    [TRONDHEIM, 390],
    [FACULTY, 1280],
  ] as const) {
    const { page, context, complaints } = await openWindow(board, chrome, address, width);
    await page.goto(board.url + CHECK);
    await looksWell(page, 'board-fair-chance');
    expect(complaints).toEqual([]);
    await context.close();
  }
}, 60_000);
