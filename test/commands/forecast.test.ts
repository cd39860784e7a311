import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { seedForecast } from '../board/forecast.rounds.js';
import { DURING_OFFERS, seedBoard } from '../board/seed.js';
import { type TestApp, testApp } from '../support/database.js';

const STAFETT = join(import.meta.dirname, '..', '..', 'bin', 'stafett.js');

let app: TestApp;
beforeAll(async () => {
  app = await testApp();
  await seedBoard(app.database);
  await seedForecast({ app });
  await app.setClock(DURING_OFFERS);
});
afterAll(() => app.close());

const run = (...given: string[]) =>
  new Promise<{ status: number; printed: string; said: string }>((resolve) => {
    const env = { PATH: process.env.PATH, DATABASE_URL: app.config.databaseUrl, SECRET: 's'.repeat(40) };
    execFile(process.execPath, [STAFETT, 'forecast', ...given], { env }, (error, printed, said) =>
      resolve({ status: error ? Number(error.code) : 0, printed, said }),
    );
  });

test('a forecast is a table for people and JSON for programs, and changes nothing', async () => {
  const before = await app.dump();
  const [{ status, printed }, json] = await Promise.all([
    run('2027V-trondheim', '--runs', '50'),
    run('2027V-trondheim', '--runs', '50', '--json'),
  ]);
  expect(status).toBe(0);
  expect(printed).toContain('50 runs; people behave as in 8 answers of 2026V-trondheim.');
  expect(printed).toMatch(/In the end \d+ of \d+ openings are filled/);
  expect(printed).toMatch(/^P2 +TDT4109 +0 of 1 +0% +never +never +never +– +no-applicants 100%$/m);
  const forecast = JSON.parse(json.printed);
  expect(forecast).toMatchObject({ round: '2027V-trondheim', runs: 50, seed: 1 });
  expect(forecast.positions).toHaveLength(14);
  expect(await app.dump()).toEqual(before);
});

test.each([
  [['none'], 'There is no round "none".'],
  [['2027V-trondheim', '--move', 'closesAt=soon'], '--move: Write closesAt=2027-02-18T12:00'],
  [['2027V-trondheim', '--openings', 'P1=1'], '--openings: P1 has 2 openings filled or offered; it cannot have fewer.'],
  [['2027V-trondheim', '--pause', '2026-11-01T00:00/2026-11-20T00:00'], '--pause: It has to begin later than now.'],
  [['2027V-trondheim', '--runs', '5'], '--runs: '],
])('%j is refused with the option and the remedy', async (given, says) => {
  const { status, said } = await run(...given);
  expect([status, said]).toEqual([1, expect.stringContaining(says)]);
});
