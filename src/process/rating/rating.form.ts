import { z } from 'zod';
import type { Form } from '../../links/visit.js';
import { address, type Faults, fieldsOf, line, type Parsed, parseForm, tick, whole } from '../../web/form.js';
import type { Order, Word } from './order.rule.js';

/** What a form was opened on: how many ratings had been submitted, and the version of the draft that it showed. */
export interface Basis {
  readonly basedOn: number;
  readonly seen: string | null;
}

const basis = z.object({ basedOn: whole(0, 999_999, '').catch(0), draft: z.guid().nullable().catch(null) });

/** Reads what a form was opened on. One that does not say has seen nothing. */
export function parseBasis(form: Form): Basis {
  const { basedOn, draft } = basis.parse({ basedOn: form.basedOn, draft: form.draft ?? null });
  return { basedOn, seen: draft };
}

const move = z.string().transform((text) => /^(up|down|back)\.(.+)$/.exec(text) ?? []);

/** Reads which button of a row was pressed; null when it was another button. */
export function parseMove(form: Form): { what: 'up' | 'down' | 'back'; id: string } | null {
  const [, what, id] = move.catch([]).parse(form.move);
  return what && id ? { what: what as 'up' | 'down' | 'back', id } : null;
}

/** Whether the rater ticked that whoever has no place is unsuited. */
export const isRestUnsuited = (form: Form) => form.rest === 'unsuited';

const word = z.object({
  place: z.union([z.literal('').transform(() => null), whole(1, 9999, 'faults.rank-number')]),
  unsuited: tick,
});

/** Reads the places as they stand in an unfinished form: each a number or none. */
export function parseWords(form: Form, ids: readonly string[]): Parsed<Record<string, Word>> {
  const ranks = fieldsOf(form, 'rank');
  const unsuited = fieldsOf(form, 'unsuited');
  const words: [string, Word][] = [];
  const faults: [string, string][] = [];
  for (const id of ids) {
    const { data } = parseForm(word, { place: (ranks[id] ?? '').trim(), unsuited: unsuited[id] });
    if (data) words.push([id, data]);
    else faults.push([`rank.${id}`, 'faults.rank-number']);
  }
  if (faults.length > 0) return { data: null, faults: Object.fromEntries(faults) };
  return { data: Object.fromEntries(words), faults: null };
}

/** From how many applicants without a place on they are not named one by one. */
const MANY = 10;

/**
 * Reads a finished form: a place without ties or 'unsuited' for each applicant.
 * @param ids in the order in which the page shows them
 * @param rest whether an applicant without a place is unsuited for that reason
 */
export function parseRating(form: Form, ids: readonly string[], rest: (id: string) => boolean): Parsed<Order> {
  const { data: words, faults } = parseWords(form, ids);
  if (faults) return { data: null, faults };
  const wordOf = (id: string) => words[id] as Word;
  const isMissing = (id: string) => wordOf(id).place === null && !wordOf(id).unsuited && !rest(id);
  const many = ids.filter(isMissing).length > MANY;
  const first = new Map<number, string>();
  for (const id of ids.toReversed()) first.set(wordOf(id).place ?? 0, id);
  const faultOf = (id: string) => {
    const { place, unsuited } = wordOf(id);
    if (place === null) return isMissing(id) && !many ? 'faults.rank-missing' : null;
    if (unsuited) return 'faults.rank-and-unsuited';
    return first.get(place) === id ? null : 'faults.rank-twice';
  };
  const found = ids.flatMap((id): [string, string][] => {
    const fault = faultOf(id);
    return fault ? [[`rank.${id}`, fault]] : [];
  });
  if (many) found.push(['rest', 'faults.rank-missing-many']);
  if (found.length > 0) return { data: null, faults: Object.fromEntries(found) satisfies Faults };
  const placed = ids.filter((id) => wordOf(id).place !== null);
  return {
    data: {
      ranked: placed.sort((a, b) => (wordOf(a).place ?? 0) - (wordOf(b).place ?? 0)),
      unplaced: [],
      unsuited: ids.filter((id) => wordOf(id).place === null),
    },
    faults: null,
  };
}

/** The colleague to whom a rating is passed on. */
export const delegateSchema = z.object({ name: line('faults.name'), email: address('faults.email') });

/** The colleague from whom it is taken back. */
export const takeBackSchema = z.object({ delegate: z.guid() });
