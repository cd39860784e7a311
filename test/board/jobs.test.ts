import { afterEach, expect, test } from '@jest/globals';
import { openQueues, type Processor, QUEUES, type QueueName, type Queues } from '../../src/timetable/queues.js';
import type { Browser } from './browser.js';
import { type Board, signInAs, startBoard } from './harness.js';
import { FACULTY, seedBoard } from './seed.js';

const API = '/board/jobs/api/queues';
const SUBJECT = '2027V-trondheim';

let board: Board;
let queues: Queues;

afterEach(() => board.close());

/** A board over queues in that store, and a browser that is signed in there. */
async function start(store: 'postgres' | 'redis'): Promise<Browser> {
  board = await startBoard({
    openQueues: ({ config, log }) => {
      const redisUrl = store === 'redis' ? process.env.TEST_REDIS_URL : undefined;
      queues = openQueues({ databaseUrl: config.databaseUrl ?? '', redisUrl, log });
      return {
        queues: queues.queues,
        close: async () => {
          await queues.stopWorking();
          await queues.close();
        },
      };
    },
  });
  await seedBoard(board.app.database);
  return signInAs(board, FACULTY);
}

/** Works the queues; the first job that is run fails with that message. Counts the runs. */
function workFailing(message: string): { runs: number; ids: string[] } {
  const seen = { runs: 0, ids: [] as string[] };
  const run = async (id: string) => {
    seen.runs += 1;
    seen.ids.push(id);
    if (seen.runs === 1) throw new Error(message);
  };
  const processor: Processor = { run, concurrency: 1 };
  queues.work(Object.fromEntries(QUEUES.map((name) => [name, processor])) as Record<QueueName, Processor>);
  return seen;
}

interface Job {
  id: string;
  isFailed: boolean;
  failedReason: string;
  finishedOn?: number;
}

/** The jobs of the queue `demand` as Bull Board's page reads them, asked for until there is one of that status. */
async function jobsOf(
  browser: Browser,
  status: 'failed' | 'completed',
): Promise<{ jobs: Job[]; hasWorkers: boolean | null; text: string }> {
  for (;;) {
    const { text } = await browser.get(`${API}?activeQueue=demand&status=${status}&page=1&jobsPerPage=10`);
    const { queues } = JSON.parse(text) as { queues: { name: string; jobs: Job[]; hasWorkers: boolean | null }[] };
    const { jobs = [], hasWorkers = null } = queues.find(({ name }) => name === 'demand') ?? {};
    if (jobs.length > 0) return { jobs, hasWorkers, text };
  }
}

const alarm = () => ({ queue: 'demand' as const, id: SUBJECT, dueAt: new Date() });

test.each(['postgres', 'redis'] as const)(
  'a failed job is retried from the page, with the queues in %s',
  async (store) => {
    const browser = await start(store);
    const seen = workFailing('550 5.1.1 <nobody@stud.example>: no such user');
    await queues.ringNow([alarm()]);
    const failed = await jobsOf(browser, 'failed');
    expect(failed.jobs[0]?.failedReason).toBe('550 5.1.1 <[address]>: no such user');
    expect(failed.text).not.toContain('stud.example');
    // Null stands for unknown: on PostgreSQL Bull Board cannot tell how many there are.
    expect(failed.hasWorkers).not.toBe(false);

    const retried = await browser.send('PUT', `${API}/demand/${failed.jobs[0]?.id}/retry`);
    expect(retried.status).toBe(204);
    expect((await jobsOf(browser, 'completed')).jobs[0]?.id).toBe(failed.jobs[0]?.id);
    expect(seen).toEqual({ runs: 2, ids: [SUBJECT, SUBJECT] });

    const events = await board.app.database.query(
      `select p.email, e.data from event e join person p on p.id = e.actor_id where e.kind = 'jobs-changed'`,
    );
    const path = `/api/queues/demand/${failed.jobs[0]?.id}/retry`;
    expect(events).toEqual([{ email: FACULTY, data: { method: 'PUT', path } }]);
  },
);

test('all failed jobs of a queue are retried at once', async () => {
  const browser = await start('postgres');
  const seen = workFailing('the database is away');
  await queues.ringNow([alarm()]);
  await jobsOf(browser, 'failed');
  expect((await browser.send('PUT', `${API}/demand/retry/failed`)).status).toBe(200);
  await jobsOf(browser, 'completed');
  expect(seen.runs).toBe(2);
});

test('nothing that a job carries shows an address, and nothing can be put into one by hand', async () => {
  const browser = await start('postgres');
  const queue = queues.queues.find(({ name }) => name === 'demand');
  const job = await queue?.add('mail to a@stud.example', { id: 'x', note: 'a@stud.example' });
  await job?.log('to a@stud.example');
  const paths = [`${API}?activeQueue=demand`, `${API}/demand/${job?.id}`, `${API}/demand/${job?.id}/logs`];
  for (const path of paths) {
    const { status, text } = await browser.get(path);
    expect(status).toBe(200);
    expect(text).toContain('[address]');
    expect(text).not.toContain('stud.example');
  }
  expect((await browser.send('POST', `${API}/demand/add`)).status).toBe(403);
  expect((await browser.send('PATCH', `${API}/demand/${job?.id}/update-data`)).status).toBe(403);
  expect((await browser.get(`${API}/none/of/these`)).status).toBe(404);
  expect((await browser.get('/board/jobs')).text).toContain('"hideRedisDetails":true');
});

test('a retry from another site is refused', async () => {
  const browser = await start('postgres');
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const headers = { Cookie: cookie, 'Sec-Fetch-Site': 'cross-site' };
  const refused = await fetch(`${board.url}${API}/pause`, { method: 'PUT', headers });
  expect(refused.status).toBe(403);
});
