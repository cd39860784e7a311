import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { IntlMessageFormat, type PrimitiveType } from 'intl-messageformat';
import type { Locale } from '../people/person.entity.js';
import { root } from './root.js';

export type Namespace = 'mail' | 'pages' | 'board' | 'common' | 'privacy';

/** What a message's ICU arguments stand for. */
export type Values = Readonly<Record<string, unknown>>;

/** Messages by key; one that is nested in the file has the keys on its way joined by a dot. */
type Catalogue = ReadonlyMap<string, string>;

const catalogues = new Map<string, Catalogue>();
const compiled = new Map<string, IntlMessageFormat>();

/**
 * A text in the reader's language, from `templates/locales/<locale>/<namespace>.json`.
 * @param values what the ICU arguments of the message stand for
 * @throws Error that names the key when it is missing or a value is not given
 */
export function message(locale: Locale, namespace: Namespace, key: string, values: Values = {}): string {
  const name = `${locale}/${namespace}.json: ${key}`;
  try {
    let format = compiled.get(name);
    if (!format) {
      const text = catalogue(locale, namespace).get(key);
      if (text === undefined) throw new Error('there is no such message');
      format = new IntlMessageFormat(text, locale, undefined, { ignoreTag: true });
      compiled.set(name, format);
    }
    return String(format.format(values as Record<string, PrimitiveType>));
  } catch (error) {
    throw new Error(`${name}: ${error instanceof Error ? error.message : error}`, { cause: error });
  }
}

/**
 * The texts of a list of messages, such as the paragraphs of a mail. One that comes out empty is left out, so that a
 * message can say something in some cases only.
 */
export function messages(locale: Locale, namespace: Namespace, key: string, values: Values = {}): string[] {
  const said: string[] = [];
  for (let index = 0; hasMessage(locale, namespace, `${key}.${index}`); index += 1) {
    const text = message(locale, namespace, `${key}.${index}`, values);
    if (text !== '') said.push(text);
  }
  return said;
}

/** Whether the catalogue has a message. */
export const hasMessage = (locale: Locale, namespace: Namespace, key: string) => catalogue(locale, namespace).has(key);

/** The language tag that `Intl` formats with: `en` is written as in Britain, day before month. */
export const languageTag = (locale: Locale) => message(locale, 'common', 'language.tag');

/** Every message of a catalogue by key. */
export function catalogue(locale: Locale, namespace: Namespace): Catalogue {
  const file = join(root, 'templates', 'locales', locale, `${namespace}.json`);
  let known = catalogues.get(file);
  if (!known) {
    if (!existsSync(file)) throw new Error(`there is no catalogue templates/locales/${locale}/${namespace}.json`);
    known = new Map(flatten(JSON.parse(readFileSync(file, 'utf8'))));
    catalogues.set(file, known);
  }
  return known;
}

function flatten(node: unknown, path: readonly string[] = []): [string, string][] {
  if (typeof node === 'string') return [[path.join('.'), node]];
  if (typeof node !== 'object' || node === null) throw new Error(`${path.join('.')} must be text`);
  return Object.entries(node).flatMap(([key, child]) => flatten(child, [...path, key]));
}
