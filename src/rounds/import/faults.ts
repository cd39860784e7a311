import type { z } from 'zod';
import { pathText, valueText } from './rules/rule.js';

/** So many faults are listed; a person mends no more at once. */
export const MOST_FAULTS = 50;

/**
 * A line per fault: its place, the value given, what is wrong with it and how to mend it.
 * @param error of a parse with `reportInput`, without which no value is shown
 */
export function faultsOf(error: z.core.$ZodError): string[] {
  return error.issues.flatMap((issue) => {
    if (issue.code !== 'unrecognized_keys') return [fault(issue.path, issue.input, issue.message)];
    const remedies = issue.message.split('\n');
    return issue.keys.map((key, index) => fault([...issue.path, key], issue.input?.[key], remedies[index] ?? ''));
  });
}

/** One fault as a line: `rounds[0].campus: "x" is not a campus of this file.` */
export function fault(path: readonly PropertyKey[], value: unknown, message: string): string {
  const place = path.length === 0 ? 'the file' : pathText(path);
  return value === undefined ? `${place}: ${message}` : `${place}: ${valueText(value)} ${message}`;
}

/** The faults to print: the first of them, and how many more there are. */
export function listed(faults: readonly string[]): string[] {
  const more = faults.length - MOST_FAULTS;
  if (more <= 0) return [...faults];
  return [...faults.slice(0, MOST_FAULTS), `… and ${more} more ${more === 1 ? 'fault' : 'faults'}.`];
}

/** Thrown when a scenario cannot be used; nothing was changed. */
export class ScenarioRefused extends Error {
  constructor(readonly faults: readonly string[]) {
    super(
      `The scenario cannot be used:\n${listed(faults)
        .map((line) => `  ${line}`)
        .join('\n')}`,
    );
  }
}
