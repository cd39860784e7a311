import type { Locale } from '../../people/person.entity.js';
import { message } from '../../platform/messages.js';
import type { Sheet } from '../../platform/sheet.js';
import { COLUMNS, type Column } from './table.js';

/** What a written table lists of a position. */
export type ListedRow = Readonly<Record<Column, string>>;

/** A table of courses, to fill in or to correct. */
export const coursesSheet = (rows: readonly ListedRow[], locale: Locale): Sheet => ({
  name: message(locale, 'board', 'new-round.file.name'),
  header: COLUMNS.map((column) => message(locale, 'board', `new-round.columns.${column}`)),
  rows: rows.map((row) => COLUMNS.map((column) => row[column])),
  widths: [16, 44, 32, 36],
});
