import { stringify } from 'csv-stringify/sync';
import writeXlsx from 'write-excel-file/node';
import type { Locale } from '../../people/person.entity.js';
import { message } from '../../platform/messages.js';
import { COLUMNS, type Column } from './table.js';

/** What a written table lists of a position. */
export type ListedRow = Readonly<Record<Column, string>>;

/** A table of courses as separated values, for Excel as it is set up in Norway or in Britain. */
export const writeCsv = (rows: readonly ListedRow[], locale: Locale): string =>
  stringify(
    [headersIn(locale), ...rows.map((row) => COLUMNS.map((column) => row[column]))],
    // Excel reads a file without the mark in the old code page, and takes some texts for formulas.
    { bom: true, delimiter: locale === 'nb' ? ';' : ',', record_delimiter: 'windows', escape_formulas: true },
  );

const WIDTHS = [16, 44, 32, 36];

/** The same table as an Excel workbook, where every cell is text: a course code stays what it is. */
export async function writeWorkbook(rows: readonly ListedRow[], locale: Locale): Promise<Buffer> {
  const titles = headersIn(locale).map((value) => ({ value, type: String, fontWeight: 'bold' as const }));
  const cells = rows.map((row) => COLUMNS.map((column) => ({ value: row[column], type: String, format: '@' })));
  return writeXlsx([titles, ...cells], {
    sheet: message(locale, 'board', 'new-round.file.name'),
    columns: WIDTHS.map((width) => ({ width })),
    stickyRowsCount: 1,
  }).toBuffer();
}

const headersIn = (locale: Locale) => COLUMNS.map((column) => message(locale, 'board', `new-round.columns.${column}`));
