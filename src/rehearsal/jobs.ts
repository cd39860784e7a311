import type { Client } from 'pg';
import { createLog } from '../platform/log.js';
import { openQueues } from '../timetable/queues.js';
import type { CleanUp } from './clean-up.js';
import type { JobProbe } from './stillness.js';

/** Where the jobs are, and the rehearsal's own connection to the database. */
export interface JobStore {
  readonly databaseUrl: string;
  readonly redisUrl: string | undefined;
  readonly client: Client;
}

/** How to ask whether a job runs or waits to run. In the end, what is left of the queues in a shared Redis is removed. */
export function jobProbe({ databaseUrl, redisUrl, client }: JobStore, cleanUp: CleanUp): JobProbe {
  // In the database one cheap query answers for all queues; a rehearsal asks thousands of times.
  if (!redisUrl) return () => hasJobRows(client);
  const { queues, close } = openQueues({ databaseUrl, redisUrl, log: createLog('silent') });
  cleanUp.defer(async () => {
    await Promise.all(queues.map((queue) => queue.obliterate({ force: true })));
    await close();
  });
  return async () => {
    const counts = await Promise.all(queues.map((queue) => queue.getJobCounts('active', 'waiting')));
    return counts.some((count) => Object.values(count).some((jobs) => jobs > 0));
  };
}

async function hasJobRows(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ found: boolean }>({
    name: 'jobs',
    text: `select exists (select from bullmq.job where state = 'active')
             or exists (select from bullmq.job where state = 'waiting') as found`,
  });
  return rows[0]?.found ?? true;
}
