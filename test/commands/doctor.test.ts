import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { doctorCommand } from '../../src/commands/doctor.js';
import { type TestApp, testApp } from '../support/database.js';

let app: TestApp;
beforeAll(async () => {
  app = await testApp();
});
afterAll(() => app.close());

const run = async (json: boolean): Promise<{ status: number; printed: string }> => {
  const lines: string[] = [];
  const print = (line: string) => lines.push(line);
  return { status: await doctorCommand(app.config, { json, print, say: print }), printed: lines.join('\n') };
};

test('a sound database passes; a fault is told with its remedy, to people and to programs, and fails', async () => {
  expect(await run(false)).toEqual({ status: 0, printed: 'Nothing is overdue, orphaned or contradictory.' });
  expect(await run(true)).toEqual({ status: 0, printed: '[]' });
  await app.database.query(
    `insert into subject (stage, id, next_due_at, failure) values ('offer', 'P1', '2020-01-01', 'no such row')`,
  );
  const before = await app.dump();
  const { status, printed } = await run(false);
  expect(status).toBe(1);
  expect(printed).toMatch(
    /^overdue-subject: offer of P1: it is due since 2020-01-01 .*, and failed: no such row\. See what failed under/,
  );
  const json = await run(true);
  expect(json.status).toBe(1);
  expect(JSON.parse(json.printed)).toMatchObject([{ check: 'overdue-subject', subject: 'offer of P1' }]);
  expect(await app.dump()).toBe(before);
});
