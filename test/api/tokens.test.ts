import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { changesAnswer, finalListAnswer, roundsAnswer } from '../../src/api/answers.js';
import { listTokens, revokeToken } from '../../src/api/tokens/tokens.js';
import { transact } from '../../src/platform/app.js';
import { answered, refused, type System, startSystem } from './system.js';

const LIST = '/rounds/2027V-trondheim/final-list';

let system: System;
let lines: string[];
beforeAll(async () => {
  lines = [];
  system = await startSystem(1, 'ab', pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) }));
  await system.act('a', 'accept');
  await system.app.database.query(
    `insert into campus (id, name, locale, announce_to, contact_id)
     select 'gjovik', 'Gjøvik', 'nb', 'list@uni.example', contact_id from campus`,
  );
});
afterAll(() => system.close());

const sql = <Row>(text: string, values: unknown[] = []) => system.app.database.query<Row[]>(text, values);

test('a token is 256 random bits behind a prefix, and the database has its hash alone', async () => {
  const token = await system.token();
  expect(token).toMatch(/^stafett_[\w-]{43}$/);
  const [row] = await sql<{ all: string }>(`select t::text as all from api_token t where name = 'system 1'`);
  expect(row?.all).not.toContain(token.slice('stafett_'.length));
  expect(
    await sql(`select kind, data->>'tokenId' = t.id::text as own from event, api_token t where kind like 'token-%'`),
  ).toEqual([{ kind: 'token-added', own: true }]);
});

test.each([
  ['no token', undefined, 'Bearer realm="Stafett"'],
  ['an empty one', 'Bearer ', 'Bearer realm="Stafett"'],
  ['another scheme', 'Basic c3RhZmV0dDpzdGFmZXR0', 'Bearer realm="Stafett"'],
  ['a forged one', `Bearer stafett_${'A'.repeat(43)}`, 'Bearer realm="Stafett", error="invalid_token"'],
  ['a hash', `Bearer ${'0'.repeat(64)}`, 'Bearer realm="Stafett", error="invalid_token"'],
])('with %s nobody gets in', async (_, authorization, wants) => {
  const headers = authorization === undefined ? {} : { Authorization: authorization };
  for (const path of ['/rounds', LIST, '/changes', '/nothing'])
    expect(await refused(await system.ask(path, null, { headers }))).toMatchObject({ status: 401, wants });
});

test('the stored hash opens nothing, nor does a token that lost its last letter', async () => {
  const token = await system.token();
  const [row] = await sql<{ hash: string }>(`select hash from api_token order by created_at desc, name desc limit 1`);
  for (const given of [row?.hash ?? '', token.slice(0, -1), token.toLowerCase()])
    expect((await refused(await system.ask('/rounds', given))).status).toBe(401);
});

test('a token in the address is no token, and beside a good one it is refused', async () => {
  const token = await system.token();
  for (const name of ['access_token', 'token', 'authorization']) {
    expect((await refused(await system.ask(`/changes?${name}=${token}`))).status).toBe(401);
    expect((await refused(await system.ask(`/changes?${name}=${token}`, token))).status).toBe(400);
  }
  expect(lines.join('')).not.toContain(token);
});

test('a session of the board, or a link, is no token either', async () => {
  const headers = { Cookie: `stafett-board=${'x'.repeat(40)}` };
  expect((await refused(await system.ask('/rounds', null, { headers }))).status).toBe(401);
});

test('revoked, it is refused at the next request, and its name is free again', async () => {
  const token = await system.token({ name: 'payroll' });
  expect(await system.token({ name: 'payroll' })).toBe('');
  await answered(roundsAnswer, await system.ask('/rounds', token));
  const revoke = () => transact(system.app, (tx) => revokeToken(tx, { name: 'payroll' }, null));
  expect([await revoke(), await revoke()]).toEqual([true, false]);
  expect(await refused(await system.ask('/rounds', token))).toMatchObject({ status: 401 });
  const next = await system.token({ name: 'payroll' });
  await answered(roundsAnswer, await system.ask('/rounds', next));
  expect((await refused(await system.ask('/rounds', token))).status).toBe(401);
  expect(await sql(`select 1 from event where kind = 'token-revoked'`)).toHaveLength(1);
});

test('it is good until its days are over, to the millisecond', async () => {
  await system.app.setClock('2026-11-10T12:00:00Z');
  const token = await system.token({ days: 30 });
  await system.app.setClock('2026-12-10T11:59:59.999Z');
  await answered(roundsAnswer, await system.ask('/rounds', token));
  await system.app.setClock('2026-12-10T12:00:00Z');
  expect((await refused(await system.ask('/rounds', token))).status).toBe(401);
});

test('without the scope an answer names it', async () => {
  const [list, changes] = [await system.token({ scopes: ['final-list'] }), await system.token({ scopes: ['changes'] })];
  await answered(finalListAnswer, await system.ask(LIST, list));
  await answered(changesAnswer, await system.ask('/changes', changes));
  await answered(roundsAnswer, await system.ask('/rounds', changes));
  expect(await refused(await system.ask('/changes', list))).toEqual({
    status: 403,
    detail: 'The token lacks the scope changes.',
    wants: 'Bearer realm="Stafett", error="insufficient_scope", scope="changes"',
  });
  expect(await refused(await system.ask(LIST, changes))).toMatchObject({ status: 403 });
});

test('a token of one campus knows nothing of another', async () => {
  const [own, other] = [await system.token({ campusId: 'trondheim' }), await system.token({ campusId: 'gjovik' })];
  expect((await answered(changesAnswer, await system.ask('/changes', own))).changes).toHaveLength(2);
  expect((await answered(finalListAnswer, await system.ask(LIST, own))).positions).toHaveLength(1);
  expect(await answered(changesAnswer, await system.ask('/changes', other))).toEqual({ changes: [], next: '0' });
  expect(await answered(roundsAnswer, await system.ask('/rounds', other))).toEqual({ rounds: [] });
  expect(await refused(await system.ask(LIST, other))).toEqual(
    await refused(await system.ask('/rounds/2030V-nowhere/final-list', own)),
  );
});

test('that it is used is noted once an hour, and changes no answer', async () => {
  await system.app.setClock('2026-11-11T08:00:00Z');
  const token = await system.token({ name: 'watched' });
  const used = async () =>
    (await listTokens(system.app.database)).find(({ name }) => name === 'watched')?.lastUsedAt?.toISOString();
  expect(await used()).toBeUndefined();
  const first = await (await system.ask('/changes', token)).text();
  expect(await used()).toBe('2026-11-11T08:00:00.000Z');
  await system.app.setClock('2026-11-11T08:59:59.999Z');
  expect(await (await system.ask('/changes', token)).text()).toBe(first);
  expect(await used()).toBe('2026-11-11T08:00:00.000Z');
  await system.app.setClock('2026-11-11T09:00:00Z');
  await system.ask('/changes', token);
  expect(await used()).toBe('2026-11-11T09:00:00.000Z');
});

test('one that loops is held back, and no other with it', async () => {
  const [loops, other] = [await system.token(), await system.token()];
  const statuses = new Map<number, number>();
  for (let round = 0; round < 8; round += 1)
    await Promise.all(
      Array.from({ length: 50 }, async () => {
        const { status } = await system.ask('/nothing', loops, { method: 'HEAD' });
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }),
    );
  expect([...statuses]).toEqual([
    [404, 300],
    [429, 100],
  ]);
  const response = await system.ask('/rounds', loops);
  expect([response.headers.has('Retry-After'), await refused(response)]).toMatchObject([true, { status: 429 }]);
  await answered(roundsAnswer, await system.ask('/rounds', other));
});

test('guesses from one address are limited, and whoever has a token gets in from there', async () => {
  const token = await system.token();
  const statuses = new Set<number>();
  for (let round = 0; round < 4; round += 1)
    await Promise.all(
      Array.from({ length: 50 }, async (_, index) =>
        statuses.add((await system.ask('/rounds', `stafett_${round}-${index}`, { method: 'HEAD' })).status),
      ),
    );
  expect([...statuses].sort()).toEqual([401, 429]);
  expect(await refused(await system.ask('/rounds', 'stafett_again'))).toMatchObject({ status: 429 });
  await answered(roundsAnswer, await system.ask('/rounds', token));
  expect(lines.join('')).not.toContain('stafett_');
});
