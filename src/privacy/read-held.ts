import type { EntityManager } from 'typeorm';
import type { Line } from '../rounds/table/table.js';
import { columnsOf, HOLDINGS } from './holdings.js';
import type { KindName } from './purposes.js';

/** A row that a table holds of a person. */
export interface HeldRow {
  readonly round: string | null;
  /** The course that it is about. */
  readonly course: string | null;
  /** Its columns that hold anything of people; whoever else is referred to is `another`, the person `you`. */
  readonly values: Readonly<Record<string, unknown>>;
}

export interface HeldTable {
  readonly table: string;
  readonly kind: KindName;
  readonly rows: readonly HeldRow[];
}

/** In SQL: the rows `t` of a table that are of person `$1`. */
function rowsOf(table: string): string | null {
  const parts = [
    ...columnsOf(table, 'reference').map((column) => `t.${column} = $1`),
    ...columnsOf(table, 'references').map((column) => `$1 = any(t.${column})`),
    ...(HOLDINGS[table]?.of ? [HOLDINGS[table].of] : []),
  ];
  return parts.length > 0 ? `(${parts.join(' or ')})` : null;
}

/** Everything that is held of somebody, table by table: what is theirs, not where others are told of them. */
export async function readHeld(manager: EntityManager, personId: string): Promise<HeldTable[]> {
  const held: HeldTable[] = [];
  const [person] = await manager.query<{ email: string }[]>(`select email from person where id = $1`, [personId]);
  const address = person?.email.toLowerCase() ?? '';
  for (const [table, { kind, round, columns }] of Object.entries(HOLDINGS)) {
    const which = rowsOf(table);
    if (!kind || !which) continue;
    const course = 'position_id' in columns ? 't.position_id' : table === 'position' ? 't.id' : 'null';
    const rows = await manager.query<{ round: string | null; course: string | null; row: Record<string, unknown> }[]>(
      `select ${round ?? 'null'} as round, (select q.course || ' ' || q.title from position q where q.id = ${course}) as course,
         to_jsonb(t) as row
       from ${table} t where ${which.replaceAll('$1', '$1::uuid')} order by t.ctid`,
      [personId],
    );
    const told = columnsOf(table, 'fact', 'reference', 'references', 'identity', 'words');
    held.push({
      table,
      kind,
      rows: rows.map(({ row, ...of }) => ({
        ...of,
        values: Object.fromEntries(
          told.map((column) => [
            column,
            seen(table, column, table === 'application_import' ? ownLines(row, address) : row, personId),
          ]),
        ),
      })),
    });
  }
  return held.filter(({ rows }) => rows.length > 0);
}

function seen(table: string, column: string, row: Record<string, unknown>, personId: string): unknown {
  const value = row[column];
  const who = (id: unknown) => (id === personId ? 'you' : 'another');
  if (columnsOf(table, 'reference').includes(column)) return value === null ? null : who(value);
  if (columnsOf(table, 'references').includes(column))
    return (value as unknown[]).filter((id) => id === personId).map(who);
  return value;
}

/** The lines of a file are of many. */
function ownLines(row: Record<string, unknown>, address: string): Record<string, unknown> {
  if (!Array.isArray(row.lines)) return row;
  const isOwn = ({ cells }: Line) => cells.some((cell) => cell.trim().toLowerCase() === address);
  return { ...row, lines: (row.lines as Line[]).filter(isOwn) };
}
