import { readCsv } from './read-csv.js';
import { readXlsx } from './read-xlsx.js';
import { FileRefused, type Line } from './table.js';

// How old or locked workbooks, PDF, pictures, rich text and markup begin, which are no separated values.
const OTHERS = ['d0cf11e0', '25504446', '89504e47', 'ffd8ff', '47494638', '7b5c727466', '3c'];

/**
 * Reads the lines of a table that are not blank: an Excel workbook's first sheet, or separated values.
 * @param mostBytes so large may the file be
 * @param isHeader whether a text is the header of a column, by which the separator is known
 * @throws FileRefused when it is neither, broken, empty or too large
 */
export async function readLines(
  bytes: Buffer,
  mostBytes: number,
  isHeader: (text: string) => boolean,
): Promise<Line[]> {
  if (bytes.length === 0) throw new FileRefused({ is: 'empty' });
  if (bytes.length > mostBytes) throw new FileRefused({ is: 'large' });
  const start = bytes.subarray(0, 8).toString('hex');
  // The signature of zip, in which Excel packs its workbooks.
  const lines = start.startsWith('504b') ? await readXlsx(bytes) : readText(bytes, start, isHeader);
  return lines.filter(({ cells }) => cells.some((cell) => cell.trim() !== ''));
}

function readText(bytes: Buffer, start: string, isHeader: (text: string) => boolean): Line[] {
  if (OTHERS.some((other) => start.startsWith(other))) throw new FileRefused({ is: 'kind' });
  return readCsv(bytes, isHeader);
}

/** A cell as one line. A cell of a spreadsheet may hold line breaks and hard spaces that nobody sees. */
export const tidy = (cell: string) => cell.normalize('NFC').replace(/\s+/g, ' ').trim();
