import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { databaseAt } from '../../src/platform/database.js';
import { createLog } from '../../src/platform/log.js';
import { LINK_PAGES } from '../../src/process/process.js';
import { openQueues, type Queues } from '../../src/timetable/queues.js';
import { metricsRoutes } from '../../src/web/metrics/metrics.routes.js';
import { createWeb, listen } from '../../src/web/web.js';
import { Browser } from './browser.js';
import { DURING, startWorld, type World } from './world.js';

const TOKEN = 'a-token-for-prometheus';

describe.each(['postgres', 'redis'])('with the queues in %s', (store) => {
  let world: World;
  let queues: Queues;
  let url: string;
  let close: () => Promise<void>;
  beforeAll(async () => {
    world = await startWorld();
    await world.app.setClock(DURING.offers);
    const redisUrl = store === 'redis' ? process.env.TEST_REDIS_URL : undefined;
    const databaseUrl = world.app.config.databaseUrl as string;
    queues = openQueues({ databaseUrl, redisUrl, log: createLog('silent') });
    const app = { ...world.app, config: { ...world.app.config, metricsToken: TOKEN } };
    const parts = [{ path: '/', routes: metricsRoutes(app, queues.queues) }];
    const server = await listen(await createWeb(app, { linkPages: LINK_PAGES, parts }), 0);
    url = `http://127.0.0.1:${server.port}`;
    close = server.close;
  });
  afterAll(async () => {
    await close();
    await Promise.all(queues.queues.map((queue) => queue.obliterate({ force: true })));
    await queues.close();
    await world.close();
  });

  const ask = (headers: Record<string, string> = {}) => fetch(`${url}/metrics`, { headers });

  /** The value of a metric with its labels, as it stands in the answer. */
  async function measured(metric: string): Promise<number | undefined> {
    const line = (await (await ask()).text()).split('\n').find((one) => one.startsWith(`${metric} `));
    return line === undefined ? undefined : Number(line.slice(metric.length));
  }

  test.each([
    ['from this machine', {}, 200],
    ['through a proxy of this machine', { 'X-Forwarded-For': '10.1.2.3' }, 404],
    ['through it with the token', { 'X-Forwarded-For': '10.1.2.3', Authorization: `Bearer ${TOKEN}` }, 200],
    ['with a token cut short', { 'X-Forwarded-For': '10.1.2.3', Authorization: `Bearer ${TOKEN.slice(1)}` }, 404],
    [
      'with another of its length',
      { 'X-Forwarded-For': '::9', Authorization: `Bearer ${'x'.repeat(TOKEN.length)}` },
      404,
    ],
  ])('asked %s', async (_, headers, status) => {
    const answer = await ask(headers);
    expect([answer.status, (await answer.text()).includes('stafett_')]).toEqual([status, status === 200]);
  });

  test('what is due, and for how long', async () => {
    const { app } = world;
    await app.database.query(
      `insert into subject (stage, id, next_due_at, failures) values ('offer', 'late', $1::timestamptz - interval '90 s', 2)`,
      [DURING.offers],
    );
    await app.database.query(`insert into subject (stage, id, next_due_at) values ('offer', 'ahead', '2030-01-01')`);
    expect(await measured('stafett_overdue{queue="offer"}')).toBe(1);
    expect(await measured('stafett_due_lag_seconds{queue="offer"}')).toBe(90);
    expect(await measured('stafett_subjects_failing{stage="offer"}')).toBe(1);
    await app.database.query(`delete from subject`);
    expect(await measured('stafett_overdue{queue="offer"}')).toBeUndefined();
  });

  test('offers by state, and those that did not arrive', async () => {
    const { app } = world;
    const { teacher, positions } = await world.round();
    const [offer] = await app.database.query<{ id: string }[]>(
      `insert into offer (position_id, person_id, rank, issued_at, expires_at) values ($1, $2, 1, now(), now()) returning id`,
      [positions[0], teacher.id],
    );
    expect(await measured('stafett_offers{state="open"}')).toBe(1);
    expect(await measured('stafett_offers_unreached')).toBe(0);
    const mail = (state: string, at: string) =>
      app.database.query(
        `insert into mail (kind, person_id, address, locale, offer_id, facts, dedupe_key, thread, state, created_at)
         values ('offer', $1, 'x@uni.example', 'nb', $2, '{}', $3, $3, $3, $4)`,
        [teacher.id, offer?.id, state, at],
      );
    await mail('bounced', '2026-11-10');
    expect(await measured('stafett_offers_unreached')).toBe(1);
    await mail('sent', '2026-11-11');
    expect(await measured('stafett_offers_unreached')).toBe(0);
  });

  test('the jobs of each queue, and whether it is paused', async () => {
    const now = new Date(DURING.offers);
    const dueAt = new Date(now.getTime() + 3_600_000);
    await queues.setAlarms([{ queue: 'rating', id: 'a', dueAt }], now, 'clock');
    await queues.pauseMail('as the test wants');
    expect(await measured('stafett_queue_jobs{queue="rating",state="delayed"}')).toBe(1);
    expect(await measured('stafett_queue_jobs{queue="rating",state="waiting"}')).toBe(0);
    expect(await measured('stafett_queue_paused{queue="mail"}')).toBe(1);
    expect(await measured('stafett_queue_paused{queue="rating"}')).toBe(0);
  });

  test('requests are told by the pattern of their path: no id, and nothing that somebody makes up', async () => {
    const { teacher, positions } = await world.round();
    const link = await world.link(teacher, 'demand', positions[0]);
    const page = await new Browser(url).get(link);
    expect(page.status).toBe(200);
    await fetch(`${url}/made-up-by-somebody`);
    const text = await (await ask()).text();
    const counted = [...text.matchAll(/^stafett_http_request_duration_seconds_count\{(.*)\}/gm)].map(
      ([, labels]) => labels,
    );
    expect(counted).toEqual(
      expect.arrayContaining([
        'method="GET",route="/l/:id.:signature",status="303"',
        'method="GET",route="/l/:id",status="200"',
        'method="GET",route="other",status="404"',
        'method="GET",route="/metrics",status="200"',
      ]),
    );
    for (const hidden of [link.slice('/l/'.length, -20), positions[0], 'made-up']) expect(text).not.toContain(hidden);
  });

  test('a database that is gone is told as down, the rest all the same', async () => {
    const database = await databaseAt(world.app.config.databaseUrl as string, 1).initialize();
    await database.destroy();
    const parts = [{ path: '/', routes: metricsRoutes({ ...world.app, database }, queues.queues) }];
    const server = await listen(await createWeb(world.app, { linkPages: [], parts }), 0);
    const text = await (await fetch(`http://127.0.0.1:${server.port}/metrics`)).text();
    await server.close();
    expect(text).toContain('stafett_store_up{store="database"} 0');
    expect(text).toContain('stafett_store_up{store="queue"} 1');
    expect(text).toContain('process_resident_memory_bytes');
    expect(text).not.toMatch(/^stafett_offers\{/m);
  });
});
