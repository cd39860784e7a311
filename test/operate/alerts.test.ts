import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { deliverMails } from '../../src/outbox/deliver.js';
import { Mail } from '../../src/outbox/mail.entity.js';
import { createPost, type Post } from '../../src/outbox/transport.js';
import { databaseAt } from '../../src/platform/database.js';
import { createLog } from '../../src/platform/log.js';
import { openQueues, type Processor, QUEUES, type QueueName, type Queues } from '../../src/timetable/queues.js';
// For its metrics alone.
import '../../src/timetable/sweep.js';
import { metricsRoutes } from '../../src/web/metrics/metrics.routes.js';
import { createWeb, listen } from '../../src/web/web.js';
import { deliverWebhook } from '../../src/webhooks/deliver.js';
import { facts } from '../outbox/outbox.js';
import { type TestApp, testApp } from '../support/database.js';
import { promtool } from '../support/prometheus.js';
import { type SmtpServer, startSmtp } from '../support/smtp.js';

const folder = join(import.meta.dirname, '..', '..', 'docs', 'operate');
const RULES = join(folder, 'alerts.yml');
const INSTANCE = '127.0.0.1:3000';

let app: TestApp;
let smtp: SmtpServer;
let post: Post;
let queues: Queues;
let url: string;
let close: () => Promise<void>;
let scratch: string;

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'stafett-alerts-'));
  app = await testApp();
  smtp = await startSmtp();
  post = createPost({ smtpUrl: smtp.url, mailFrom: app.config.mailFrom });
  queues = openQueues({
    databaseUrl: app.config.databaseUrl as string,
    redisUrl: undefined,
    log: createLog('silent'),
  });
  ({ url, close } = await serve(app));
});
beforeEach(async () => {
  await app.database.query('truncate subject, mail, last_run cascade');
  await ran('sweep', 5);
  await ran('bounces', 30);
});
afterAll(async () => {
  await close();
  await queues.stopWorking();
  await queues.close();
  await post.close();
  await smtp.close();
  await app.close();
  await rm(scratch, { recursive: true, force: true });
});

async function serve(served: TestApp): Promise<{ url: string; close(): Promise<void> }> {
  const parts = [{ path: '/', routes: metricsRoutes(served, queues.queues) }];
  const server = await listen(await createWeb(served, { linkPages: [], parts }), 0);
  return { url: `http://127.0.0.1:${server.port}`, close: server.close };
}

const ran = (name: string, secondsAgo: number) =>
  app.database.query(
    `insert into last_run (name, ran_at, took_ms, did) values ($1, clock_timestamp() - make_interval(secs => $2), 5, 0)
     on conflict (name) do update set ran_at = excluded.ran_at`,
    [name, secondsAgo],
  );

/** What Prometheus has of a scrape: each series with its value, and whether there was an answer. */
type Scrape = ReadonlyMap<string, number>;

const UP = `up{job="stafett",instance="${INSTANCE}"}`;

async function scrape(from = url): Promise<Scrape> {
  const answer = await fetch(`${from}/metrics`).catch(() => null);
  if (!answer) return new Map([[UP, 0]]);
  const at = performance.timeOrigin + performance.now();
  const series = [...(await answer.text()).matchAll(/^(stafett_\w+)(?:\{(.*)\})? (\S+)$/gm)].map(
    ([, name = '', labels = '', value]): [string, number] => [
      `${name}{${['job="stafett"', `instance="${INSTANCE}"`, labels].filter(Boolean).join(',')}}`,
      // As its age, since promtool begins at 1970.
      Number(value) - (name.endsWith('_timestamp_seconds') ? at / 1000 : 0),
    ],
  );
  return new Map([[UP, 1], ...series]);
}

const MINUTES = 90;

/**
 * The alerts that fire when Prometheus has seen `before` for ten minutes and `after` for an hour and a half, by promtool.
 * What tells an instant keeps its age meanwhile.
 */
async function firing(before: Scrape, after: Scrape): Promise<string[]> {
  const names = [...new Set([...before.keys(), ...after.keys()])].filter((name) => ASKED.has(/^\w+/.exec(name)?.[0]));
  const series = names.map((name) => {
    const step = name.includes('_timestamp_seconds') ? 60 : 0;
    const part = (value: number | undefined, from: number, times: number) =>
      value === undefined ? `_x${times}` : `${value + from * step}+${step}x${times - 1}`;
    return {
      series: name,
      values: `${part(before.get(name), 0, 10)} ${part(after.get(name), 10, MINUTES)}`,
    };
  });
  const file = join(scratch, 'scenario.yml');
  const promql_expr_test = [15, 20, 35, 80].map((minutes) => ({
    expr: 'count by (alertname) (ALERTS{alertstate="firing"})',
    eval_time: `${minutes}m`,
    exp_samples: [],
  }));
  // JSON is YAML too.
  const tests = [{ interval: '1m', input_series: series, promql_expr_test }];
  await writeFile(file, JSON.stringify({ rule_files: [RULES], evaluation_interval: '1m', tests }));
  // None is expected, so that promtool tells those that there are.
  const said = await promtool('test', 'rules', file).catch((error: Error) => error.message);
  if (!/SUCCESS|got:/.test(said)) throw new Error(said);
  const fired = new Set([...said.matchAll(/alertname=\\?"(\w+)/g)].map(([, name]) => name));
  return ALERTS.filter((name) => fired.has(name));
}

const rules = await readFile(RULES, 'utf8');
const ALERTS = [...rules.matchAll(/- alert: (\w+)/g)].map(([, name]) => name as string);
/** The metrics that the rules ask for; the others would only keep promtool busy. */
const ASKED = new Set<string | undefined>(['up', ...(rules.match(/\bstafett_[a-z_]+/g) ?? [])]);

async function mails(count: number): Promise<string[]> {
  const rows = Array.from({ length: count }, (_, index) => ({
    kind: 'application-closed' as const,
    address: `s${index}@student.example`,
    locale: 'nb' as const,
    facts,
    dedupeKey: randomUUID(),
    thread: randomUUID(),
    createdAt: new Date('2026-10-05T08:00Z'),
    nextDueAt: new Date('2026-10-05T08:00Z'),
  }));
  const { identifiers } = await app.database.manager.insert(Mail, rows);
  return identifiers.map(({ id }) => id as string);
}

async function deliver(count: number): Promise<void> {
  for (const id of await mails(count)) await deliverMails(app, post, id, 1, {});
}

test('promtool takes the rules', async () => {
  expect(await promtool('check', 'rules', RULES)).toContain(`${ALERTS.length} rules found`);
});

test('all is well: no alert', async () => {
  const before = await scrape();
  await deliver(10);
  expect(await firing(before, await scrape())).toEqual([]);
});

test.each<[string, () => Promise<void>]>([
  [
    'StafettOverdue',
    async () => {
      await app.database.query(
        `insert into subject (stage, id, next_due_at) values ('offer', 'P1', clock_timestamp() - interval '6 minutes')`,
      );
    },
  ],
  [
    'StafettSubjectsFailing',
    async () => {
      await app.database.query(
        `insert into subject (stage, id, next_due_at, failures)
         values ('offer', 'P1', clock_timestamp() - interval '1 minute', 3)`,
      );
    },
  ],
  ['StafettSweepSilent', async () => void (await ran('sweep', 130))],
  ['StafettBouncesUnread', async () => void (await ran('bounces', 3_700))],
  [
    'StafettOffersUnreached',
    async () => {
      await app.database.query(
        `with person as (insert into person (email, name, locale) values ('t@uni.example', 'T', 'nb') returning id),
         campus as (insert into campus (id, name, locale, announce_to, contact_id)
           select 'c', 'C', 'nb', 'l@uni.example', id from person returning id),
         round as (insert into round (id, campus_id, semester, calendar) select 'r', id, '2027V', '{}' from campus returning id),
         position as (insert into position (id, round_id, course, title, teacher_id)
           select 'p', round.id, 'X', 'X', person.id from round, person returning id),
         offer as (insert into offer (position_id, person_id, rank, issued_at, expires_at)
           select position.id, person.id, 1, now(), now() from position, person returning id)
         insert into mail (kind, address, locale, offer_id, facts, dedupe_key, thread, state, created_at)
         select 'offer', 'x@uni.example', 'nb', id, '{}', 'k', 'k', 'rejected', now() from offer`,
      );
    },
  ],
  [
    'StafettMailsPutOff',
    async () => {
      smtp.faults.message = 451;
      await deliver(8);
      delete smtp.faults.message;
    },
  ],
  [
    'StafettMailsRejected',
    async () => {
      smtp.faults.message = 550;
      await deliver(8);
      delete smtp.faults.message;
    },
  ],
  [
    'StafettDeliveriesFailed',
    async () => {
      const [delivery] = await app.database.query<{ id: string }[]>(
        `with person as (insert into person (email, name, locale) values ('w@uni.example', 'W', 'nb') returning id),
         campus as (insert into campus (id, name, locale, announce_to, contact_id)
           select 'w', 'W', 'nb', 'l@uni.example', id from person returning id),
         round as (insert into round (id, campus_id, semester, calendar) select 'w', id, '2027V', '{}' from campus returning id),
         position as (insert into position (id, round_id, course, title, teacher_id, kind, openings, hours)
           select 'w', round.id, 'X', 'X', person.id, 'learning-assistant', 1, 80 from round, person returning id),
         event as (insert into event (at, kind, round_id, position_id, data)
           select now(), 'final-list-sent', 'w', id, '{"number": 1}' from position returning id),
         webhook as (insert into webhook (url, events, private, made_by, created_at)
           values ('http://127.0.0.1:1/', '{final-list}', true, 'test', now()) returning id)
         insert into webhook_delivery (webhook_id, event_id, attempts, created_at, next_due_at)
         select webhook.id, event.id, 100, now() - interval '5 days', now() - interval '1 minute' from webhook, event returning id`,
      );
      await deliverWebhook(app, delivery?.id ?? '');
    },
  ],
])('%s', async (alert, fault) => {
  const before = await scrape();
  await fault();
  expect(await firing(before, await scrape())).toEqual([alert]);
});

test('StafettStoreDown', async () => {
  const database = await databaseAt(app.config.databaseUrl as string, 1).initialize();
  await database.destroy();
  const blind = await serve({ ...app, database });
  const after = await scrape(blind.url);
  await blind.close();
  expect(await firing(await scrape(), after)).toEqual(['StafettStoreDown']);
});

test('StafettGone, and of one of several StafettDaemonDown', async () => {
  const other = await serve(app);
  const before = await scrape(other.url);
  await other.close();
  const gone = await scrape(other.url);
  expect(await firing(before, gone)).toEqual(['StafettGone', 'StafettDaemonDown']);
  const beside: [string, number] = [UP.replace(INSTANCE, 'another'), 1];
  expect(await firing(new Map([...before, beside]), new Map([...gone, beside]))).toEqual(['StafettDaemonDown']);
});

test('StafettQueueFailing and StafettMailPaused', async () => {
  const before = await scrape();
  let failed = 0;
  let enough = () => {};
  const done = new Promise<void>((resolve) => {
    enough = resolve;
  });
  const fails: Processor = {
    concurrency: 4,
    run: async () => {
      failed += 1;
      if (failed === 8) setImmediate(enough);
      throw new Error('as the test wants');
    },
  };
  queues.work(Object.fromEntries(QUEUES.map((name) => [name, fails])) as Record<QueueName, Processor>);
  const now = new Date();
  const alarms = Array.from({ length: 8 }, (_, index) => ({ queue: 'offer' as const, id: `P${index}`, dueAt: now }));
  await queues.setAlarms(alarms, now, 'clock');
  await done;
  await queues.pauseMail('as the test wants');
  expect(await firing(before, await scrape())).toEqual(['StafettQueueFailing', 'StafettMailPaused']);
});

interface Panel {
  readonly title: string;
  readonly datasource?: { readonly uid: string };
  readonly targets?: readonly { readonly expr: string }[];
}

test('the dashboard asks for what there is, in queries that Prometheus takes, and names no host', async () => {
  const text = await readFile(join(folder, 'grafana.json'), 'utf8');
  const { panels, templating } = JSON.parse(text) as {
    panels: Panel[];
    templating: { list: { name: string; type: string }[] };
  };
  expect(templating.list.map(({ name, type }) => [name, type])).toContainEqual(['datasource', 'datasource']);
  const sources = panels.flatMap(({ targets, datasource }) => (targets ? [datasource?.uid] : []));
  expect(new Set(sources)).toEqual(new Set(['$' + '{datasource}']));
  expect(text).not.toMatch(/https?:\/\/|localhost|\d+\.\d+\.\d+\.\d+/);
  const queries = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
  expect(queries.length).toBeGreaterThan(10);
  const given = await (await fetch(`${url}/metrics`)).text();
  const there = new Set([...given.matchAll(/^(?:# TYPE )?([a-z_]+)/gm)].map(([, name]) => name));
  for (const query of [...queries, rules])
    for (const [name] of query.matchAll(/\b(stafett|process|nodejs)_[a-z_]+/g))
      expect([query, [name, name.replace(/_(bucket|count|sum)$/, '')].some((one) => there.has(one))]).toEqual([
        query,
        true,
      ]);
  const file = join(scratch, 'queries.yml');
  const asked = queries.map((expr, index) => ({
    record: `query:${index}`,
    expr: expr.replaceAll('$__rate_interval', '5m').replaceAll('$job', 'stafett'),
  }));
  await writeFile(file, JSON.stringify({ groups: [{ name: 'dashboard', rules: asked }] }));
  expect(await promtool('check', 'rules', file)).toContain(`${asked.length} rules found`);
});
