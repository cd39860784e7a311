import type { JobsOptions, Queue, QueueOptions } from 'bullmq';

export const DAY_SECONDS = 86_400;
const FAILED_SECONDS = 30 * DAY_SECONDS;
const KEEP = { removeOnFail: { age: FAILED_SECONDS, count: 5000 } };
// Of the jobs that are done the latest are kept. To look through them takes as long as the job's own end: one of so many does.
const TRIM = { ...KEEP, removeOnComplete: { age: 7 * DAY_SECONDS, count: 50 } };
const TRIM_EVERY = 16;

/** Nobody listens to a queue's events, and those that are kept make each new one slower. */
export const FEW_EVENTS: Pick<QueueOptions, 'streams'> = { streams: { events: { maxLen: 100 } } };

/** How long the next job of a queue is kept; the first one, and each sixteenth, throws older ones away when it ends. */
export function keeper(): (queue: string) => Pick<JobsOptions, 'removeOnComplete' | 'removeOnFail'> {
  const added = new Map<string, number>();
  return (queue) => {
    const before = added.get(queue) ?? 0;
    added.set(queue, before + 1);
    return before % TRIM_EVERY === 0 ? TRIM : KEEP;
  };
}

/**
 * Throws failed jobs away that ended so long ago: their reasons may tell of somebody who is erased. Nothing is lost with
 * them, since what they were for is in the subjects' rows.
 */
export async function forgetFailures(queues: readonly Queue[], olderThanMs = FAILED_SECONDS * 1000): Promise<void> {
  for (const queue of queues) await queue.clean(olderThanMs, 0, 'failed');
}
