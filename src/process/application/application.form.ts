import { z } from 'zod';
import type { Form } from '../../links/visit.js';
import { type Faults, fieldsOf, line, type Parsed, parseForm, text, tick, whole } from '../../web/form.js';
import type { SentApplication } from './submit-application.js';

/** How long what a student tells the teachers may be. */
export const TEXT_LIMIT = 2000;

// Written as people write it: digits in groups, perhaps with a country's code.
const PHONE = /^(\+?\d[\d ()-]{3,24}\d)?$/;

/** Whether a text, on one line, is a telephone number, or empty. */
export const isPhone = (text: string) => PHONE.test(text);

const phone = z
  .string()
  .default('')
  .transform((given) => given.replace(/\s+/g, ' ').trim())
  .pipe(z.string().regex(PHONE, 'faults.phone'));
const schema = z.object({ name: line('faults.name'), phone, laos: tick, text: text(TEXT_LIMIT, 'faults.text-long') });
const priority = z.object({ priority: whole(1, 999, 'faults.priority-number') });

/** Reads a student's form for a round with these positions, all that is wrong with it at once. */
export function parseApplication(
  form: Form,
  positions: readonly { readonly id: string }[],
): Parsed<Omit<SentApplication, 'roundId' | 'personId'>> {
  const person = parseForm(schema, form);
  const wishes = parseWishes(form, positions);
  if (person.faults || wishes.faults) return { data: null, faults: { ...person.faults, ...wishes.faults } };
  return { data: { ...person.data, priorities: wishes.data }, faults: null };
}

/** Reads the priorities: distinct, at least one, and only of positions of this round. */
function parseWishes(form: Form, positions: readonly { readonly id: string }[]): Parsed<SentApplication['priorities']> {
  const given = fieldsOf(form, 'priority');
  const wishes = new Map<number, string>();
  const faults: [string, string][] = [];
  for (const { id } of positions) {
    if (!given[id]?.trim()) continue;
    const { data, faults: wrong } = parseForm(priority, { priority: given[id] });
    if (wrong) faults.push([`priority.${id}`, 'faults.priority-number']);
    else if (wishes.has(data.priority)) faults.push([`priority.${id}`, 'faults.priority-twice']);
    else wishes.set(data.priority, id);
  }
  if (faults.length === 0 && wishes.size === 0) faults.push(['priority', 'faults.priority-none']);
  if (faults.length > 0) return { data: null, faults: Object.fromEntries(faults) satisfies Faults };
  return { data: [...wishes].map(([rank, positionId]) => ({ positionId, priority: rank })), faults: null };
}

/** What a form asks for: to send the applications, or something about the application for one position. It never fails. */
export const stepSchema = z.object({
  step: z.enum(['send', 'withdraw', 'withdraw-confirm', 'restore']).catch('send'),
  position: z.string().catch(''),
  declines: tick,
});
