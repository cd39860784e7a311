import type { FinishedStatus } from 'bullmq';
import pLimit from 'p-limit';
import { createLog } from '../platform/log.js';
import { openQueues } from '../timetable/queues.js';
import type { Payroll } from './payroll.js';
import type { RunningSystem } from './set-up.js';

// Real time of the machinery is no matter of the process: it may be another after a job has run in vain.
const MATTERS = [
  ...['person', 'round', 'position', 'demand', 'report', 'application', 'application_form', 'rating', 'offer'],
  ...[
    'api_token',
    'webhook',
    'webhook_delivery',
    'link',
    'mail',
    'event',
    '(select stage, id, next_due_at, paused from subject)',
  ],
];

// Of the jobs that are put back.
const atOnce = pLimit(8);

/**
 * Retries every job that the queues still hold, as an administrator may on the board, and waits until all have run.
 * @param untilStill waits until the system is done
 * @returns the jobs as they were kept, and what retrying changed as lines to read: a job that has done its work does nothing
 */
export async function retryJobs(
  { client, databaseUrl, redisUrl, mailbox }: Pick<RunningSystem, 'client' | 'databaseUrl' | 'redisUrl' | 'mailbox'>,
  payroll: Payroll,
  untilStill: () => Promise<unknown>,
): Promise<{ readonly jobs: readonly string[]; readonly faults: readonly string[] }> {
  const before = await stateOf(client);
  const mails = mailbox.mails.length;
  const { told } = payroll;
  const { queues, close } = openQueues({ databaseUrl, redisUrl, log: createLog('silent') });
  const jobs: string[] = [];
  try {
    for (const queue of queues) {
      // The end of one may throw older ones away: none runs before all of them are to run again.
      await queue.pause();
      for (const state of ['completed', 'failed'] satisfies FinishedStatus[]) {
        const kept = await queue.getJobs([state]);
        for (const job of kept) {
          const { name, data, opts, failedReason, stacktrace, returnvalue } = job;
          jobs.push(JSON.stringify({ name, data, opts, failedReason, stacktrace, returnvalue }));
        }
        await atOnce.map(kept, (job) => job.retry(state));
      }
      await queue.resume();
    }
    await untilStill();
  } finally {
    await close();
  }
  const after = await stateOf(client);
  const changed = MATTERS.filter((_, index) => before[index] !== after[index]);
  const faults = [
    ...changed.map((matter) => `Retrying all jobs changed ${matter}.`),
    ...(mailbox.mails.length > mails ? [`Retrying all jobs sent ${mailbox.mails.length - mails} mails.`] : []),
    ...(payroll.told > told ? [`Retrying all jobs told payroll ${payroll.told - told} times more.`] : []),
  ];
  return { jobs, faults };
}

/** A digest of the rows of each matter. */
async function stateOf(client: RunningSystem['client']): Promise<string[]> {
  const digests: string[] = [];
  for (const matter of MATTERS) {
    const { rows } = await client.query<{ digest: string }>(
      `select coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as digest from ${matter} t`,
    );
    digests.push(rows[0]?.digest ?? '');
  }
  return digests;
}
