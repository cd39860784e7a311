/** What a table of courses has a column for. */
export const COLUMNS = ['course', 'title', 'teacher', 'email'] as const;

export type Column = (typeof COLUMNS)[number];

/** A line of a file that is not blank, with its number as the program that made the file shows it. */
export interface Line {
  readonly line: number;
  readonly cells: readonly string[];
}

/** A position that a line lists. */
export interface TableRow extends Record<Column, string> {
  readonly line: number;
}

/** What is wrong with a cell. */
export interface CellFault {
  readonly line: number;
  readonly column: Column;
  readonly is: 'missing' | 'long' | 'characters' | 'email' | 'date' | 'twice' | 'other-name';
  /** What stands there, shortened. */
  readonly value: string;
  /** The line with which it does not agree. */
  readonly other?: number;
  /** The most characters that fit. */
  readonly most?: number;
}

/** Why nothing of a file could be read. */
export type FileFault =
  | { readonly is: 'empty' | 'large' | 'kind' | 'broken' | 'no-rows' | 'quotes'; readonly line?: number }
  | { readonly is: 'many'; readonly most: number }
  /** Columns that it lacks, or that it has more than once. */
  | { readonly is: 'no-columns' | 'columns-twice'; readonly columns: readonly Column[] };

/** Carries a fault of the file out of the reading of it. */
export class FileRefused extends Error {
  constructor(readonly fault: FileFault) {
    super(`The file cannot be read: ${fault.is}.`);
  }
}

/** So large may a file be. */
export const MOST_BYTES = 2 * 1024 * 1024;

/** So many positions may it list. */
export const MOST_ROWS = 2000;
