import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { QueryRunner } from 'typeorm';
import { changesAnswer } from '../../src/api/answers.js';
import { recordEvents } from '../../src/platform/events.js';
import type { Tx } from '../../src/timetable/turn.js';
import { POSITION } from '../support/semester.js';
import { answered, type System, startSystem } from './system.js';

let system: System;
let token: string;
let open: QueryRunner[];
beforeEach(async () => {
  system = await startSystem(1, 'a');
  token = await system.token();
  open = [];
});
afterEach(async () => {
  for (const runner of open) {
    if (runner.isTransactionActive) await runner.rollbackTransaction();
    await runner.release();
  }
  await system.close();
});

const changes = async (since = '0') => answered(changesAnswer, await system.ask(`/changes?since=${since}`, token));
const numbers = async (since = '0') =>
  (await changes(since)).changes.map((one) => (one.event === 'final-list' ? one.number : null));

/** A transaction that has begun, and holds a number of its own. */
async function begin(): Promise<QueryRunner> {
  const runner = system.app.database.createQueryRunner();
  open.push(runner);
  await runner.startTransaction();
  await runner.query('select pg_current_xact_id()');
  return runner;
}

async function record({ manager }: QueryRunner, number: number): Promise<void> {
  const tx: Tx = { manager, timeZone: 'Europe/Oslo', alarms: [] };
  await recordEvents(tx, [
    { kind: 'final-list-sent', roundId: '2027V-trondheim', positionId: POSITION, data: { number } },
  ]);
}

test('of two that commit in the reverse order the later id waits, and none is missed', async () => {
  const [first, second] = [await begin(), await begin()];
  await record(first, 1);
  await record(second, 2);
  await second.commitTransaction();
  expect(await changes()).toEqual({ changes: [], next: '0' });
  await first.commitTransaction();
  expect(await numbers()).toEqual([1, 2]);
});

test('also when the lower id belongs to the transaction that began later', async () => {
  // The oldest running transaction tells nothing here: the one that still runs has the higher number and the lower id.
  const [second, first] = [await begin(), await begin()];
  await record(first, 1);
  await record(second, 2);
  await second.commitTransaction();
  expect(await numbers()).toEqual([]);
  await first.commitTransaction();
  expect(await numbers()).toEqual([1, 2]);
});

test('what is below stays to be seen, and goes on while a long transaction holds the rest back', async () => {
  const before = await begin();
  await record(before, 1);
  await before.commitTransaction();
  const long = await begin();
  await record(long, 2);
  await record(long, 4);
  const short = await begin();
  await record(short, 3);
  await short.commitTransaction();
  const { next } = await changes();
  expect(await numbers()).toEqual([1]);
  expect(await changes(next)).toEqual({ changes: [], next });
  await long.commitTransaction();
  expect(await numbers(next)).toEqual([2, 4, 3]);
});

test('one that is undone, or whose connection breaks, holds nothing back any more', async () => {
  const [undone, broken, last] = [await begin(), await begin(), await begin()];
  await record(undone, 1);
  await record(broken, 2);
  await record(last, 3);
  await last.commitTransaction();
  await undone.rollbackTransaction();
  expect(await numbers()).toEqual([]);
  const [{ pid }] = (await broken.query('select pg_backend_pid() as pid')) as [{ pid: number }];
  await system.app.database.query('select pg_terminate_backend($1, 5000)', [pid]);
  expect(await numbers()).toEqual([3]);
  open = open.filter((runner) => runner !== broken);
  await broken.release().catch(() => undefined);
});

test('whoever follows while many decide at once reads each change once, in the order of the ids', async () => {
  const WRITERS = 6;
  const EACH = 15;
  let writing = WRITERS;
  const writers = Promise.all(
    Array.from({ length: WRITERS }, async (_, writer) => {
      for (let index = 0; index < EACH; index += 1)
        await system.app.database.transaction(async (manager) => {
          await record({ manager } as QueryRunner, writer * EACH + index + 1);
          // Each stays open for another number of questions, so that they commit in another order than they began.
          for (let asked = (writer * 3 + index * 5) % 8; asked > 0; asked -= 1) await manager.query('select 1');
        });
      writing -= 1;
    }),
  );
  const read: { id: string; number: number | null }[] = [];
  let since = '0';
  for (let last = false; ; last = writing === 0) {
    const answer = await changes(since);
    read.push(...answer.changes.map((one) => ({ id: one.id, number: one.event === 'final-list' ? one.number : null })));
    since = answer.next;
    if (last && answer.changes.length === 0) break;
  }
  await writers;
  expect(read.map(({ number }) => number).sort((a, b) => Number(a) - Number(b))).toEqual(
    Array.from({ length: WRITERS * EACH }, (_, index) => index + 1),
  );
  expect(read.map(({ id }) => BigInt(id))).toEqual(read.map(({ id }) => BigInt(id)).sort((a, b) => (a < b ? -1 : 1)));
});
