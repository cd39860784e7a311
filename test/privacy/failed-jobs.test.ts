import { afterEach, expect, test } from '@jest/globals';
import { createLog } from '../../src/platform/log.js';
import { forgetFailures } from '../../src/timetable/kept-jobs.js';
import { openQueues, type Processor, QUEUES, type QueueName, type Queues } from '../../src/timetable/queues.js';
import { type TestApp, testApp } from '../support/database.js';

let app: TestApp;
let queues: Queues;
afterEach(async () => {
  await queues.stopWorking();
  await Promise.all(queues.queues.map((queue) => queue.obliterate({ force: true })));
  await queues.close();
  await app.close();
});

test.each(['postgres', 'redis'])(
  'in %s a failed job keeps no address, and no erasure leaves its reason',
  async (store) => {
    app = await testApp();
    const now = new Date('2026-11-06T09:00:00Z');
    queues = openQueues({
      databaseUrl: app.config.databaseUrl as string,
      redisUrl: store === 'redis' ? process.env.TEST_REDIS_URL : undefined,
      log: createLog('silent'),
    });
    const failing: Processor = {
      concurrency: 1,
      run: async () => {
        throw new Error('No room for Nora Hauge <nora@stud.example>');
      },
    };
    const all = Object.fromEntries(QUEUES.map((name) => [name, failing])) as Record<QueueName, Processor>;
    queues.work(all);
    await queues.setAlarms([{ queue: 'offer', id: 'P1', dueAt: now }], now, 'person');
    const offers = queues.queues.find(({ name }) => name === 'offer');
    const failed = async () => (await offers?.getFailed()) ?? [];
    for (let jobs = await failed(); jobs.length === 0; jobs = await failed())
      await new Promise((done) => setImmediate(done));
    const [job] = await failed();
    expect([job?.failedReason, ...(job?.stacktrace ?? [])].join()).toContain('Nora Hauge');
    expect([job?.failedReason, ...(job?.stacktrace ?? [])].join()).not.toContain('nora@stud.example');
    await forgetFailures(queues.queues, 3_600_000);
    expect(await failed()).toHaveLength(1);
    await forgetFailures(queues.queues, 0);
    expect(await failed()).toEqual([]);
  },
);
