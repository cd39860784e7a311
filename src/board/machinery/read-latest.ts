import type { EntityManager } from 'typeorm';

/** The latest run of something that goes round in real time, by any daemon. */
export interface LatestRun {
  readonly ranAt: Date;
  /** So many seconds of real time ago. */
  readonly age: number;
  readonly tookMs: number;
  /** How many things it did: subjects and mails that were overdue and got a job, mails that came back. */
  readonly did: number;
}

/** Reads it; null when none has ended yet. */
export async function readLatest(manager: EntityManager, name: 'sweep' | 'bounces'): Promise<LatestRun | null> {
  const [row] = await manager.query<LatestRun[]>(
    `select ran_at as "ranAt", extract(epoch from clock_timestamp() - ran_at)::int as age, took_ms as "tookMs", did
     from last_run where name = $1`,
    [name],
  );
  return row ?? null;
}
