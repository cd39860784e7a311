import type { Output } from '../../src/commands/output.js';

/** Where a command speaks in a test. */
export interface Heard extends Output {
  /** What it printed. */
  readonly printed: string[];
  /** What it said on the way. */
  readonly said: string[];
}

/** Listens to a command. @param json has it print for another program */
export function listen(json = false): Heard {
  const printed: string[] = [];
  const said: string[] = [];
  return { printed, said, json, print: (line) => void printed.push(line), say: (line) => void said.push(line) };
}
