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

/** States of a job that has yet to end. A job whose daemon was killed stays active until its queue notices. */
type JobState = 'waiting' | 'prioritized' | 'active';

/** Of a job that nobody has begun. */
export const WAITING = ['waiting', 'prioritized'] as const satisfies readonly JobState[];

/**
 * How to ask whether any job is in one of these states. In the end, what is left of the queues in a shared Redis is removed.
 */
export function jobProbe(
  { databaseUrl, redisUrl, client }: JobStore,
  states: readonly JobState[],
  cleanUp: CleanUp,
): JobProbe {
  // In the database one cheap query answers for all queues; a rehearsal asks thousands of times.
  // Those with a priority are waiting there like the others.
  if (!redisUrl)
    return () =>
      hasJobRows(
        client,
        states.filter((state) => state !== 'prioritized'),
      );
  const { queues, close } = openQueues({ databaseUrl, redisUrl, log: createLog('silent') });
  cleanUp.defer(async () => {
    await Promise.all(queues.map((queue) => queue.obliterate({ force: true })));
    await close();
  });
  return async () => {
    const counts = await Promise.all(queues.map((queue) => queue.getJobCounts(...states)));
    return counts.some((count) => Object.values(count).some((jobs) => jobs > 0));
  };
}

async function hasJobRows(client: Client, states: readonly JobState[]): Promise<boolean> {
  const { rows } = await client.query<{ found: boolean }>({
    name: 'jobs',
    text: `select bool_or(exists (select from bullmq.job where job.state = wanted)) as found from unnest($1::bullmq.job_state[]) as wanted`,
    values: [states],
  });
  return rows[0]?.found ?? true;
}
