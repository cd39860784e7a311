import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import type { Browser } from './browser.js';
import { type Board, signInAs, startBoard } from './harness.js';
import { seedLog } from './offer-log.js';
import { textOf } from './position-board.js';
import { DURING_OFFERS, seedBoard, TRONDHEIM } from './seed.js';

const RECORD = '/board/positions/P1/record';

let board: Board;
let kari: Browser;
beforeAll(async () => {
  board = await startBoard();
  const { database } = board.app;
  await seedBoard(database);
  await board.app.setClock(DURING_OFFERS);
  await seedLog(database);
  kari = await signInAs(board, TRONDHEIM);
});
afterAll(() => board.close());

test('says that the list was followed, and of each offer who stood before and why it was not theirs', async () => {
  const page = await kari.get(RECORD);
  const text = textOf(page);
  expect([page.status, page.state]).toEqual([200, 'board-record']);
  expect(page.text).toContain('data-record="followed"');
  expect(text).toContain('Tilbudene har fulgt lista. Ingen har grepet inn.');
  expect(text).toContain('4 rangert, ingen uegnet');
  expect(text).toContain('Åse Ås fikk tilbud Sto først på lista.');
  expect(text).toContain('Cy Cå fikk tilbud Neste på lista: Åse Ås har hatt tilbud, Bo Bø har hatt tilbud.');
  expect((await kari.get('/board/positions/P1')).text).toContain(`href="${RECORD}"`);
});

test('is there as a file for whoever checks it', async () => {
  const file = await kari.get(`${RECORD}.csv`);
  const rows = parse(file.text, { bom: true, delimiter: ';', columns: true }) as Record<string, string>[];
  expect(rows.map((row) => row.Hva)).toEqual([
    '4 rangert, ingen uegnet',
    'Åse Ås fikk tilbud',
    'Bo Bø fikk tilbud',
    'Åse Ås takket ja',
    'Bo Bø takket nei',
    'Cy Cå fikk tilbud',
    'Cy Cå svarte ikke i tide',
    'Di Dal fikk tilbud',
  ]);
  expect(rows[0]?.Av).toBe('Pål Tveit');
});

test('says what deviates, with names', async () => {
  await board.app.database.query(
    `update offer set person_id = (select id from person where email = 'teacher@uni.example')
     where person_id = (select id from person where email = 'd@stud.example')`,
  );
  const page = await kari.get(RECORD);
  expect(page.text).toContain('data-record="deviates"');
  expect(textOf(page)).toContain('Pål Tveit har et tilbud som loggen ikke vet om.');
  expect(textOf(page)).toContain('Loggen har et tilbud til Di Dal som ikke finnes.');
});
