import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { databaseAt } from '../../src/platform/database.js';
import { createTestDatabase } from '../support/database.js';

let database: ReturnType<typeof databaseAt>;
let url: string;
let close: () => Promise<void>;
beforeAll(async () => {
  const made = await createTestDatabase();
  url = made.url;
  // One connection, so that every query is asked on the same.
  database = await databaseAt(url, 1).initialize();
  close = async () => {
    await database.destroy();
    await made.close();
  };
});
afterAll(() => close());

const prepared = async () => {
  const rows = await database.query<{ statement: string }[]>(
    `select statement from pg_prepared_statements order by prepare_time`,
  );
  return rows.map(({ statement }) => statement);
};

test('what is asked often is prepared, what is asked once is not, and each answers with its own values', async () => {
  const often = 'select $1::int + 1 as sum';
  const answers: unknown[] = [];
  for (let value = 0; value < 8; value += 1) answers.push(await database.query(often, [value]));
  expect(answers).toEqual(Array.from({ length: 8 }, (_, value) => [{ sum: value + 1 }]));
  await database.query('select $1::int + 2 as sum', [1]);
  const plain = 'select count(*)::int as people from person';
  for (let time = 0; time < 8; time += 1) expect(await database.query(plain)).toEqual([{ people: 0 }]);
  expect(await prepared()).toEqual([often, plain]);
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

test('a transaction begins with its first statement, whichever that is, and is undone as a whole', async () => {
  const names = async () =>
    (await database.query<{ name: string }[]>(`select name from person where phone = '1' order by name`)).map(
      ({ name }) => name,
    );
  const add = (name: string) =>
    `insert into person (email, name, locale, phone) values ('${name}@uni.example', '${name}', 'nb', '1')`;
  const undone = database.transaction(async (manager) => {
    await manager.query(add('Anne'));
    await manager.query('select 1 / $1::int', [0]);
  });
  await expect(undone).rejects.toMatchObject({ code: '22012' });
  const failsAtFirst = database.transaction(async (manager) => {
    await manager.query('select 1 / $1::int', [0]).catch(() => undefined);
    await manager.query(add('Berit'));
  });
  await expect(failsAtFirst).rejects.toMatchObject({ code: '25P02' });
  await expect(database.transaction(() => Promise.reject(new Error('before anything')))).rejects.toThrow(
    'before anything',
  );
  expect(await names()).toEqual([]);
  await database.transaction(async () => undefined);
  await database.transaction(async (manager) => {
    await Promise.all([manager.query(add('Dina')), manager.query(add('Cato'))]);
  });
  expect(await names()).toEqual(['Cato', 'Dina']);
  const [{ begun } = { begun: true }] = await database.query<{ begun: boolean }[]>(
    'select now() <> statement_timestamp() as begun',
  );
  expect(begun).toBe(false);
});

test('a row that an index finds is not held for as dear as on a disk with an arm, unless the operator says so', async () => {
  expect(await database.query('show random_page_cost')).toEqual([{ random_page_cost: '1.5' }]);
  process.env.PGOPTIONS = '-c random_page_cost=3';
  const other = await databaseAt(url, 1).initialize();
  try {
    expect(await other.query('show random_page_cost')).toEqual([{ random_page_cost: '3' }]);
  } finally {
    delete process.env.PGOPTIONS;
    await other.destroy();
  }
});
