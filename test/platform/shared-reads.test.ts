import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import pg from 'pg';
import { databaseAt } from '../../src/platform/database.js';
import { createTestDatabase } from '../support/database.js';

let database: ReturnType<typeof databaseAt>;
let url: string;
let close: () => Promise<void>;
beforeEach(async () => {
  const store = await createTestDatabase();
  url = store.url;
  database = await databaseAt(url, 5, 1).initialize();
  close = async () => {
    await database.destroy();
    await store.close();
  };
});
afterEach(async () => {
  jest.restoreAllMocks();
  await close();
});

const processOf = async () => {
  const [row] = await database.query<{ pid: number }[]>('select pg_backend_pid() as pid');
  return row?.pid as number;
};

/** Asks until the line is open; from then on it has the process that is told. */
async function lineOf(): Promise<number> {
  for (;;) {
    const [one, other] = await Promise.all([processOf(), processOf()]);
    if (one === other) return one;
  }
}

/** From here on no read takes long, however busy the machine is. */
function holdClock(): void {
  jest.spyOn(performance, 'now').mockReturnValue(performance.now());
}

test('many reads at once share one connection, and each gets its own answer', async () => {
  const line = await lineOf();
  holdClock();
  const asked = Array.from({ length: 200 }, (_, value) =>
    database.query<{ value: number; pid: number }[]>('select $1::int as value, pg_backend_pid() as pid', [value]),
  );
  expect(await Promise.all(asked)).toEqual(asked.map((_, value) => [{ value, pid: line }]));
});

test('one that fails says what was asked and why, and harms none beside it', async () => {
  await lineOf();
  const asked = [2, 0, 5, 0, 1].map((value) => database.query('select 10 / $1::int as part', [value]));
  const answers = await Promise.allSettled(asked);
  expect(answers.map((answer) => (answer.status === 'fulfilled' ? answer.value : answer.reason))).toEqual([
    [{ part: 5 }],
    expect.objectContaining({ code: '22012', query: 'select 10 / $1::int as part', message: 'division by zero' }),
    [{ part: 2 }],
    expect.objectContaining({ code: '22012' }),
    [{ part: 10 }],
  ]);
});

test('what writes, waits for a lock or is in a transaction has a connection of its own', async () => {
  const line = await lineOf();
  const own = [
    `with there as (select 1) select pg_backend_pid() as pid from there`,
    `select pg_backend_pid() as pid from clock for update`,
    `select pg_backend_pid() as pid from clock\n for no key update`,
    `select pg_backend_pid() as pid from (select pg_advisory_xact_lock_shared(7)) as held`,
    `insert into person (email, name, locale) values ('kari@uni.example', 'Kari', 'nb') returning pg_backend_pid() as pid`,
  ];
  for (const text of own) expect(await database.query(text)).not.toEqual([{ pid: line }]);
  const inside = await database.transaction((manager) => manager.query('select pg_backend_pid() as pid'));
  expect(inside).not.toEqual([{ pid: line }]);
  expect(await database.query('SELECT pg_backend_pid() as pid')).toEqual([{ pid: line }]);
});

test('what is under way is answered before all is closed', async () => {
  const line = await lineOf();
  holdClock();
  const asked = Array.from({ length: 50 }, (_, value) =>
    database.query('select $1::int as value, pg_backend_pid() as pid', [value]),
  );
  await database.destroy();
  expect(await Promise.all(asked)).toEqual(asked.map((_, value) => [{ value, pid: line }]));
  await database.initialize();
});

test('once a read takes long nothing more is sent to wait behind it', async () => {
  const line = await lineOf();
  const blocker = new pg.Client({ connectionString: url });
  await blocker.connect();
  await blocker.query('begin; lock table campus');
  const long = database.query('select count(*)::int as count, pg_backend_pid() as pid from campus');
  const isLong = async () => {
    const { rowCount } = await blocker.query(
      `select from pg_locks where pid = $1 and not granted and waitstart < clock_timestamp() - interval '100 ms'`,
      [line],
    );
    return rowCount === 1;
  };
  while (!(await isLong()));
  expect(await processOf()).not.toBe(line);
  await blocker.query('commit');
  expect(await long).toEqual([{ count: 0, pid: line }]);
  expect(await processOf()).toBe(line);
  await blocker.end();
});

test('after a lost line others answer, and a new one is opened', async () => {
  const line = await lineOf();
  await database.transaction((manager) => manager.query('select pg_terminate_backend($1, 10000)', [line]));
  const answers = await Promise.allSettled([processOf(), processOf()]);
  for (const { status } of answers) if (status === 'rejected') expect(await processOf()).not.toBe(line);
  expect(await lineOf()).not.toBe(line);
});
