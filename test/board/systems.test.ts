import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { addOperator } from '../../src/people/operators.js';
import { transact } from '../../src/platform/app.js';
import type { Browser } from './browser.js';
import { type Board, signInAs, startBoard } from './harness.js';
import { textOf } from './position-board.js';
import { DURING_OFFERS, FACULTY, seedBoard, seedSystems } from './seed.js';

const PAGE = '/board/systems';

let board: Board;
let faculty: Browser;
beforeEach(async () => {
  board = await startBoard();
  await seedBoard(board.app.database);
  await board.app.setClock(DURING_OFFERS);
  await seedSystems(board.app);
  faculty = await signInAs(board, FACULTY);
});
afterEach(() => board.close());

const query = <Row>(sql: string) => board.app.database.query<Row[]>(sql);
const idOf = async (sql: string) => (await query<{ id: string }>(sql))[0]?.id ?? '';

test('says which systems read and are told, how the deliveries went, and nothing secret', async () => {
  const page = await faculty.get(PAGE);
  const text = textOf(page);
  expect([page.status, page.state]).toEqual([200, 'board-systems']);
  expect(text).toContain('payroll final lists, changes All ops, Tuesday 10 November 2026 Never');
  expect(text).toContain(
    'https://payroll.uni.example/stafett in a private network accepted offers, final lists All ops',
  );
  expect(text).toContain('An offer was accepted, TDT4100');
  expect(text).toContain('Given up. 100 tries. The fault was: no answer within 15 seconds.');
  expect(text).toContain('Waiting. 2 tries. The fault was: answered 503. The next try is');
  expect(text).toContain('Delivered Tuesday 10 November 2026 at 13:00 (Norwegian time). 1 try.');
  expect([...page.text.matchAll(/data-delivery="(\w+)"/g)].map(([, state]) => state).sort()).toEqual([
    ...['delivered', 'failed', 'waiting'],
  ]);
  expect(page.text.match(/>Try now</g)).toHaveLength(2);
  const [kept] = await query<{ hash: string }>('select hash from api_token');
  expect(page.text).not.toContain(kept?.hash);
  expect(page.text).not.toMatch(/whsec_|stafett_[\w-]{43}|stud\.example/);
});

test('a token is revoked after a question, and who did so is on record', async () => {
  const id = await idOf('select id from api_token');
  const sure = await faculty.get(`${PAGE}/tokens/${id}`);
  expect([sure.state, textOf(sure).includes('Revoke the token payroll?')]).toEqual(['board-system-end', true]);
  expect(await query('select 1 from api_token where revoked_at is not null')).toEqual([]);
  const done = await faculty.post(`${PAGE}/tokens/${id}`);
  const after = textOf(await faculty.get(done.location ?? ''));
  expect(after).toContain('The token is revoked.');
  expect(after).toContain('There is no token.');
  await faculty.post(`${PAGE}/tokens/${id}`);
  expect(
    await query(`select p.email, e.data->>'tokenId' as id from event e join person p on p.id = e.actor_id
      where e.kind = 'token-revoked'`),
  ).toEqual([{ email: FACULTY, id }]);
  expect((await faculty.get(`${PAGE}/tokens/${id}`)).status).toBe(404);
});

test('a webhook is removed after a question, its deliveries with it', async () => {
  const id = await idOf('select id from webhook');
  expect(textOf(await faculty.get(`${PAGE}/webhooks/${id}`))).toContain(
    'Remove the webhook https://payroll.uni.example/stafett?',
  );
  const done = await faculty.post(`${PAGE}/webhooks/${id}`);
  const after = textOf(await faculty.get(done.location ?? ''));
  expect(after).toContain('There is no webhook.');
  expect(after).not.toContain('Latest deliveries');
  expect(await query(`select data->>'webhookId' as id from event where kind = 'webhook-removed'`)).toEqual([{ id }]);
});

test('what was not taken is tried again on request, and what was is not', async () => {
  const ofState = (state: string) => idOf(`select id from webhook_delivery where state = '${state}'`);
  const [failed, delivered] = [await ofState('failed'), await ofState('delivered')];
  const before = board.app.alarms.length;
  expect((await faculty.post(`${PAGE}/deliveries/${failed}`)).location).toBe(`${PAGE}?tried`);
  await faculty.post(`${PAGE}/deliveries/${delivered}`);
  await faculty.post(`${PAGE}/deliveries/nothing`);
  expect(board.app.alarms.slice(before)).toEqual([{ queue: 'webhook', id: failed, dueAt: DURING_OFFERS }]);
  expect(
    await query(`select state, attempts from webhook_delivery where id in ('${failed}', '${delivered}') order by 1`),
  ).toEqual([
    { state: 'delivered', attempts: 1 },
    { state: 'waiting', attempts: 0 },
  ]);
});

test('an operator is told of a webhook that is gone, until it is added again or a month has passed', async () => {
  await transact(board.app, (tx) => addOperator(tx, 'ops@uni.example'));
  const ops = await signInAs(board, 'ops@uni.example');
  const notes = async () => [
    (await ops.get('/board/machinery')).text.includes('data-machinery="gone"'),
    (await ops.get(PAGE)).text.includes('data-gone="https://payroll.uni.example/stafett"'),
  ];
  expect(await notes()).toEqual([false, false]);
  await board.app.database.query(`update webhook set gone = true, removed_at = $1`, [DURING_OFFERS]);
  expect(await notes()).toEqual([true, true]);
  await board.app.setClock(new Date(DURING_OFFERS.getTime() + 31 * 86_400_000));
  expect(await notes()).toEqual([false, false]);
});
