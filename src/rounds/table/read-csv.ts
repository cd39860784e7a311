import { CsvError, type Options, parse } from 'csv-parse/sync';
import { FileRefused, type Line } from './table.js';

const DELIMITERS = [';', ',', '\t'] as const;

/**
 * Reads separated values: UTF-8, UTF-16 with its mark, or Windows-1252; separated by a semicolon, a comma or a tab.
 * @param isHeader whether a text is the header of a column, by which the separator is known
 * @throws FileRefused when a quotation mark stands where none may be
 */
export function readCsv(bytes: Buffer, isHeader: (text: string) => boolean): Line[] {
  const text = textOf(bytes).replace(/\r\n?/g, '\n');
  const records = recordsOf(text, { delimiter: delimiterOf(text, isHeader) });
  return records.map(({ record, line }) => ({ line, cells: record.map(unescapeFormula) }));
}

/** The text of a file. Programs under Windows write UTF-16, or the old code page where they write no mark. */
export function textOf(bytes: Buffer): string {
  const mark = bytes.subarray(0, 2).toString('hex');
  if (mark === 'fffe') return new TextDecoder('utf-16le').decode(bytes);
  if (mark === 'feff') return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** What separates the cells: that by which most headers are known, or else by which there are most. */
function delimiterOf(text: string, isHeader: (text: string) => boolean): string {
  const known = DELIMITERS.map((delimiter) => {
    const [first] = recordsOf(text, { delimiter, to: 1, relax_quotes: true });
    const headers = first?.record ?? [];
    return headers.filter(isHeader).length * 1000 + headers.length;
  });
  return DELIMITERS[known.indexOf(Math.max(...known))] as string;
}

function recordsOf(text: string, options: Options): { record: string[]; line: number }[] {
  const found: { record: string[]; line: number }[] = [];
  // The parser tells the line on which a record ends, and a quoted cell may run over several.
  let line = 1;
  const onRecord = (record: string[], { lines }: { readonly lines: number }) => {
    found.push({ record, line });
    line = lines + 1;
    return record;
  };
  try {
    parse(text, { relax_column_count: true, record_delimiter: '\n', on_record: onRecord, ...options });
    return found;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new FileRefused({ is: 'quotes', line });
  }
}

// We write an apostrophe before what a spreadsheet would take for a formula, and so do others.
const unescapeFormula = (cell: string) => cell.replace(/^'(?=[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20])/, '');
