import { isEmail, isSafe } from '../import/fields.js';
import { type CellFault, COLUMNS, type Column, type TableRow } from './table.js';

const MOST: Readonly<Record<Column, number>> = { course: 64, title: 200, teacher: 200, email: 254 };
const SHOWN = 60;

type Tell = (fault: Pick<CellFault, 'line' | 'column' | 'is'> & { other?: number; most?: number }) => void;

/** Everything that is wrong with the rows of a table, by line. */
export function checkRows(rows: readonly TableRow[]): CellFault[] {
  const faults: CellFault[] = [];
  for (const row of rows) checkCells(row, (fault) => faults.push({ ...fault, value: shortened(row[fault.column]) }));
  const sound = rows.filter(({ line }) => !faults.some((fault) => fault.line === line));
  checkAgreement(sound, (fault) => {
    const row = sound.find(({ line }) => line === fault.line);
    faults.push({ ...fault, value: shortened(row?.[fault.column] ?? '') });
  });
  return faults.sort((a, b) => a.line - b.line || COLUMNS.indexOf(a.column) - COLUMNS.indexOf(b.column));
}

function checkCells(row: TableRow, tell: Tell): void {
  for (const column of COLUMNS) {
    const value = row[column];
    const fault = (is: CellFault['is'], most?: number) =>
      tell({ line: row.line, column, is, ...(most === undefined ? {} : { most }) });
    if (value === '') fault('missing');
    else if (value.length > MOST[column]) fault('long', MOST[column]);
    else if (!isSafe(value)) fault('characters');
    else if (column === 'email' && !isEmail(value)) fault('email');
    else if (column === 'course' && /^\d{4}-\d\d-\d\d$/.test(value)) fault('date');
  }
}

/** No course twice for a teacher, and one name for one address. */
function checkAgreement(rows: readonly TableRow[], tell: Tell): void {
  const courses = new Map<string, number>();
  const names = new Map<string, TableRow>();
  for (const row of rows) {
    const key = JSON.stringify([row.course.toLowerCase(), row.email]);
    const same = courses.get(key);
    if (same !== undefined) tell({ line: row.line, column: 'course', is: 'twice', other: same });
    else courses.set(key, row.line);
    const named = names.get(row.email);
    if (named && named.teacher !== row.teacher)
      tell({ line: row.line, column: 'teacher', is: 'other-name', other: named.line });
    else names.set(row.email, named ?? row);
  }
}

const shortened = (value: string) => (value.length > SHOWN ? `${[...value].slice(0, SHOWN).join('')}…` : value);
