import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parse } from 'node-html-parser';
import readXlsx from 'read-excel-file/node';
import type { Browser, Page } from './browser.js';
import { fieldsOf } from './form-fields.js';
import { type Board, signInAs, startBoard } from './harness.js';
import { textOf } from './position-board.js';
import { DURING_OFFERS, GJOVIK, seedBoard, TRONDHEIM } from './seed.js';

const ROWS = [
  ['TDT4100', 'Objektorientert programmering', 'Pål Tveit', 'teacher@uni.example'],
  ['TDT4200', 'Parallelle beregninger', 'Ny Nilsen', 'ny.nilsen@uni.example'],
];
const table = (rows: readonly (readonly string[])[], delimiter = ';') =>
  [['Emne', 'Tittel', 'Faglærer', 'E-post'], ...rows].map((row) => row.join(delimiter)).join('\r\n');

let board: Board;
let kari: Browser;
beforeAll(async () => {
  board = await startBoard();
  await seedBoard(board.app.database);
  await board.app.setClock(DURING_OFFERS);
  kari = await signInAs(board, TRONDHEIM);
});
afterAll(() => board.close());

const query = <Row>(sql: string) => board.app.database.query<Row[]>(sql);
const send = (content: string | Buffer, fields: Record<string, string> = {}, browser = kari) =>
  browser.upload(
    '/board/new-round/file',
    { campus: 'trondheim', semester: '2027H', ...fields },
    new File([typeof content === 'string' ? content : Uint8Array.from(content)], 'emner.csv'),
  );
const faultsOf = ({ text }: Page) =>
  parse(text)
    .querySelectorAll('.board-faulty li')
    .map((one) => one.text.trim());

test.each([
  ['semicolons', Buffer.from(table(ROWS))],
  ['commas', Buffer.from(table(ROWS, ','))],
  ['tabs', Buffer.from(table(ROWS, '\t'))],
  ['a byte order mark', Buffer.from(`\ufeff${table(ROWS)}`)],
  ['Windows’ letters', Buffer.from(table(ROWS), 'latin1')],
  ['UTF-16', Buffer.from(`\ufeff${table(ROWS)}`, 'utf16le')],
])('a file with %s is read, and nothing is written', async (_name, content) => {
  const before = await board.app.dump();
  const form = await send(content);
  expect([form.status, form.state]).toEqual([200, 'board-new-round-form']);
  expect(textOf(form)).toContain('TDT4100 Objektorientert programmering: Pål Tveit (teacher@uni.example)');
  expect(textOf(form)).toContain('TDT4200 Parallelle beregninger: Ny Nilsen (ny.nilsen@uni.example)');
  expect(await board.app.dump()).toBe(before);
});

test('each faulty cell is named with its line, its column, what stands there and the remedy, all at once', async () => {
  const before = await board.app.dump();
  const refused = await send(
    table([
      ...ROWS,
      ['', 'Uten kode', 'A', 'a@uni.example'],
      ['TDT4300', 'Data', 'B', 'ikke en adresse'],
      ROWS[0] ?? [],
    ]),
  );
  expect([refused.status, refused.state]).toEqual([422, 'board-new-round']);
  expect(textOf(refused)).toContain('Fila kunne ikke brukes. Ingenting er opprettet.');
  expect(faultsOf(refused)).toEqual([
    'Linje 4, kolonnen «Emne»: Cella er tom. Fyll den ut, eller slett linja.',
    'Linje 5, kolonnen «E-post»: «ikke en adresse» er ikke en e-postadresse. Skriv den slik: navn@universitet.no.',
    'Linje 6, kolonnen «Emne»: «TDT4100» med denne faglæreren står også på linje 2. Slett en av linjene.',
  ]);
  expect(await board.app.dump()).toBe(before);
});

test.each([
  ['empty', '', 'Fila er tom.'],
  ['of another kind', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3]), 'Dette er verken en Excel-fil'],
  ['a broken workbook', Buffer.from('PK\x03\x04 and no more'), 'Excel-fila er skadet'],
  ['without a column', 'Emne;Tittel\nTDT1;A', 'Fila mangler: «Faglærer», «E-post».'],
  ['too large', Buffer.alloc(3 * 1024 * 1024, 'a'), 'Fila er for stor.'],
  ['larger than any form', Buffer.alloc(8 * 1024 * 1024, 'a'), 'Fila er for stor.'],
])('a file that is %s is refused with what to do', async (_name, content, said) => {
  const refused = await send(content);
  expect([refused.status, refused.state]).toEqual([422, 'board-new-round']);
  expect(textOf(refused)).toContain(said);
});

test('a campus out of reach, a semester that is over and no file are refused by field', async () => {
  const gro = await signInAs(board, GJOVIK);
  const refused = await send(table(ROWS), { semester: '1999V' }, gro);
  expect(refused.status).toBe(422);
  expect(textOf(refused)).toMatch(/Velg et campus.*Velg et semester fra lista/);
  const nothing = await kari.upload(
    '/board/new-round/file',
    { campus: 'trondheim', semester: '2027H' },
    new File([], ''),
  );
  expect(textOf(nothing)).toContain('Velg en fil.');
  const taken = await send(table(ROWS), { semester: '2027V' });
  expect([taken.status, taken.state]).toEqual([409, 'board-new-round-exists']);
});

test('the rows that come back with the form are checked again', async () => {
  const form = fieldsOf(await send(table(ROWS)), 'Se over');
  expect((await kari.post('/board/new-round', form)).status).toBe(200);
  const forged = { ...form, rows: JSON.stringify([[2, '', 'x', 'y', 'z']]) };
  expect((await kari.post('/board/new-round', forged)).status).toBe(404);
  expect((await kari.post('/board/new-round', { ...form, rows: '[' })).status).toBe(404);
});

test('a round is created from a file with new teachers; a known one keeps the known name', async () => {
  const rows = [['TDT4100', 'Objektorientert', 'Paul Tveit', 'teacher@uni.example'], ROWS[1] ?? []];
  const sure = await kari.post('/board/new-round', fieldsOf(await send(table(rows)), 'Se over'));
  expect([sure.status, sure.state]).toEqual([200, 'board-new-round-preview']);
  expect(textOf(sure)).toContain('I fila: Paul Tveit. Navnet som er kjent fra før, blir stående.');
  expect(textOf(sure)).toContain('1 faglærer finnes her fra før, og 1 er ny.');
  const created = await kari.post('/board/new-round', fieldsOf(sure, 'Opprett runden'));
  expect(created.status).toBe(303);
  expect(
    await query(
      `select p.course, t.name, t.email from position p join person t on t.id = p.teacher_id
       where p.round_id = '2027H-trondheim' order by 1`,
    ),
  ).toEqual([
    { course: 'TDT4100', name: 'Pål Tveit', email: 'teacher@uni.example' },
    { course: 'TDT4200', name: 'Ny Nilsen', email: 'ny.nilsen@uni.example' },
  ]);
});

test('the files to fill in hold the courses of a round, or only the headings', async () => {
  const csv = await kari.get('/board/new-round/courses.csv?from=2027V-trondheim');
  expect(csv.headers.get('Content-Type')).toBe('text/csv; charset=utf-8');
  expect(csv.headers.get('Content-Disposition')).toContain('2027V-trondheim.csv');
  expect(csv.text).toContain('Objektorientert programmering');
  expect((await send(csv.text, { semester: '2028V' })).state).toBe('board-new-round-form');
  const cookie = [...kari.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const response = await fetch(`${board.url}/board/new-round/courses.xlsx`, { headers: { Cookie: cookie } });
  const [sheet] = await readXlsx(Buffer.from(await response.arrayBuffer()));
  expect(sheet?.data).toEqual([['Emne', 'Tittel', 'Faglærer', 'E-post']]);
});
