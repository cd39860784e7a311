import type { Locale } from '../people/person.entity.js';
import { languageTag } from '../platform/messages.js';

const MOST = 3;

/** The first of a list of names in words, and how many are left out: `Kari, Ola og Per`; `Kari, Ola, Per`, 2. */
export function sayNames(names: readonly string[], locale: Locale): { readonly said: string; readonly more: number } {
  const first = names.slice(0, MOST);
  const more = names.length - first.length;
  const said = more > 0 ? first.join(', ') : new Intl.ListFormat(languageTag(locale)).format(first);
  return { said, more };
}
