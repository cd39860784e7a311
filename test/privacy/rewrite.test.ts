import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { transact } from '../../src/platform/app.js';
import { whatIsOpen } from '../../src/privacy/erase-person.js';
import { rewrite } from '../../src/privacy/rewrite.js';
import { type TestApp, testApp } from '../support/database.js';

let app: TestApp;
beforeAll(async () => {
  app = await testApp();
});
afterAll(() => app.close());

const erase = (text: string) => text.replaceAll('Nora', '—');

async function writeMail(key: string): Promise<string> {
  const [mail] = await app.database.query<[{ id: string }]>(
    `insert into mail (kind, address, locale, facts, dedupe_key, thread, created_at)
     values ('final-list', 't@uni.example', 'nb', '{"employed": [{"name": "Nora"}]}', $1, $1, now()) returning id`,
    [key],
  );
  return mail.id;
}

const readMail = async (id: string) =>
  (await app.database.query(`select state, facts, erased_at is not null as erased from mail where id = $1`, [id]))[0];

test('a mail that is being sent meanwhile is rewritten once it was sent', async () => {
  const id = await writeMail('sending');
  const sender = app.database.createQueryRunner();
  await sender.startTransaction();
  await sender.query(`update mail set state = 'sent' where id = $1`, [id]);
  const erased = transact(app, (tx) => rewrite(tx, { table: 'mail', column: 'facts', roundId: null }, erase));
  const waits = async () =>
    (
      await app.database.query(
        `select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like '%for update of t'`,
      )
    ).length > 0;
  while (!(await waits()));
  await sender.commitTransaction();
  await sender.release();
  await erased;
  expect(await readMail(id)).toEqual({ state: 'sent', facts: { employed: [{ name: '—' }] }, erased: true });
});

test('more rows than are looked at at a time are all rewritten, and those without it stay as they are', async () => {
  await app.database.query(
    `insert into mail (kind, address, locale, facts, dedupe_key, thread, created_at)
     select 'final-list', 't@uni.example', 'nb', case when n % 3 = 0 then '{"x": "Nora"}' else '{"x": "Kari"}' end::jsonb,
       'many' || n, 'many', now() from generate_series(1, 2500) n`,
  );
  await transact(app, (tx) => rewrite(tx, { table: 'mail', column: 'facts', roundId: null }, erase));
  const counts = await app.database.query(
    `select facts->>'x' as x, erased_at is not null as erased, count(*)::int from mail where thread = 'many' group by 1, 2 order by 1`,
  );
  expect(counts).toEqual(
    expect.arrayContaining([
      { x: '—', erased: true, count: 833 },
      { x: 'Kari', erased: false, count: 1667 },
    ]),
  );
});

test('a role that was lent keeps nobody from being erased once it is over', async () => {
  const [person] = await app.database.query<[{ id: string }]>(
    `insert into person (email, name, locale) values ('ops@uni.example', 'O', 'nb') returning id`,
  );
  const open = () => transact(app, (tx) => whatIsOpen(tx, person.id));
  const lend = (until: string) =>
    app.database.query(
      `insert into operator (person_id, until) values ($1, clock_timestamp() + $2::interval)
       on conflict (person_id) do update set until = excluded.until`,
      [person.id, until],
    );
  await lend('1 minute');
  expect(await open()).toBe('role');
  await lend('-1 second');
  expect(await open()).toBeNull();
});
