import { isEmail, isSafe } from '../../../rounds/import/fields.js';
import { tidy } from '../../../rounds/table/read-lines.js';
import type { Line } from '../../../rounds/table/table.js';
import { isPhone, TEXT_LIMIT } from '../application.form.js';
import { type Columns, headersOf } from './fields.js';
import type { ImportField, ImportRow, RowFault } from './plan-import.rule.js';

const MOST: Readonly<Partial<Record<ImportField, number>>> = { email: 254, position: 300, name: 200, text: TEXT_LIMIT };
const YES = ['ja', 'j', 'yes', 'y', 'true', 'sant', 'x', '1', 'bestått', 'fullført', 'godkjent', 'passed', 'done'];
const NO = ['', 'nei', 'n', 'no', 'false', 'usant', '0', '-', 'ikke bestått', 'ikke fullført', 'not done'];

/** Reads the lines of a file, whose first are its headers, and tells everything that is wrong with them by line. */
export function readRows(
  [header, ...lines]: readonly Line[],
  columns: Columns,
): { rows: ImportRow[]; faults: RowFault[] } {
  const headers = headersOf(header?.cells ?? []);
  const at = (field: ImportField) => (columns[field] === undefined ? -1 : headers.indexOf(columns[field]));
  const read = lines.map(({ line, cells }) => {
    const cell = (field: ImportField) => cells[at(field)] ?? '';
    return readRow(line, cell);
  });
  const sound = read.filter(({ faults }) => faults.length === 0).map(({ row }) => row);
  return { rows: sound, faults: read.flatMap(({ faults }) => faults) };
}

function readRow(line: number, cell: (field: ImportField) => string): { row: ImportRow; faults: RowFault[] } {
  const faults: RowFault[] = [];
  const tell = (field: ImportField, is: RowFault['is'], value: string, most?: number) =>
    faults.push({ line, field, is, value, ...(most === undefined ? {} : { most }) });
  const name = tidy(cell('name')) || tidy(`${cell('firstName')} ${cell('lastName')}`);
  // What a student writes may have paragraphs.
  const text = cell('text').normalize('NFC').replace(/\r\n?/g, '\n').trim();
  const priority = tidy(cell('priority'));
  const laos = tidy(cell('laos')).toLowerCase();
  const phone = tidy(cell('phone'));
  const row = { line, email: tidy(cell('email')).toLowerCase(), position: tidy(cell('position')), name, phone, text };
  for (const field of ['email', 'position', 'name'] as const) if (row[field] === '') tell(field, 'missing', '');
  for (const field of ['email', 'position', 'name', 'text'] as const) {
    const most = MOST[field] as number;
    if (row[field].length > most) tell(field, 'long', row[field], most);
    else if (!isSafe(row[field].replace(/[\n\t]/g, ' '))) tell(field, 'characters', row[field]);
    else if (field === 'email' && row.email !== '' && !isEmail(row.email)) tell('email', 'email', row.email);
  }
  if (!isPhone(phone)) tell('phone', 'phone', phone);
  if (priority !== '' && !/^[1-9]\d{0,2}$/.test(priority)) tell('priority', 'number', priority);
  if (![...YES, ...NO].includes(laos)) tell('laos', 'yes-no', laos);
  return { row: { ...row, priority: priority === '' ? null : Number(priority), laos: YES.includes(laos) }, faults };
}
