import { nowOf, type Tx } from '../timetable/turn.js';
import { ofRound } from './holdings.js';
import { mapTexts } from './traits.rule.js';

export interface Place {
  readonly table: string;
  readonly column: string;
  /** Null for every row, whatever it belongs to. */
  readonly roundId: string | null;
}

const PAGE = 1_000;

interface Row {
  /** Where it is now. */
  readonly place: string;
  /** What it is known by, wherever it is. */
  readonly key: string;
  readonly value: unknown;
}

/**
 * Changes every text of a column, in JSON too. A mail that says something else then is noted as erased.
 * Rows are looked through without locking them, and those that are to be changed read again under their locks: a mail that is
 * being sent meanwhile is another version of its row afterwards.
 */
export async function rewrite(
  tx: Tx,
  { table, column, roundId }: Place,
  change: (text: string) => string,
): Promise<void> {
  const [type, key] = await shapeOf(tx, table, column);
  const isJson = type !== 'text';
  const changed = ({ value }: Row): string | null => {
    const write = (one: unknown) => (isJson ? JSON.stringify(one) : String(one));
    const after = write(mapTexts(value, change));
    return after === write(value) ? null : after;
  };
  const select = `select t.ctid::text as place, ${key} as key, t.${column} as value from ${table} t
    where ${ofRound(table)} and t.${column} is not null`;
  const keys: string[] = [];
  for (let after = '(0,0)'; ; ) {
    const page = await tx.manager.query<Row[]>(`${select} and t.ctid > $2::tid order by t.ctid limit ${PAGE}`, [
      ...[roundId, after],
    ]);
    keys.push(...page.filter((row) => changed(row) !== null).map((row) => row.key));
    const last = page.at(-1);
    if (page.length < PAGE || !last) break;
    after = last.place;
  }
  if (keys.length === 0) return;
  const rows = await tx.manager.query<Row[]>(`${select} and ${key} = any($2::text[]) for update of t`, [roundId, keys]);
  const written = rows.map((row) => ({ place: row.place, after: changed(row) })).filter(({ after }) => after !== null);
  const isLetter = table === 'mail' && column === 'facts';
  await tx.manager.query(
    `update ${table} t set ${column} = c.value::${type}${isLetter ? ', erased_at = $3' : ''}
     from unnest($1::text[], $2::text[]) as c(place, value) where t.ctid = c.place::tid`,
    [written.map(({ place }) => place), written.map(({ after }) => after), ...(isLetter ? [await nowOf(tx)] : [])],
  );
}

/** The type of a column, and in SQL what a row `t` of its table is known by, as one text. */
async function shapeOf(tx: Tx, table: string, column: string): Promise<readonly [string, string]> {
  const [row] = await tx.manager.query<[{ type: string; key: string[] }]>(
    `select format_type(c.atttypid, c.atttypmod) as type, array(
       select quote_ident(a.attname) from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any(i.indkey)
       where i.indrelid = c.attrelid and i.indisprimary order by a.attnum)::text[] as key
     from pg_attribute c where c.attrelid = $1::regclass and c.attname = $2`,
    [table, column],
  );
  return [row.type, `row(${row.key.map((name) => `t.${name}`).join(', ')})::text`];
}
