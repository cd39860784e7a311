import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import pg from 'pg';
import { untilStill } from '../../src/rehearsal/stillness.js';
import { createTestDatabase } from '../support/database.js';

const NOW = new Date('2026-09-21T06:00:00Z');
const LATER = new Date('2026-10-05T07:00:00Z');

let store: { url: string; close(): Promise<void> };
let client: pg.Client;
let stop: AbortController;

beforeAll(async () => {
  store = await createTestDatabase();
  client = new pg.Client({ connectionString: store.url });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await store.close();
});
beforeEach(async () => {
  stop = new AbortController();
  await client.query('delete from subject');
});

const subject = (id: string, dueAt: Date | null) =>
  client.query(`insert into subject (stage, id, next_due_at, failures) values ('demand', $1, $2, 3)`, [id, dueAt]);

const still = (hasJobs = async () => false, patience = 30) => untilStill(client, hasJobs, NOW, stop.signal, patience);

test('a system with nothing due is still, and says when something will be', async () => {
  expect(await still()).toBeNull();
  await subject('done', null);
  await subject('R', LATER);
  expect(await still()).toEqual(LATER);
});

test('it is not still before the last job has ended', async () => {
  let jobs = 3;
  expect(await still(async () => jobs-- > 0)).toBeNull();
  expect(jobs).toBe(-1);
});

test('what is due and does not get done is named when patience ends', async () => {
  await subject('R', NOW);
  await expect(still()).rejects.toThrow(/Nothing was done for 0\.03 s .*\n {2}demand R, failed 3 times$/);
  await client.query('delete from subject');
  await expect(still(async () => true)).rejects.toThrow('jobs that do not end');
});

test('a stop ends the wait with its reason', async () => {
  await subject('R', NOW);
  stop.abort(new Error('daemon 1 ended by itself'));
  await expect(still()).rejects.toThrow('daemon 1 ended by itself');
});
