import type { Queue } from 'bullmq';

/**
 * Throws failed jobs away that ended so long ago: their reasons may tell of somebody who is erased. Nothing is lost with
 * them, since what they were for is in the subjects' rows.
 */
export async function forgetFailures(queues: readonly Queue[], olderThanMs: number): Promise<void> {
  for (const queue of queues) await queue.clean(olderThanMs, 0, 'failed');
}
