import type { Locale } from '../../people/person.entity.js';
import { message } from '../../platform/messages.js';
import type { Table } from '../../rounds/table/read-table.js';
import { COLUMNS, type Column, type FileFault } from '../../rounds/table/table.js';

// Whoever has more than these has made the same slip in each.
const MOST_SAID = 200;

/** What was wrong with a file, in the reader's language: the file as a whole, or cell by cell. */
export interface SaidTable {
  readonly refusal: string | null;
  readonly cells: readonly { readonly line: number; readonly text: string }[];
  readonly more: number;
}

/** Says everything that is wrong with a file, with the line, the column and how to mend it. */
export function sayTable(table: Exclude<Table, { is: 'read' }>, locale: Locale): SaidTable {
  const say = (key: string, values: Record<string, unknown>) => message(locale, 'board', `new-round.${key}`, values);
  if (table.is === 'refused') return { refusal: sayRefusal(table.fault, say), cells: [], more: 0 };
  const cells = table.faults.slice(0, MOST_SAID).map((fault) => ({
    line: fault.line,
    text: say(`cell.${fault.is}`, { ...fault, header: table.headers[fault.column] }),
  }));
  return { refusal: null, cells, more: table.faults.length - cells.length };
}

type Say = (key: string, values: Record<string, unknown>) => string;

function sayRefusal(fault: FileFault, say: Say): string {
  const list = (columns: readonly Column[]) => columns.map((column) => `«${say(`columns.${column}`, {})}»`).join(', ');
  const columns = 'columns' in fault ? list(fault.columns) : '';
  return say(`refused.${fault.is}`, { ...fault, columns, all: list(COLUMNS) });
}
