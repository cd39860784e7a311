import type { EntityManager } from 'typeorm';
import { LastRun } from './last-run.entity.js';

/** When something ran last; null when it never has. */
export const readLastRun = (manager: EntityManager, name: string): Promise<LastRun | null> =>
  manager.findOne(LastRun, { where: { name } });

/**
 * Does `work` and notes when that was and how long it took.
 * @param dueAt the instant that it is done for
 * @returns what the work did, in numbers
 */
export async function noteRun(
  manager: EntityManager,
  name: string,
  dueAt: Date | null,
  work: () => Promise<number>,
): Promise<number> {
  const began = process.hrtime.bigint();
  const did = await work();
  const tookMs = Number((process.hrtime.bigint() - began) / 1_000_000n);
  await manager.query(
    `insert into last_run (name, due_at, ran_at, took_ms, did) values ($1, $2, clock_timestamp(), $3, $4)
     on conflict (name) do update set due_at = $2, ran_at = clock_timestamp(), took_ms = $3, did = $4`,
    [name, dueAt, tookMs, did],
  );
  return did;
}
