import type { App } from '../../../platform/app.js';
import { readClock } from '../../../platform/clock.js';
import type { Line } from '../../../rounds/table/table.js';
import { type Columns, guessColumns, headersOf } from './fields.js';
import { rememberedColumns } from './read-import.js';

// Whoever has not come back to a file by then begins anew; what it holds is personal.
const KEPT = '1 day';

/** What was sent, and by whom. */
export interface SentFile {
  readonly roundId: string;
  readonly actorId: string;
  readonly fileName: string;
  readonly lines: readonly Line[];
}

/**
 * Keeps a file of applications to be looked over, with a guess at its columns, and lets go of those that were left lying.
 * @returns the id of its import
 */
export async function keepFile(app: App, { roundId, actorId, fileName, lines }: SentFile): Promise<string> {
  const { manager } = app.database;
  const columns = guessColumns(headersOf(lines[0]?.cells ?? []), await rememberedColumns(manager, roundId));
  const now = await readClock(manager);
  await manager.query(
    `delete from application_import where done_at is null and uploaded_at < $1::timestamptz - interval '${KEPT}'`,
    [now],
  );
  const [row] = await manager.query<{ id: string }[]>(
    `insert into application_import (round_id, actor_id, file_name, uploaded_at, lines, columns)
     values ($1, $2, $3, $4, $5, $6) returning id`,
    [roundId, actorId, fileName, now, storable(lines), JSON.stringify(columns)],
  );
  if (!row) throw new Error('The file was not kept.');
  return row.id;
}

/** Notes which columns of a file hold which fields. */
export async function chooseColumns({ database }: App, id: string, columns: Columns): Promise<void> {
  await database.query(`update application_import set columns = $2 where id = $1 and done_at is null`, [
    id,
    JSON.stringify(columns),
  ]);
}

/** Lets go of a file that is not to be taken in. */
export async function discardFile({ database }: App, id: string): Promise<void> {
  await database.query(`delete from application_import where id = $1 and done_at is null`, [id]);
}

/** The database takes no zero byte in a text and no half of a pair of UTF-16; neither is anything that somebody wrote. */
const storable = (lines: readonly Line[]) =>
  JSON.stringify(lines, (_name, value) =>
    typeof value === 'string' ? value.replaceAll('\0', '').replace(/\p{Surrogate}/gu, '\ufffd') : value,
  );
