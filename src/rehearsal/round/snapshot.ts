import pg from 'pg';
import { NOW_SQL } from '../../platform/clock.js';
import { checkSchema } from '../../platform/migrate.js';
import { Refusal } from '../../platform/refusal.js';
import { TABLES } from './tables.js';

/** A round as it stood at one instant: of each table its rows, as JSON. */
export interface Snapshot {
  readonly now: Date;
  readonly tables: ReadonlyMap<string, string>;
}

/**
 * Reads a round with all that it refers to, as of one instant, in a transaction that can write nothing and holds up nobody.
 * @throws Refusal when there is no such round, or the schema is not that of this version
 */
export async function readSnapshot(databaseUrl: string, roundId: string): Promise<Snapshot> {
  await checkSchema(databaseUrl);
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'stafett rehearsal' });
  await client.connect();
  try {
    await client.query('begin transaction isolation level repeatable read read only');
    const known = await client.query<{ id: string }>('select id from round order by id');
    if (!known.rows.some(({ id }) => id === roundId))
      throw new Refusal(
        `There is no round "${roundId}". There are: ${known.rows.map(({ id }) => id).join(', ') || 'none'}.`,
      );
    const clock = await client.query<{ now: Date }>(`select ${NOW_SQL} as now from clock`);
    const tables = new Map<string, string>();
    for (const [table, share] of Object.entries(TABLES)) {
      if (!('rows' in share)) continue;
      const { rows } = await client.query<{ rows: string }>(
        `select coalesce(json_agg(t), '[]')::text as rows from "${table}" t where (${share.rows}) and $1::text is not null`,
        [roundId],
      );
      tables.set(table, rows[0]?.rows ?? '[]');
    }
    return { now: clock.rows[0]?.now as Date, tables };
  } finally {
    await client.end();
  }
}

/** Writes a round into an empty database of this version's schema. */
export async function writeSnapshot(databaseUrl: string, { tables }: Snapshot): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query('begin');
    for (const [table, rows] of tables)
      await client.query(`insert into "${table}" select * from json_populate_recordset(null::"${table}", $1)`, [rows]);
    await client.query(`select setval('event_id_seq', greatest(1, (select max(id) from event)))`);
    // The waits after a failure are of real time, which is another here.
    await client.query(`update subject set failures = 0, failure = null, retry_at = null, attempted_at = null`);
    await client.query('commit');
  } finally {
    await client.end();
  }
}
