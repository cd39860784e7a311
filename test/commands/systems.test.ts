import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { addTokenCommand, listTokensCommand, revokeTokenCommand } from '../../src/commands/token.js';
import { addWebhookCommand, listWebhooksCommand, removeWebhookCommand } from '../../src/commands/webhook.js';
import { webhookSecret } from '../../src/webhooks/signature.js';
import { oslo } from '../support/calendar.js';
import { type TestApp, testApp } from '../support/database.js';
import { ratedPosition } from '../support/semester.js';

let app: TestApp;
let printed: string[];
const output = { say: () => undefined, print: (line: string) => void printed.push(line), json: false };
beforeAll(async () => {
  app = await testApp();
  await ratedPosition(app, 1, 'a', oslo('2026-11-06T09:00'));
});
beforeEach(() => {
  printed = [];
});
afterAll(() => app.close());

const taken = () => printed.splice(0);

test('a token is printed once, listed without itself, and revoked by its name', async () => {
  await addTokenCommand(
    app.config,
    'payroll',
    { scope: 'final-list, changes', campus: 'trondheim', expires: '30' },
    output,
  );
  const [token = ''] = taken();
  expect(token).toMatch(/^stafett_[\w-]{43}$/);
  await listTokensCommand(app.config, output);
  expect(taken()).toEqual([
    expect.stringMatching(
      /^payroll {2}final-list,changes {2}Trondheim {2}by \S+ {2}expires 2026-12-06T08:00:00.000Z {2}never used$/,
    ),
  ]);
  await expect(addTokenCommand(app.config, 'payroll', { scope: 'changes' }, output)).rejects.toThrow(
    'There is a token "payroll" already.',
  );
  await revokeTokenCommand(app.config, 'payroll', output);
  expect(taken()).toEqual(['payroll is revoked.']);
  await listTokensCommand(app.config, output);
  expect(taken()).toEqual([]);
  await expect(revokeTokenCommand(app.config, 'payroll', output)).rejects.toThrow('npx stafett token list');
});

test.each([
  ['an empty name', ' ', { scope: 'changes' }, 'the name: " " must not be empty'],
  ['a scope that is none', 'x', { scope: 'everything' }, '--scope: "everything" must be final-list, changes'],
  ['a campus that is none', 'x', { scope: 'changes', campus: 'oslo' }, 'There are: trondheim.'],
  ['days that are none', 'x', { scope: 'changes', expires: 'soon' }, '--expires: "soon" must be a whole number'],
  ['no day at all', 'x', { scope: 'changes', expires: '0' }, '--expires: "0" must be at least 1'],
])('a token with %s is refused in a sentence', async (_, name, options, says) => {
  await expect(addTokenCommand(app.config, name, options, output)).rejects.toThrow(says);
  expect(taken()).toEqual([]);
});

test('a webhook’s secret is printed once and derived anew by whoever signs; it is listed and removed by its id', async () => {
  const address = 'https://payroll.uni.example/stafett';
  await addWebhookCommand(app.config, address, { events: 'accepted,final-list,accepted', private: false }, output);
  const [secret] = taken();
  const [hook] = await app.database.query<[{ id: string; private: boolean }]>('select id, private from webhook');
  expect([secret, hook.private]).toEqual([webhookSecret(app.config.secret, hook.id), false]);
  await listWebhooksCommand(app.config, output);
  expect(taken()).toEqual([expect.stringContaining(`${hook.id}  ${address}  accepted,final-list  all campuses  by `)]);
  await removeWebhookCommand(app.config, hook.id, output);
  for (const id of [hook.id, 'nothing'])
    await expect(removeWebhookCommand(app.config, id, output)).rejects.toThrow('npx stafett webhook list');
});

test('an address that says itself that it is private is meant to be, and any other is when that is said', async () => {
  const add = (url: string, isPrivate: boolean) =>
    addWebhookCommand(app.config, url, { events: 'accepted', private: isPrivate }, output);
  await add('http://127.0.0.1:8080/', false);
  await add('https://10.0.0.7/', false);
  await add('https://payroll.intern.example/', true);
  await add('https://payroll.uni.example/', false);
  const rows = await app.database.query<{ url: string; private: boolean }[]>(
    `select url, private from webhook where removed_at is null`,
  );
  expect(Object.fromEntries(rows.map((row) => [row.url, row.private]))).toEqual({
    'http://127.0.0.1:8080/': true,
    'https://10.0.0.7/': true,
    'https://payroll.intern.example/': true,
    'https://payroll.uni.example/': false,
  });
});

test.each([
  ['http://payroll.uni.example/', 'accepted', 'must start with https://'],
  ['https://payroll.uni.example/', 'everything', '--events: "everything" must be accepted, withdrawn, final-list'],
])('%s for %s is refused in a sentence', async (url, events, says) => {
  await expect(addWebhookCommand(app.config, url, { events, private: false }, output)).rejects.toThrow(says);
  expect(taken()).toEqual([]);
});
