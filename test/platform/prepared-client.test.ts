import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { databaseAt } from '../../src/platform/database.js';
import { createTestDatabase } from '../support/database.js';

let database: ReturnType<typeof databaseAt>;
let close: () => Promise<void>;
beforeAll(async () => {
  const { url, close: drop } = await createTestDatabase();
  // One connection, so that every query is asked on the same.
  database = await databaseAt(url, 1).initialize();
  close = async () => {
    await database.destroy();
    await drop();
  };
});
afterAll(() => close());

const prepared = async () => {
  const rows = await database.query<{ statement: string }[]>(`select statement from pg_prepared_statements`);
  return rows.map(({ statement }) => statement);
};

test('what is asked often is prepared, what is asked once is not, and each answers with its own values', async () => {
  const often = 'select $1::int + 1 as sum';
  const answers: unknown[] = [];
  for (let value = 0; value < 8; value += 1) answers.push(await database.query(often, [value]));
  expect(answers).toEqual(Array.from({ length: 8 }, (_, value) => [{ sum: value + 1 }]));
  await database.query('select $1::int + 2 as sum', [1]);
  expect(await prepared()).toEqual([often]);
});

test('one that failed can be asked again, with values that are right', async () => {
  const text = 'select 10 / $1::int as part';
  const parts: unknown[] = [];
  for (const value of [5, 2, 0, 1, 0, 10, 0, 5])
    parts.push(await database.query(text, [value]).catch(({ driverError }) => driverError.code));
  const one = (part: number) => [{ part }];
  expect(parts).toEqual([one(2), one(5), '22012', one(10), '22012', one(1), '22012', one(2)]);
  expect(await prepared()).toContain(text);
});

test('a column that a migration adds meanwhile is no matter', async () => {
  await database.query(`insert into person (email, name, locale) values ('kari@uni.example', 'Kari', 'nb')`);
  const ask = () => database.query(`select name from person where email = $1`, ['kari@uni.example']);
  for (let time = 0; time < 8; time += 1) await ask();
  await database.query('alter table person add column nickname text, alter column phone type varchar');
  expect(await ask()).toEqual([{ name: 'Kari' }]);
});
