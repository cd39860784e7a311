import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { hasMessage } from '../../src/platform/messages.js';
import { columnsOf, HOLDINGS } from '../../src/privacy/holdings.js';
import { BASES, KINDS, type Kind } from '../../src/privacy/purposes.js';
import { type TestApp, testApp } from '../support/database.js';

const root = join(import.meta.dirname, '..', '..');

let app: TestApp;
beforeAll(async () => {
  app = await testApp();
});
afterAll(() => app.close());

test('every column of every table says what it holds of people, and no other', async () => {
  const columns = await app.database.query<{ line: string }[]>(
    `select table_name || '.' || column_name as line from information_schema.columns
     where table_schema = 'public' and table_name not in ('migration', 'typeorm_metadata')`,
  );
  const classified = Object.entries(HOLDINGS).flatMap(([table, holding]) =>
    Object.keys(holding.columns).map((column) => `${table}.${column}`),
  );
  expect(classified.sort()).toEqual(columns.map(({ line }) => line).sort());
});

test('every column of an entity is among them', () => {
  const columns = app.database.entityMetadatas.flatMap(({ tableName, columns }) =>
    columns.map(({ databaseName }) => [tableName, databaseName] as const),
  );
  expect(columns.length).toBeGreaterThan(100);
  for (const [table, column] of columns)
    expect([table, column, HOLDINGS[table]?.columns[column] !== undefined]).toEqual([table, column, true]);
});

test('whatever refers to the table of people is a reference', async () => {
  const foreign = await app.database.query<{ line: string }[]>(
    `select c.conrelid::regclass || '.' || a.attname as line from pg_constraint c
     join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any(c.conkey)
     where c.contype = 'f' and c.confrelid = 'person'::regclass`,
  );
  const references = Object.keys(HOLDINGS).flatMap((table) =>
    columnsOf(table, 'reference').map((column) => `${table}.${column}`),
  );
  expect(foreign.length).toBeGreaterThan(5);
  expect(references).toEqual(expect.arrayContaining(foreign.map(({ line }) => line.replaceAll('"', ''))));
});

test('a table that holds anything of a person belongs to a kind of data, and each kind is somewhere', () => {
  for (const [table, { kind, columns }] of Object.entries(HOLDINGS)) {
    const holds = Object.values(columns).filter((one) => one !== 'nothing' && one !== 'words');
    if (holds.length > 0) expect([table, kind]).toEqual([table, expect.any(String)]);
  }
  const kinds = new Set(Object.values(HOLDINGS).map(({ kind }) => kind));
  expect(Object.keys(KINDS).filter((kind) => !kinds.has(kind as keyof typeof KINDS))).toEqual([]);
});

test('each kind and each column that holds something can be said in both languages', () => {
  for (const locale of ['nb', 'en'] as const) {
    for (const { basis, ...kind } of Object.values(KINDS) as Kind[]) {
      for (const said of [kind.title, kind.holds, kind.purpose, kind.afterwards]) expect(said[locale]).not.toBe('');
      expect(BASES[basis][locale]).toMatch(/6/);
    }
    for (const [table, { kind }] of Object.entries(HOLDINGS)) {
      if (!kind) continue;
      expect([locale, table, hasMessage(locale, 'privacy', `tables.${table}`)]).toEqual([locale, table, true]);
      for (const column of columnsOf(table, 'fact', 'reference', 'references', 'identity', 'words'))
        expect([locale, column, hasMessage(locale, 'privacy', `columns.${column}`)]).toEqual([locale, column, true]);
    }
  }
});

test('the document is what the table gives', () => {
  const printed = execFileSync(process.execPath, ['scripts/build-privacy.js', '--print'], {
    cwd: root,
    encoding: 'utf8',
  });
  expect(readFileSync(join(root, 'docs', 'privacy.md'), 'utf8')).toBe(printed);
});
