import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import readXlsx from 'read-excel-file/node';
import { exportCommand } from '../../src/commands/export.js';
import { csvOf, xlsxOf } from '../../src/platform/sheet.js';
import { ROUND_TABLES } from '../../src/rounds/files/tables.js';
import { listen } from '../support/output.js';
import type { Browser } from './browser.js';
import { type Board, signInAs, startBoard } from './harness.js';
import { textOf } from './position-board.js';
import { DURING_OFFERS, seedBoard, TRONDHEIM } from './seed.js';

const FILES = '/board/rounds/2027V-trondheim/files';

let board: Board;
let kari: Browser;
beforeAll(async () => {
  board = await startBoard();
  await seedBoard(board.app.database);
  await board.app.setClock(DURING_OFFERS);
  await board.app.database.query(`update person set name = '=HYPERLINK("http://x")' where email = 'b@stud.example'`);
  kari = await signInAs(board, TRONDHEIM);
});
afterAll(() => board.close());

const rowsOf = (text: string, delimiter = ';') =>
  parse(text, { bom: true, delimiter, columns: true }) as Record<string, string>[];

test('the page lists every table with its lines, and each is there as both kinds of file', async () => {
  const page = await kari.get(FILES);
  expect([page.status, page.state]).toEqual([200, 'board-files']);
  for (const { name } of ROUND_TABLES) {
    expect(page.text).toContain(`href="${FILES}/${name}.xlsx"`);
    const file = await kari.get(`${FILES}/${name}.csv`);
    expect([name, file.status, file.headers.get('Content-Type')]).toEqual([name, 200, 'text/csv; charset=utf-8']);
    const [, lines] = new RegExp(`data-table="${name}"[\\s\\S]*?<td[^>]*>(\\d+)</td>`).exec(page.text) ?? [];
    expect([name, rowsOf(file.text).length]).toEqual([name, Number(lines)]);
  }
  expect(textOf(await kari.get('/board/rounds/2027V-trondheim'))).toContain('Filer');
  expect((await kari.get(`${FILES}/nothing.csv`)).status).toBe(404);
  expect((await kari.get(`${FILES}/offers.constructor`)).status).toBe(404);
});

test('a table tells in words and in local time, and no text in it can be a formula', async () => {
  const rows = rowsOf((await kari.get(`${FILES}/offers.csv`)).text);
  expect(rows.map((row) => [row.Emne, row['Plass på lista'], row.Status, row.Sendt, row.Frist])).toEqual([
    ['TDT4100', '1', 'har takket ja', '2026-11-06 09:00', '2026-11-21 00:00'],
    ['TDT4100', '2', 'har takket nei', '2026-11-06 09:00', '2026-11-21 00:00'],
    ['TDT4100', '3', 'svarte ikke i tide', '2026-11-06 09:00', '2026-11-21 00:00'],
    ['TDT4100', '4', 'har fått tilbud', '2026-11-06 09:00', '2026-11-21 00:00'],
  ]);
  expect(rows[1]?.Navn).toBe(`'=HYPERLINK("http://x")`);
  const demand = rowsOf((await kari.get(`${FILES}/demand.csv`)).text);
  expect(demand.map((row) => [row.Emne, row.Svar, row.Type])).toEqual([
    ['TDT4100', 'har behov', 'læringsassistent'],
    ['TDT4109', 'har behov', 'undervisningsassistent'],
    ['TDT4120', 'ikke behov', ''],
  ]);
});

test('whatever is in a table is in its files, cell by cell', async () => {
  const cell = fc
    .string({ unit: 'grapheme', maxLength: 30 })
    .filter((text) => !/[\p{Cc}\p{Cs}\p{Cn}\ufffd]/u.test(text) && text.trim() === text && text !== '');
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(cell, cell, fc.integer()), { minLength: 1, maxLength: 5 }), async (rows) => {
      const sheet = { name: 'Ark', header: ['A', 'B', 'C'], rows, widths: [10, 10, 10] };
      const csv = parse(csvOf(sheet, 'nb'), { bom: true, delimiter: ';' }) as string[][];
      expect(csv.slice(1)).toEqual(
        rows.map((row) =>
          row.map((value) =>
            /^[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/.test(String(value)) && typeof value === 'string'
              ? `'${value}`
              : String(value),
          ),
        ),
      );
      const [read] = await readXlsx(await xlsxOf(sheet));
      const legible = read?.data.slice(1).map((row) => row.map((value) => String(value).replace(/\u200b$/, '')));
      expect(legible).toEqual(rows.map((row) => row.map(String)));
    }),
    { numRuns: 30 },
  );
});

test.each(['__proto__', 'constructor', 'toString'])('somebody called %s is no harm to a workbook', async (name) => {
  const [read] = await readXlsx(await xlsxOf({ name: 'Ark', header: ['A'], rows: [[name]], widths: [10] }));
  expect(read?.data).toEqual([['A'], [`${name}\u200b`]]);
});

test('all tables of a round are written to a folder; of an unknown round it says which there are', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'stafett-export-'));
  const output = listen();
  await exportCommand(board.app.config, '2027V-trondheim', folder, output);
  expect(output.printed).toHaveLength(ROUND_TABLES.length);
  const offers = rowsOf(await readFile(join(folder, 'offers.csv'), 'utf8'), ',');
  expect(offers.map((row) => row.State)).toEqual(['accepted', 'declined', 'did not answer in time', 'has an offer']);
  await rm(folder, { recursive: true });
  await expect(exportCommand(board.app.config, 'x', folder, listen())).rejects.toThrow(
    'There is no round "x". There are: 2027V-gjovik, 2027V-trondheim.',
  );
});
