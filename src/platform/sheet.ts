import { stringify } from 'csv-stringify/sync';
import writeXlsx from 'write-excel-file/node';
import { sayErased } from '../people/erased.js';
import type { Locale } from '../people/person.entity.js';

/** A table to hand out as a file. */
export interface Sheet {
  /** The workbook's tab. */
  readonly name: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
  /** The width of each column, in characters. */
  readonly widths: readonly number[];
}

/** What each kind of file is called where files are sent. */
export const SHEET_TYPES = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const;

export type SheetType = keyof typeof SHEET_TYPES;

/** The type that a file's ending names; null when it is none of ours. */
export const sheetType = (ending: string): SheetType | null =>
  Object.hasOwn(SHEET_TYPES, ending) ? (ending as SheetType) : null;

/** The table as separated values, for Excel as it is set up in Norway or in Britain, and any program that reads tables. */
export const csvOf = ({ header, rows }: Sheet, locale: Locale): string =>
  stringify([[...header], ...rows.map((row) => [...row])], {
    // Without it Excel reads the file in the machine's old code page, and æ, ø and å are lost.
    bom: true,
    // Excel splits at what the machine's region lists with: a semicolon where a comma is the decimal sign.
    delimiter: locale === 'en' ? ',' : ';',
    record_delimiter: 'windows',
    quoted: true,
    // Where a semicolon parts the values a comma parts the decimals: 12.4 would be read as the twelfth of April.
    cast: { number: (value) => String(value).replace('.', locale === 'en' ? '.' : ',') },
    // What starts as a formula gets an apostrophe, a telephone number too: it is read as text and keeps its plus sign.
    escape_formulas: true,
  });

// Excel opens no workbook with a longer one, and the writer makes none.
const LONGEST_TAB = 31;

/** The table as an Excel workbook, where every text is typed as text: it can be no formula, and a code stays what it is. */
export async function xlsxOf({ name, header, rows, widths }: Sheet): Promise<Buffer> {
  const titles = header.map((value) => ({ value, type: String, fontWeight: 'bold' as const }));
  const cells = rows.map((row) =>
    row.map((value) =>
      typeof value === 'number'
        ? { value, type: Number }
        : { value: writable(value), type: String, format: '@' as const },
    ),
  );
  return writeXlsx([titles, ...cells], {
    sheet: name.slice(0, LONGEST_TAB),
    columns: widths.map((width) => ({ width })),
    stickyRowsCount: 1,
  }).toBuffer();
}

/** The table as a file of that type. */
export async function fileOf(sheet: Sheet, type: SheetType, locale: Locale): Promise<string | Buffer> {
  const say = (cell: string | number) => (typeof cell === 'string' ? sayErased(cell, locale) : cell);
  const said = { ...sheet, rows: sheet.rows.map((row) => row.map(say)) };
  return type === 'csv' ? csvOf(said, locale) : xlsxOf(said);
}

// The writer looks texts up in a plain object, where the names of what every object has are taken: such a text would make a
// workbook that no program opens. A mark of no width makes it another one that reads the same.
const writable = (text: string) => (text in {} ? `${text}\u200b` : text);
