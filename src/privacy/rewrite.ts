import { nowOf, type Tx } from '../timetable/turn.js';
import { ofRound } from './holdings.js';
import { mapTexts } from './traits.rule.js';

export interface Place {
  readonly table: string;
  readonly column: string;
  /** Null for every row, whatever it belongs to. */
  readonly roundId: string | null;
  /** Only rows in which one of these stands are looked at; in lower case. */
  readonly needles: readonly string[];
}

/** Changes every text of a column, in JSON too. A mail that says something else then is noted as erased. */
export async function rewrite(
  tx: Tx,
  { table, column, roundId, needles }: Place,
  change: (text: string) => string,
): Promise<void> {
  const rows = await tx.manager.query<{ row: string; type: string; value: unknown }[]>(
    `select t.ctid::text as row, pg_typeof(t.${column})::text as type, t.${column} as value from ${table} t
     where ${ofRound(table)}
       and exists (select from unnest($2::text[]) as n(needle) where position(n.needle in lower(t.${column}::text)) > 0)`,
    [roundId, needles],
  );
  const [first] = rows;
  if (!first) return;
  const isJson = first.type !== 'text';
  const isLetter = table === 'mail' && column === 'facts';
  const write = (value: unknown) => (isJson ? JSON.stringify(value) : String(value));
  const changed = rows
    .map(({ row, value }) => ({ row, before: write(value), after: write(mapTexts(value, change)) }))
    .filter(({ before, after }) => before !== after);
  await tx.manager.query(
    `update ${table} t set ${column} = c.value::${first.type}${isLetter ? ', erased_at = $3' : ''}
     from unnest($1::text[], $2::text[]) as c(row, value) where t.ctid = c.row::tid`,
    [changed.map(({ row }) => row), changed.map(({ after }) => after), ...(isLetter ? [await nowOf(tx)] : [])],
  );
}
