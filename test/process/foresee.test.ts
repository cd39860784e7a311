import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { transact } from '../../src/platform/app.js';
import { foreseeMails } from '../../src/process/foresee.js';
import { ADVANCE } from '../../src/process/process.js';
import { importScenario } from '../../src/rounds/import/import-scenario.js';
import type { StageName } from '../../src/timetable/stages.js';
import { takeTurn } from '../../src/timetable/turn.js';
import { calendar, oslo } from '../support/calendar.js';
import { type TestApp, testApp } from '../support/database.js';
import { smallScenario } from '../support/small-scenario.js';

const ROUND = '2027V-trondheim';
const END = oslo('2027-04-01T12:00');
let app: TestApp;

beforeAll(async () => {
  app = await testApp();
  await app.setClock(oslo(calendar.demandOpens));
  await importScenario(app, smallScenario());
});
afterAll(() => app.close());

interface Sent {
  kind: string;
  address: string;
  createdAt: Date;
}
const lines = (mails: readonly Sent[]) =>
  mails.map(({ kind, address, createdAt }) => `${createdAt.toISOString()} ${kind} ${address}`).sort();

/** Lives through the time until END without anybody doing anything. */
async function live(): Promise<void> {
  for (;;) {
    const [next] = await app.database.query<{ stage: StageName; id: string; next_due_at: Date }[]>(
      `select stage, id, next_due_at from subject where next_due_at <= $1
       order by next_due_at, array_position($2::text[], stage), id limit 1`,
      [END, Object.keys(ADVANCE)],
    );
    if (!next) return;
    const [clock] = await app.database.query<{ at: Date }[]>(`select at from clock`);
    if (clock && next.next_due_at > clock.at) await app.setClock(next.next_due_at);
    await transact(app, (tx) => ADVANCE[next.stage](tx, next.id));
  }
}

test('what is foreseen is what happens when nobody does anything, and foreseeing changes nothing', async () => {
  const before = await app.dump();
  const foreseen = await foreseeMails(app, ROUND, END, Number.POSITIVE_INFINITY);
  expect(await app.dump()).toBe(before);
  await live();
  const sent = await app.database.query<Sent[]>(
    `select kind, address, created_at as "createdAt" from mail where round_id = $1`,
    [ROUND],
  );
  expect(foreseen?.until).toEqual(END);
  expect(lines(foreseen?.mails ?? [])).toEqual(lines(sent));
  expect(new Set(sent.map(({ kind }) => kind))).toContain('demand-reminder');
});

test('while somebody decides on the round it foresees nothing rather than wait', async () => {
  await app.database.query(`update subject set next_due_at = $1 where id = $2`, [END, ROUND]);
  await transact(app, async (tx) => {
    await takeTurn(tx, 'demand', ROUND);
    expect(await foreseeMails(app, ROUND, END)).toBeNull();
  });
});
