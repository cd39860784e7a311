import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { JobType } from 'bullmq';
import { Redis } from 'ioredis';
import { register } from 'prom-client';
import { createLog } from '../../src/platform/log.js';
import { noteFailure } from '../../src/timetable/failures.js';
import { MAILS_A_JOB } from '../../src/timetable/mails-a-job.js';
import {
  HORIZON_MS,
  openQueues,
  type Processor,
  QUEUES,
  type QueueName,
  type Queues,
} from '../../src/timetable/queues.js';
import { sweep } from '../../src/timetable/sweep.js';
import type { Alarm } from '../../src/timetable/turn.js';
import { type TestApp, testApp } from '../support/database.js';

const NOW = new Date('2026-11-06T09:00:00Z');
const in_ = (ms: number) => new Date(NOW.getTime() + ms);
const alarm = (id: string, dueAt = NOW, queue: QueueName = 'offer'): Alarm => ({ queue, id, dueAt });

describe.each(['postgres', 'redis'])('queues in %s', (store) => {
  let app: TestApp;
  let queues: Queues;
  let rung: string[];
  let listeners: (() => void)[];
  const onRing: { run?: (id: string) => Promise<void> } = {};

  beforeEach(async () => {
    app = await testApp();
    await app.setClock(NOW);
    rung = [];
    listeners = [];
    delete onRing.run;
    queues = openQueues({
      databaseUrl: app.config.databaseUrl as string,
      redisUrl: store === 'redis' ? process.env.TEST_REDIS_URL : undefined,
      log: createLog('silent'),
    });
    const processor = (name: QueueName): Processor => ({
      concurrency: 2,
      run: async (id) => {
        try {
          await onRing.run?.(id);
        } finally {
          rung.push(`${name} ${id}`);
          for (const heard of listeners) heard();
        }
      },
    });
    queues.work(Object.fromEntries(QUEUES.map((name) => [name, processor(name)])) as Record<QueueName, Processor>);
  });
  afterEach(async () => {
    await queues.stopWorking();
    await Promise.all(queues.queues.map((queue) => queue.obliterate({ force: true })));
    await queues.close();
    await app.close();
  });

  /** Waits until the bells have rung `times` times. */
  const heard = (times: number) =>
    new Promise<string[]>((resolve) => {
      const look = () => {
        if (rung.length >= times) resolve([...rung].sort());
      };
      listeners.push(look);
      look();
    });
  const subject = (id: string, nextDueAt: Date) =>
    app.database.query(`insert into subject (stage, id, next_due_at) values ('offer', $1, $2)`, [id, nextDueAt]);
  const jobs = async (states: JobType[] = ['waiting', 'delayed', 'active']) =>
    (await Promise.all(queues.queues.map((queue) => queue.getJobCounts(...states)))).reduce(
      (sum, counts) => sum + Object.values(counts).reduce((a, b) => a + b, 0),
      0,
    );

  test('an alarm rings in the queue of its stage; a mail in that of the mails', async () => {
    await queues.setAlarms([alarm('P1'), alarm('R1', NOW, 'demand'), alarm('M1', NOW, 'mail')], NOW, 'clock');
    expect(await heard(3)).toEqual(['demand R1', 'mail M1', 'offer P1']);
  });

  // Far ahead, so that none rings before all are set, however slow the machine is.
  test('one that is set twice is there once', async () => {
    await queues.setAlarms([alarm('P1', in_(3_600_000)), alarm('P1', in_(3_600_000))], NOW, 'clock');
    await queues.setAlarms([alarm('P1', in_(3_600_000))], NOW, 'clock');
    expect(await jobs()).toBe(1);
    await queues.setAlarms([alarm('P2', in_(3_600_000)), alarm('P2', in_(3_600_001))], NOW, 'clock');
    expect(await jobs()).toBe(3);
  });

  test('one that is set from inside its own job is not swallowed', async () => {
    onRing.run = async (id) => {
      if (rung.length === 0) await queues.setAlarms([alarm(id, in_(1))], NOW, 'clock');
    };
    await queues.setAlarms([alarm('P1')], NOW, 'clock');
    expect(await heard(2)).toEqual(['offer P1', 'offer P1']);
  });

  test('none is set beyond the horizon', async () => {
    await queues.setAlarms([alarm('P1', in_(HORIZON_MS)), alarm('P2', in_(HORIZON_MS + 1))], NOW, 'clock');
    expect(await jobs()).toBe(1);
  });

  test('what a person causes goes before what the clock has caused', async () => {
    let open = () => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const begun: string[] = [];
    let begin = () => {};
    const both = new Promise<void>((resolve) => {
      begin = () => void (begun.length === 2 && resolve());
    });
    onRing.run = async (id) => {
      begun.push(id);
      begin();
      await gate;
    };
    await queues.setAlarms(
      ['C1', 'C2', 'C3', 'C4', 'C5', 'C6'].map((id) => alarm(id)),
      NOW,
      'clock',
    );
    await both;
    await queues.setAlarms([alarm('P')], NOW, 'person');
    open();
    await heard(7);
    expect(begun.indexOf('P')).toBeLessThan(4);
  });

  test('of the jobs that are done the latest are kept, and few more', async () => {
    const many = Array.from({ length: 150 }, (_, index) => alarm(`M${String(index).padStart(3, '0')}`, NOW, 'mail'));
    await queues.setAlarms(many, NOW, 'clock');
    await heard(150);
    while ((await jobs(['waiting', 'prioritized', 'active'])) > 0);
    const kept = await queues.queues.find(({ name }) => name === 'mail')?.getJobs('completed');
    expect(kept?.length).toBeGreaterThanOrEqual(50);
    expect(kept?.length).toBeLessThan(70);
    const ids = kept?.map(({ data }) => data.id).sort();
    expect(ids?.at(-1)).toBe('M149');
    expect(ids?.[0]).toMatch(/^M0[78]\d$|^M09\d$|^M100$/);
  });

  test('losing the whole store loses nothing: sweeps set every alarm again before its time', async () => {
    await subject('P1', NOW);
    await subject('P2', in_(60_000));
    await subject('P3', in_(3_600_000));
    await queues.setAlarms([alarm('P2', in_(60_000)), alarm('P3', in_(3_600_000))], NOW, 'clock');
    if (store === 'redis') {
      const redis = new Redis(process.env.TEST_REDIS_URL as string);
      await redis.flushall();
      await redis.quit();
    } else await app.database.query('truncate bullmq.job, bullmq.dedup cascade');
    expect(await jobs()).toBe(0);
    expect(await sweep(app, queues)).toEqual({ overdue: 1, ahead: 1 });
    expect(await heard(1)).toEqual(['offer P1']);
    expect(await jobs(['delayed'])).toBe(1);
    // P1 had its turn.
    await app.database.query(`update subject set next_due_at = null where id = 'P1'`);
    await app.setClock(in_(3_500_000));
    expect(await sweep(app, queues)).toEqual({ overdue: 1, ahead: 1 });
    expect(await heard(2)).toEqual(['offer P1', 'offer P2']);
    expect(await jobs(['delayed'])).toBe(2);
  });

  test('a sweep never waits behind an alarm that is still delayed', async () => {
    await subject('P1', in_(3_600_000));
    await queues.setAlarms([alarm('P1', in_(3_600_000))], NOW, 'clock');
    await app.setClock(in_(3_600_000));
    expect(await sweep(app, queues)).toEqual({ overdue: 1, ahead: 0 });
    expect(await heard(1)).toEqual(['offer P1']);
  });

  test('a sweep pages through more than fits one page, mails too, of which one job sees to several', async () => {
    await app.database.query(
      `insert into subject (stage, id, next_due_at) select 'offer', 'P' || n, $1 from generate_series(1, 1100) n`,
      [NOW],
    );
    await app.database.query(
      `insert into mail (kind, address, locale, facts, dedupe_key, thread, created_at, next_due_at)
       select 'sign-in', 'a@uni.example', 'nb', '{}', 'k' || n, 't', $1, $1 from generate_series(1, 30) n`,
      [NOW],
    );
    expect(await sweep(app, queues)).toEqual({ overdue: 1130, ahead: 0 });
    const jobs = 1100 + Math.ceil(30 / MAILS_A_JOB);
    await heard(jobs);
    expect(new Set(rung).size).toBe(jobs);
  });

  test('a sweep rings for nothing while as many jobs wait as are needed, and for all when some are missing', async () => {
    const repairs = async () => {
      const { values } = (await register.getSingleMetric('stafett_sweep_repairs_total')?.get()) ?? { values: [] };
      return values.find(({ labels }) => labels.queue === 'offer')?.value ?? 0;
    };
    let letGo = () => {};
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const busy = new Promise<void>((resolve) => {
      let inHand = 0;
      onRing.run = () => {
        inHand += 1;
        if (inHand === 2) resolve();
        return held;
      };
    });
    const ids = ['P1', 'P2', 'P3', 'P4', 'P5', 'P6'];
    for (const id of ids) await subject(id, NOW);
    await queues.setAlarms(
      ids.map((id) => alarm(id)),
      NOW,
      'clock',
    );
    const before = await repairs();
    // Of the six jobs two are in hand, and wait no more.
    await busy;
    await sweep(app, queues);
    expect((await repairs()) - before).toBe(6);
    expect(await sweep(app, queues)).toEqual({ overdue: 6, ahead: 0 });
    expect((await repairs()) - before).toBe(6);
    await queues.queues.find(({ name }) => name === 'offer')?.drain();
    await sweep(app, queues);
    expect((await repairs()) - before).toBe(12);
    letGo();
  });

  test('one that fails is left alone for a while and does not stop the others', async () => {
    await subject('bad', NOW);
    await subject('good', in_(-1000));
    onRing.run = async (id) => {
      if (id === 'good') {
        // As a turn does: it is due anew, by an instant of its own.
        await app.database.query(`update subject set next_due_at = $1 where id = 'good'`, [in_(-500)]);
        return;
      }
      const error = new Error('poisoned by kari@uni.example');
      await noteFailure(app, 'offer', id, error);
      throw error;
    };
    await sweep(app, queues);
    expect(await heard(2)).toEqual(['offer bad', 'offer good']);
    expect(await sweep(app, queues)).toEqual({ overdue: 1, ahead: 0 });
    expect(await heard(3)).toEqual(['offer bad', 'offer good', 'offer good']);
  });

  test('only one daemon sweeps at a time', async () => {
    await app.database.transaction(async (manager) => {
      await manager.query('select pg_advisory_xact_lock(7230115)');
      expect(await sweep(app, queues)).toBeNull();
    });
    expect(await sweep(app, queues)).toEqual({ overdue: 0, ahead: 0 });
  });
});
