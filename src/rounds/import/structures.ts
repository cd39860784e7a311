import { z } from 'zod';
import { closest } from './closest.js';
import { email, told } from './fields.js';

/**
 * An object with these properties and no others: a misspelt one must not be lost without a word. Its fault on unknown
 * properties has one remedy a line, in the order of the issue's keys.
 */
export function object<S extends z.ZodRawShape>(shape: S) {
  const known = Object.keys(shape);
  const fault = told('an object', `Write { … } with ${known.join(', ')}.`);
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => remedyOf(key, known)).join('\n')
        : fault.error(issue),
  });
}

const remedyOf = (key: string, known: readonly string[]) => {
  const near = closest(key, known);
  return `belongs to no known property. ${near ? `Did you mean ${near}?` : `Remove it; known are ${known.join(', ')}.`}`;
};

/** A list of such items. */
export const list = <S extends z.ZodType>(item: S) => z.array(item, told('a list', 'Write [ … ].'));

/** A list of at least one. */
export const filledList = <S extends z.ZodType>(item: S) => list(item).min(1, 'is empty. List at least one.');

/** An object whose properties are ids of positions. */
export const byPosition = <S extends z.ZodType>(entry: S) =>
  z.record(z.string(), entry, told('an object', 'Write { … } with ids of positions.'));

/** An object whose properties are mail addresses, in lower case. */
export function byAddress<S extends z.ZodType>(entry: S) {
  return z
    .record(z.string(), entry, told('an object', 'Write { … } with mail addresses.'))
    .superRefine(checkAddresses, { when: ({ issues }) => issues.every(({ path = [] }) => path.length > 0) })
    .transform((entries) =>
      Object.fromEntries(Object.entries(entries).map(([key, value]) => [key.toLowerCase(), value])),
    );
}

function checkAddresses(entries: object, ctx: z.RefinementCtx): void {
  const seen = new Map<string, string>();
  for (const key of Object.keys(entries)) {
    const { error } = email.safeParse(key);
    const other = seen.get(key.toLowerCase());
    const message = error ? error.issues[0]?.message : other && `is the same address as ${other}. Keep one of them.`;
    if (message) ctx.addIssue({ code: 'custom', path: [key], input: key, message });
    seen.set(key.toLowerCase(), key);
  }
}
