import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { changesAnswer, finalListAnswer, roundsAnswer } from '../../src/api/answers.js';
import { answered, refused, type System, startSystem } from './system.js';

const LIST = '/rounds/2027V-trondheim/final-list';

let system: System;
let token: string;
beforeAll(async () => {
  system = await startSystem(2, 'abcd');
  token = await system.token();
});
afterAll(() => system.close());

const list = async () => answered(finalListAnswer, await system.ask(LIST, token));
const changes = async (query = '') => answered(changesAnswer, await system.ask(`/changes${query}`, token));

test('before anything happened: the round, an empty list, and a cursor to begin with', async () => {
  expect(await answered(roundsAnswer, await system.ask('/rounds', token))).toEqual({
    rounds: [
      {
        id: '2027V-trondheim',
        campus: { id: 'trondheim', name: 'Trondheim' },
        semester: '2027V',
        closesAt: '2027-02-18T11:00:00.000Z',
        settled: false,
      },
    ],
  });
  expect(await list()).toEqual({ round: '2027V-trondheim', positions: [] });
  expect(await changes()).toEqual({ changes: [], next: '0' });
});

test('what was accepted, given back and listed comes in its order, and the list says who is employed now', async () => {
  await system.act('a', 'accept');
  await system.act('b', 'accept');
  const first = await list();
  expect(first.positions).toMatchObject([
    {
      ...{
        id: 'P1',
        course: 'TDT4100',
        title: 'Objektorientert programmering',
        kind: 'learning-assistant',
        hours: 100,
      },
      ...{ campus: 'trondheim', teacher: { name: 'Åse Moen', email: 'teacher@uni.example' }, number: 1, settled: true },
      assistants: [
        { name: 'Student a', email: 'a@stud.example', laos: false },
        { name: 'Student b', email: 'b@stud.example', laos: false },
      ],
    },
  ]);
  await system.act('a', 'withdraw');
  expect((await list()).positions).toMatchObject([{ number: 1, settled: false, assistants: [{ name: 'Student b' }] }]);
  await system.act('c', 'accept');
  await system.app.database.query(`update person set laos = true where email = 'c@stud.example'`);
  expect((await list()).positions).toMatchObject([
    {
      number: 2,
      settled: true,
      assistants: [
        { name: 'Student b', laos: false },
        { name: 'Student c', laos: true },
      ],
    },
  ]);

  const { changes: all, next } = await changes();
  const told = all.map((one) =>
    one.event === 'final-list' ? `list ${one.number}` : `${one.event} ${one.assistant?.name}`,
  );
  expect(told).toEqual([
    ...['accepted Student a', 'accepted Student b', 'list 1'],
    ...['withdrawn Student a', 'accepted Student c', 'list 2'],
  ]);
  expect(all[0]).toMatchObject({
    position: 'P1',
    course: 'TDT4100',
    kind: 'learning-assistant',
    hours: 100,
    campus: 'trondheim',
  });
  expect(next).toBe(all.at(-1)?.id);
  expect(await changes(`?since=${next}`)).toEqual({ changes: [], next });
});

test('page by page one reads the same as at once', async () => {
  const { changes: all } = await changes();
  const read: typeof all = [];
  let since = '0';
  for (let page = 0; page <= all.length; page += 1) {
    const answer = await changes(`?since=${since}&limit=2`);
    expect(answer.changes.length).toBeLessThanOrEqual(2);
    read.push(...answer.changes);
    since = answer.next;
  }
  expect(read).toEqual(all);
});

test('an offer that is withdrawn before it was answered, a decline and an expiry are nobody else’s matter', async () => {
  const { next } = await changes();
  await system.act('b', 'withdraw');
  await system.act('d', 'decline');
  const { changes: later } = await changes(`?since=${next}`);
  expect(later.map(({ event }) => event)).toEqual(['withdrawn', 'final-list']);
});

test('lists that were recorded before they were numbered are counted', async () => {
  const { database } = system.app;
  await database.transaction(async (manager) => {
    await manager.query(`set local stafett.erasure = 'on'`);
    await manager.query(`update event set data = data - 'number' where kind = 'final-list-sent'`);
  });
  const { changes: all } = await changes();
  expect(all.flatMap((one) => (one.event === 'final-list' ? [one.number] : []))).toEqual([1, 2, 3]);
});

test.each([
  ['?since=abc', 'since must be a cursor'],
  ['?since=', 'since must be a cursor'],
  ['?since=-1', 'since must be a cursor'],
  ['?since=1%27%20or%201%3D1', 'since must be a cursor'],
  [`?since=${'9'.repeat(19)}`, 'since must be a cursor'],
  ['?since=1&since=2', 'since must be given once'],
  ['?since[$gt]=1', 'since[$gt] is not known here'],
  ['?limit=0', 'limit must be at least 1'],
  ['?limit=501', 'limit must be at most 500'],
  ['?limit=many', 'limit must be a whole number'],
  ['?limit=1.5', 'limit must be a whole number'],
  ['?from=1', 'from is not known here'],
])('%s is refused, and the answer says why', async (query, says) => {
  const { status, detail } = await refused(await system.ask(`/changes${query}`, token));
  expect([status, detail]).toEqual([400, expect.stringContaining(`The parameter ${says}`)]);
});

test('a cursor beyond all that is gives nothing, and the same again', async () => {
  const far = '9'.repeat(18);
  expect(await changes(`?since=${far}`)).toEqual({ changes: [], next: far });
});

test.each([
  ['/rounds/2030V-nowhere/final-list', 404],
  ['/rounds/%00/final-list', 404],
  ['/rounds/%E0%A4%A/final-list', 404],
  ['/rounds?campus=trondheim', 400],
  ['/nothing', 404],
])('%s is a problem of status %d', async (path, status) => {
  expect((await refused(await system.ask(path, token))).status).toBe(status);
});

test('nothing can be written, and reading leaves all as it is', async () => {
  const before = await system.app.dump();
  for (const method of ['POST', 'PUT', 'DELETE', 'PATCH'])
    expect((await refused(await system.ask('/changes', token, { method }))).status).toBe(405);
  for (const path of ['/rounds', LIST, '/changes', '/openapi.json']) {
    const { status, headers } = await system.ask(path, token);
    expect([status, headers.get('Cache-Control')]).toEqual([200, 'no-store']);
  }
  expect(await system.app.dump()).toBe(before);
});
