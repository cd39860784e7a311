import type { EntityManager } from 'typeorm';

/** The present instant in SQL, to the millisecond, for a query that has `clock` among its tables. */
export const NOW_SQL = `date_trunc('milliseconds', coalesce(clock.at, clock_timestamp()))`;

/**
 * The instant it is now, by the database: its own clock, or the instant in the `clock` row when a rehearsal has set one.
 * A transaction asks once, after it has locked its subject, so that instants grow in the order in which decisions are made.
 * @returns the instant, to the millisecond
 */
export async function readClock(manager: EntityManager): Promise<Date> {
  const [row] = await manager.query<{ now: Date }[]>(`select ${NOW_SQL} as now from clock`);
  if (!row) throw new Error('The table clock has no row; run `npx stafett migrate`.');
  return row.now;
}

/** Whether the database is a rehearsal's: its clock was set, and nothing in it may lead out of this machine. */
export async function isRehearsed(manager: EntityManager): Promise<boolean> {
  const rows = await manager.query<unknown[]>(`select 1 from clock where at is not null`);
  return rows.length > 0;
}

/** The channel on which whoever moves the clock row tells every daemon. */
export const CLOCK_CHANNEL = 'stafett_clock';

/** The time of this machine, for what no database is asked about: never for a decision. */
export const machineTime = () => new Date();
