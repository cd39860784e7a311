/** Where a command speaks. */
export interface Output {
  /** What goes on, for people: standard error. */
  readonly say: (line: string) => void;
  /** What came of it: standard output. */
  readonly print: (line: string) => void;
  /** Whether what came of it is for another program. */
  readonly json: boolean;
}

/** What came of a command: as lines for people, and for another program. */
export interface Told {
  readonly lines: readonly string[];
  readonly result: unknown;
}

/** Prints what came of a command: as lines for people, or as JSON for another program. */
export function tell({ print, json }: Output, lines: readonly string[], result: unknown): void {
  if (json) print(JSON.stringify(result, null, 2));
  else for (const line of lines) print(line);
}
