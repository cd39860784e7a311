import type { Locale } from '../../people/person.entity.js';
import { message } from '../../platform/messages.js';
import type { Columns } from '../../process/application/import/fields.js';
import type { ImportPlan } from '../../process/application/import/plan-import.rule.js';

// Whoever has more than these has made the same slip in each.
const MOST_SAID = 100;
const SHOWN = 60;

/** What is wrong with the lines of a file, in the reader's language, with the column and how to mend it. */
export interface SaidFaults {
  /** How many lines are faulty. */
  readonly lines: number;
  readonly cells: readonly { readonly line: number; readonly text: string }[];
  readonly more: number;
}

/** Says everything that is wrong with the lines of a file of applications. */
export function sayFaults({ faults }: ImportPlan, columns: Columns, locale: Locale): SaidFaults {
  const cells = faults.slice(0, MOST_SAID).map(({ choices, ...fault }) => {
    const header = columns[fault.field] ?? columns[fault.field === 'name' ? 'lastName' : fault.field] ?? '';
    const text = message(locale, 'board', `import.cell.${fault.is}`, {
      ...fault,
      value: shortened(fault.value),
      header,
      choices: choices?.join(', '),
    });
    return { line: fault.line, text };
  });
  return { lines: new Set(faults.map(({ line }) => line)).size, cells, more: faults.length - cells.length };
}

const shortened = (value: string) => (value.length > SHOWN ? `${[...value].slice(0, SHOWN).join('')}…` : value);
