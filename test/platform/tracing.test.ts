import { tmpdir } from 'node:os';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { deliverMails } from '../../src/outbox/deliver.js';
import { createPost } from '../../src/outbox/transport.js';
import { type App, transact } from '../../src/platform/app.js';
import { createLog } from '../../src/platform/log.js';
import { startTracing, type Tracing } from '../../src/platform/tracing.js';
import { ADVANCE, GONE_CHECKS } from '../../src/process/process.js';
import { openQueues, type Queues } from '../../src/timetable/queues.js';
import { openSubject } from '../../src/timetable/turn.js';
import { startWorkers } from '../../src/timetable/worker.js';
import { oslo } from '../support/calendar.js';
import { type Collector, type SeenSpan, startCollector } from '../support/collector.js';
import { runStafett } from '../support/daemon.js';
import { type TestApp, testApp } from '../support/database.js';
import { POSITION, ratedPosition } from '../support/semester.js';
import { type SmtpServer, startSmtp } from '../support/smtp.js';

interface Line {
  readonly msg: string;
  readonly reference?: string;
  readonly mails?: readonly string[];
  readonly mail?: string;
}

let collector: Collector;
beforeEach(async () => {
  collector = await startCollector();
});
afterEach(() => collector.close());

describe.each(['postgres', 'redis'])('with the queues in %s', (store) => {
  let test_: TestApp;
  let smtp: SmtpServer;
  let queues: Queues;
  let tracing: Tracing;
  let logged: Line[];
  let onLine: (line: Line) => void;
  let finish: () => Promise<void>;
  let stop: () => Promise<void>;

  beforeEach(async () => {
    test_ = await testApp();
    smtp = await startSmtp();
    logged = [];
    onLine = () => undefined;
    const log = createLog('info', {
      write: (text) => {
        const line = JSON.parse(text) as Line;
        logged.push(line);
        onLine(line);
      },
    });
    tracing = startTracing(collector.url, log);
    queues = openQueues({
      databaseUrl: test_.config.databaseUrl as string,
      redisUrl: store === 'redis' ? process.env.TEST_REDIS_URL : undefined,
      log,
      telemetry: tracing.telemetry,
    });
    const app: App = { ...test_, log, setAlarms: (alarms, now) => queues.setAlarms(alarms, now, 'clock') };
    const post = createPost({ smtpUrl: smtp.url, mailFrom: app.config.mailFrom });
    const fails = async () => {
      throw new Error('The mail to kari@uni.example cannot be written.');
    };
    startWorkers(
      app,
      queues,
      { ...ADVANCE, demand: fails, timetable: fails, pause: fails },
      {
        mail: (id) => deliverMails(app, post, id, 10, GONE_CHECKS),
        webhook: fails,
      },
    );
    finish = async () => {
      await queues.stopWorking();
      await tracing.close();
    };
    stop = async () => {
      await finish();
      await Promise.all(queues.queues.map((queue) => queue.obliterate({ force: true })));
      await queues.close();
      await post.close();
      await smtp.close();
      await test_.close();
    };
  });

  afterEach(() => stop());

  const above = (span: SeenSpan | undefined) => collector.spans.find(({ spanId }) => spanId === span?.parentSpanId);

  /** The names of a span and of all above it. */
  function lineage(span: SeenSpan | undefined): string[] {
    return span ? [span.name, ...lineage(above(span))] : [];
  }

  test('one trace goes from an alarm through its decision to each mail, and tells nothing personal', async () => {
    await ratedPosition({ ...test_, setAlarms: async () => undefined }, 1, 'ab', oslo('2026-11-06T09:00'));
    await test_.database.query(`delete from subject where stage <> 'offer'`);
    await test_.database.query(`update mail set state = 'sent', next_due_at = null`);
    const now = oslo('2026-11-21T00:00');
    await test_.setClock(now);
    const later = { queue: 'rating', id: 'later', dueAt: new Date(now.getTime() + 3_600_000) } as const;
    await queues.setAlarms([{ queue: 'offer', id: POSITION, dueAt: now }, later], now, 'clock');
    await smtp.count(2);
    const kept = await Promise.all(queues.queues.map((queue) => queue.getJobs(['completed', 'active', 'delayed'])));
    await finish();

    const sent = collector.spans.filter(({ name }) => name === 'mail');
    expect(sent.map(({ attributes }) => attributes['stafett.kind']).sort()).toEqual(['offer', 'offer-expired']);
    for (const span of sent)
      expect(lineage(span)).toEqual([
        'mail',
        'process mail',
        'addBulk mail',
        'decision',
        'process offer',
        'addBulk offer',
      ]);
    const decision = above(above(above(sent[0])));
    expect(decision?.attributes).toMatchObject({
      'stafett.stage': 'offer',
      'stafett.subjects': [`offer ${POSITION}`],
      'stafett.mails': expect.arrayContaining(sent.map(({ attributes }) => attributes['stafett.mail'])),
    });
    // A job has the two ids of its trace; what is due at another time begins one of its own.
    const noted = kept.flat().map(({ data, opts }) => [data.id, opts.telemetry?.metadata || null]);
    expect(noted).toContainEqual(['later', null]);
    expect(noted.filter(([id]) => id !== 'later').length).toBeGreaterThan(0);
    for (const [id, metadata] of noted)
      if (id !== 'later') expect(metadata).toMatch(/^\{"traceparent":"00-[\da-f]{32}-[\da-f]{16}-01"\}$/);
    expect(collector.text()).not.toMatch(/@|Åse|Student [ab]|Kontakt/);

    // The log tells the same: from the decision's mails to what became of each.
    const decided = logged.find(({ msg }) => msg === 'decided');
    const left = logged.filter(({ msg }) => msg === 'mail-sent');
    expect(left.map(({ mail }) => mail).sort()).toEqual([...(decided?.mails ?? [])].sort());
    expect(decided?.reference).toBe(decision?.attributes['stafett.reference']);
    expect(new Set(left.map(({ reference }) => reference)).size).toBe(1);
  });

  test('what fails is known to have failed, and not by which words', async () => {
    await test_.setClock(oslo('2026-11-21T00:00'));
    const app: App = { ...test_, setAlarms: (alarms, now) => queues.setAlarms(alarms, now, 'person') };
    const failed = new Promise((resolve) => {
      onLine = ({ msg }) => msg === 'advance-failed' && resolve(msg);
    });
    await transact(app, (tx) => openSubject(tx, 'demand', 'R1'));
    await failed;
    await finish();
    const [decision] = collector.spans.filter(({ status }) => status.code === 2);
    expect(lineage(decision)).toEqual(['decision', 'process demand', 'addBulk demand', 'decision']);
    expect(collector.text()).not.toMatch(/@|kari/);
  });
});

test('a daemon that is told where sends its traces, the last of them as it stops', async () => {
  const app = await testApp();
  const env = { DATABASE_URL: app.config.databaseUrl, SECRET: 's'.repeat(40), LOG_LEVEL: 'warn' };
  const run = await runStafett(['start'], { ...env, OTEL_EXPORTER_OTLP_ENDPOINT: `${collector.url}/` }, tmpdir());
  await run.ready;
  run.process.kill('SIGTERM');
  expect(await run.ended).toBe(0);
  expect(collector.spans.map(({ name }) => name)).toContain('decision');
  await app.close();
});
