import { checkRows } from './check-rows.js';
import { columnOf, readHeaders } from './headers.js';
import { readLines, tidy } from './read-lines.js';
import {
  type CellFault,
  COLUMNS,
  type Column,
  type FileFault,
  FileRefused,
  type Line,
  MOST_BYTES,
  MOST_ROWS,
  type TableRow,
} from './table.js';

/** A table of courses, or what is wrong with it. */
export type Table =
  | { readonly is: 'read'; readonly rows: readonly TableRow[]; readonly ignored: readonly string[] }
  | { readonly is: 'refused'; readonly fault: FileFault }
  | {
      readonly is: 'faulty';
      readonly faults: readonly CellFault[];
      /** What the file calls its columns. */
      readonly headers: Readonly<Record<Column, string>>;
    };

/** Reads a file of courses, one position a line: an Excel workbook or separated values. All its faults are told at once. */
export async function readTable(bytes: Buffer): Promise<Table> {
  try {
    return read(await readLines(bytes, MOST_BYTES, (text) => columnOf(text) !== undefined));
  } catch (error) {
    if (!(error instanceof FileRefused)) throw error;
    return { is: 'refused', fault: error.fault };
  }
}

function read([header, ...lines]: readonly Line[]): Table {
  if (!header) throw new FileRefused({ is: 'empty' });
  const { at, ignored } = readHeaders(header.cells);
  if (lines.length === 0) throw new FileRefused({ is: 'no-rows' });
  if (lines.length > MOST_ROWS) throw new FileRefused({ is: 'many', most: MOST_ROWS });
  const rows = lines.map(({ line, cells }): TableRow => {
    const cell = (column: Column) => tidy(cells[at[column]] ?? '');
    return {
      line,
      course: cell('course'),
      title: cell('title'),
      teacher: cell('teacher'),
      email: cell('email').toLowerCase(),
    };
  });
  const faults = checkRows(rows);
  const named = (column: Column) => tidy(header.cells[at[column]] ?? '');
  return faults.length > 0
    ? { is: 'faulty', faults, headers: Object.fromEntries(COLUMNS.map((one) => [one, named(one)])) as never }
    : { is: 'read', rows, ignored };
}
