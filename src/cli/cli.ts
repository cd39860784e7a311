import type { Command } from 'commander';
import type { Output } from '../commands/output.js';

/** The command line that commands are added to. */
export interface Cli {
  readonly program: Command;
  readonly output: () => Output;
}

/** Lines of examples as help shows them. */
export const examples = (...lines: string[]) => `\nExamples:\n${lines.map((line) => `  ${line}`).join('\n')}`;
