import { checkRows } from './check-rows.js';
import { readHeaders } from './headers.js';
import { readCsv } from './read-csv.js';
import { readXlsx } from './read-xlsx.js';
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
    return read(await linesOf(bytes));
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

// How old or locked workbooks, PDF, pictures, rich text and markup begin, which are no separated values.
const OTHERS = ['d0cf11e0', '25504446', '89504e47', 'ffd8ff', '47494638', '7b5c727466', '3c'];

async function linesOf(bytes: Buffer): Promise<Line[]> {
  if (bytes.length === 0) throw new FileRefused({ is: 'empty' });
  if (bytes.length > MOST_BYTES) throw new FileRefused({ is: 'large' });
  const start = bytes.subarray(0, 8).toString('hex');
  // The signature of zip, in which Excel packs its workbooks.
  const lines = start.startsWith('504b') ? await readXlsx(bytes) : readText(bytes, start);
  return lines.filter(({ cells }) => cells.some((cell) => cell.trim() !== ''));
}

function readText(bytes: Buffer, start: string): Line[] {
  if (OTHERS.some((other) => start.startsWith(other))) throw new FileRefused({ is: 'kind' });
  return readCsv(bytes);
}

// A cell of a spreadsheet may hold line breaks and hard spaces that nobody sees.
const tidy = (cell: string) => cell.normalize('NFC').replace(/\s+/g, ' ').trim();
