import type { EntityManager } from 'typeorm';

/** The latest sweep of any daemon. */
export interface LatestSweep {
  readonly ranAt: Date;
  /** So many seconds of real time ago. */
  readonly age: number;
  readonly tookMs: number;
  /** How many subjects and mails it found overdue, and gave a job. */
  readonly did: number;
}

/** Reads it; null when none has ended yet. */
export async function readSweep(manager: EntityManager): Promise<LatestSweep | null> {
  const [row] = await manager.query<LatestSweep[]>(
    `select ran_at as "ranAt", extract(epoch from clock_timestamp() - ran_at)::int as age, took_ms as "tookMs", did
     from last_run where name = 'sweep'`,
  );
  return row ?? null;
}
