import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { createLog } from '../../src/platform/log.js';
import { healthRoutes } from '../../src/web/health.js';
import { createWeb, listen } from '../../src/web/web.js';
import { type TestApp, testApp } from '../support/database.js';

let app: TestApp;
let url: string;
let close: () => Promise<void>;
let lines: { msg: string; check: string; level: number }[] = [];
let mail: () => Promise<void> = async () => undefined;
let asked = 0;

beforeAll(async () => {
  app = await testApp();
  const log = createLog('info', { write: (line) => void lines.push(JSON.parse(line)) });
  const checks = {
    mail: () => {
      asked += 1;
      return mail();
    },
  };
  const parts = [{ path: '/', routes: healthRoutes({ ...app, log }, checks) }];
  const server = await listen(await createWeb(app, { linkPages: [], parts }), 0);
  url = `http://127.0.0.1:${server.port}`;
  close = server.close;
});
afterEach(() => {
  lines = [];
});
afterAll(async () => {
  await close();
  await app.close();
});

async function ask(): Promise<[number, object]> {
  const answer = await fetch(`${url}/readyz`);
  return [answer.status, (await answer.json()) as object];
}

test('what fails is named, and told in the log once however often one asks, and once that it is over', async () => {
  mail = () => Promise.reject(new Error('no mail server'));
  for (let times = 0; times < 3; times += 1) expect(await ask()).toEqual([503, { database: 'ok', mail: 'failing' }]);
  mail = async () => undefined;
  for (let times = 0; times < 2; times += 1) expect(await ask()).toEqual([200, { database: 'ok', mail: 'ok' }]);
  expect(lines.map(({ level, msg, check }) => [level, msg, check])).toEqual([
    [50, 'not-ready', 'mail'],
    [30, 'ready-again', 'mail'],
  ]);
});

test('a server that hangs is told as failing soon, and is not asked again while it does', async () => {
  let answer = () => {};
  mail = () =>
    new Promise((resolve) => {
      answer = resolve;
    });
  asked = 0;
  const began = performance.now();
  expect(await Promise.all([ask(), ask()])).toEqual(Array(2).fill([503, { database: 'ok', mail: 'failing' }]));
  expect(performance.now() - began).toBeLessThan(4_000);
  expect(asked).toBe(1);
  answer();
  mail = async () => undefined;
  expect(await ask()).toEqual([200, { database: 'ok', mail: 'ok' }]);
});

test('so is a database that hangs', async () => {
  const runner = app.database.createQueryRunner();
  await runner.startTransaction();
  await runner.query('lock table clock in access exclusive mode');
  expect(await ask()).toEqual([503, { database: 'failing', mail: 'ok' }]);
  await runner.rollbackTransaction();
  await runner.release();
  expect(await ask()).toEqual([200, { database: 'ok', mail: 'ok' }]);
}, 15_000);
