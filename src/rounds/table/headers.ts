import { COLUMNS, type Column, FileRefused } from './table.js';

// What people call the columns, without what is no letter.
const NAMES: Readonly<Record<Column, readonly string[]>> = {
  course: ['emne', 'emnekode', 'kode', 'course', 'coursecode', 'code'],
  title: ['tittel', 'emnenavn', 'emnetittel', 'emnetsnavn', 'title', 'coursetitle', 'coursename'],
  teacher: [
    ...['faglærer', 'faglærernavn', 'faglærersnavn', 'navnpåfaglærer', 'lærer', 'emneansvarlig', 'ansvarlig', 'navn'],
    ...['teacher', 'teachername', 'teachersname', 'nameofteacher', 'lecturer', 'name'],
  ],
  email: [
    ...['epost', 'epostadresse', 'faglærersepost', 'faglærersepostadresse', 'faglærerepost', 'adresse'],
    ...['email', 'emailaddress', 'mail', 'mailaddress', 'address', 'teacheraddress', 'teacheremail', 'teachersemail'],
    ...['teachersemailaddress', 'teachersaddress'],
  ],
};

const COLUMN_OF = new Map(COLUMNS.flatMap((column) => NAMES[column].map((name) => [name, column] as const)));

/** Where the columns of a table are. */
export interface Headers {
  readonly at: Readonly<Record<Column, number>>;
  /** Headers of columns that nobody asked for. */
  readonly ignored: readonly string[];
}

/** The column that a header names, in either language and however it is spelt; undefined when it is none. */
export const columnOf = (header: string): Column | undefined =>
  COLUMN_OF.get(
    header
      .normalize('NFC')
      .toLowerCase()
      .replace(/[^\p{L}]/gu, ''),
  );

/**
 * Finds the columns by a table's first line.
 * @throws FileRefused when a column is missing or there twice
 */
export function readHeaders(cells: readonly string[]): Headers {
  const columns = cells.map(columnOf);
  const missing = COLUMNS.filter((column) => !columns.includes(column));
  if (missing.length > 0) throw new FileRefused({ is: 'no-columns', columns: missing });
  const twice = COLUMNS.filter((column) => columns.indexOf(column) !== columns.lastIndexOf(column));
  if (twice.length > 0) throw new FileRefused({ is: 'columns-twice', columns: twice });
  const at = Object.fromEntries(COLUMNS.map((column) => [column, columns.indexOf(column)])) as Headers['at'];
  return { at, ignored: cells.filter((header, index) => !columns[index] && header.trim() !== '') };
}
