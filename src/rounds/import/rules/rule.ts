import type { Loose } from '../loose.js';
import type { Scenario } from '../scenario.schema.js';

/** Tells of a fault: where, the value given, and what is wrong with it and how to mend it. */
export type Tell = (path: PropertyKey[], value: unknown, message: string) => void;

/** A rule across fields, checked on what is sound in a file. */
export type Rule = (scenario: Loose<Scenario>, tell: Tell) => void;

/** A place in the file as a person would write it: `rounds[0].calendar.applyDue`. */
export function pathText(path: readonly PropertyKey[]): string {
  const steps = path.map((step) => {
    if (typeof step === 'number') return `[${step}]`;
    return /^[\p{L}_$][\p{L}\p{Nd}_$]*$/u.test(String(step)) ? `.${String(step)}` : `[${JSON.stringify(String(step))}]`;
  });
  return steps.join('').replace(/^\./, '');
}

/** The value as JSON, or what stands for a long or nested one. */
export function valueText(value: unknown): string {
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? '[…]' : '{…}';
  const json = JSON.stringify(value) ?? String(value);
  return json.length > 100 ? `${json.slice(0, 100)}…` : json;
}
