import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { transact } from '../../../src/platform/app.js';
import { pauseRound } from '../../../src/process/pause-round.js';
import { type Prepared, prepareRound } from '../../../src/rehearsal/round/prepare.js';
import { readSnapshot } from '../../../src/rehearsal/round/snapshot.js';
import { TABLES } from '../../../src/rehearsal/round/tables.js';
import { addWebhook } from '../../../src/webhooks/webhooks.js';
import { type TestApp, testApp } from '../../support/database.js';
import { LIVE_NOW, LIVE_ROUND, liveRound } from '../../support/live-round.js';

let live: TestApp;
let copy: TestApp;
let prepared: Prepared;
beforeAll(async () => {
  [live, copy] = await Promise.all([testApp(), testApp()]);
  await liveRound(live);
  await transact(live, async (tx) => {
    const hook = { campusId: null, madeBy: 'ops', url: 'https://payroll.uni.example/', private: false };
    await addWebhook(tx, { ...hook, events: ['accepted'] });
    await tx.manager.query(`insert into operator (person_id) select id from person where email = 'tone@uni.example'`);
    await tx.manager.query(`insert into session (sid, sess, expire) values ('s', '{}', '2030-01-01')`);
    await tx.manager.query(`update subject set failures = 3, retry_at = now() + interval '1 hour' where id = 'P2'`);
  });
  const [contact] = await live.database.query<{ id: string }[]>(
    `select id from person where email = 'tone@uni.example'`,
  );
  await transact(live, (tx) => pauseRound(tx, { roundId: LIVE_ROUND, actorId: contact?.id ?? '', reason: 'Pause' }));
  const before = await live.dump();
  await copy.setClock(LIVE_NOW);
  const snapshot = await readSnapshot(live.config.databaseUrl ?? '', LIVE_ROUND);
  expect(snapshot.now).toEqual(LIVE_NOW);
  prepared = await prepareRound(copy.config.databaseUrl ?? '', snapshot, {
    ...{ roundId: LIVE_ROUND, seed: 1, config: live.config },
  });
  expect(await live.dump()).toBe(before);
}, 60_000);
afterAll(() => Promise.all([live.close(), copy.close()]));

const rows = (app: TestApp, sql: string) => app.database.query<Record<string, unknown>[]>(sql);

test('of every table that there is it is said what of it is copied, or why nothing', async () => {
  const there = await rows(
    live,
    `select table_name as name from information_schema.tables where table_schema = 'public'`,
  );
  expect(Object.keys(TABLES).sort()).toEqual(there.map(({ name }) => name).sort());
  const mapped = live.database.entityMetadatas.map(({ tableName }) => tableName);
  expect(mapped.filter((name) => !(name in TABLES))).toEqual([]);
});

test.each([
  ['offer', 't.position_id in (select id from position where round_id = $1)'],
  ['application', 't.position_id in (select id from position where round_id = $1)'],
  ['rating', 't.position_id in (select id from position where round_id = $1)'],
  ['link', `t.purpose = 'rating' and t.subject in (select id from position where round_id = $1)`],
  ['mail', `t.round_id = $1 and t.state = 'sent'`],
  ['event', `t.kind <> 'round-resumed' and t.round_id = $1`],
])('of %s all that is of the round is in the copy, to the microsecond', async (table, which) => {
  const read = ({ database }: TestApp) =>
    database.query<{ row: string }[]>(`select t::text as row from ${table} t where ${which} order by 1`, [LIVE_ROUND]);
  const copied = await read(copy);
  expect(copied.length).toBeGreaterThan(0);
  expect(copied).toEqual(await read(live));
});

test('nothing of another round, of sign-ins or of other systems is in the copy', async () => {
  expect(await rows(copy, `select id from round`)).toEqual([{ id: LIVE_ROUND }]);
  expect(
    await rows(
      copy,
      `select email from person where email in ('geir@uni.example', 'kari@uni.example', 'emil@stud.example')`,
    ),
  ).toEqual([]);
  for (const table of ['session', 'operator', 'api_token', 'webhook', 'webhook_delivery', 'domain_pace'])
    expect([table, await rows(copy, `select 1 from ${table}`)]).toEqual([table, []]);
});

test('a paused round is resumed, waits after a failure are over, and what is new gets a new number', async () => {
  expect(prepared.resumed).toBe(0);
  expect(await rows(copy, `select paused_at from round`)).toEqual([{ paused_at: null }]);
  expect(await rows(copy, `select 1 from subject where paused or failures > 0 or retry_at is not null`)).toEqual([]);
  const [resumed] = await rows(
    copy,
    `select max(id) filter (where kind = 'round-resumed') > max(id) filter (where kind <> 'round-resumed') as last from event`,
  );
  expect(resumed).toEqual({ last: true });
});

test('people have the mails that they have yet to act on, and those alone', () => {
  const asked = prepared.unanswered.map(({ mail, to }) => [mail.kind, to, mail.positionId]);
  expect(asked.sort()).toEqual([
    ['offer', 'anna@stud.example', 'P1'],
    ['offer', 'dina@stud.example', 'P3'],
    ['rating-request', 'ingrid@uni.example', 'P2'],
  ]);
  expect(prepared.applied).toContain('anna@stud.example');
  expect(prepared.madeUp).toBe(0);
});
