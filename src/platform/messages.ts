import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { IntlMessageFormat, type PrimitiveType } from 'intl-messageformat';
import type { Locale, PageLocale } from '../people/person.entity.js';
import { root } from './root.js';

export type Namespace = 'mail' | 'pages' | 'board' | 'common' | 'privacy';

/** What a message's ICU arguments stand for. */
export type Values = Readonly<Record<string, unknown>>;

/** Messages by key; one that is nested in the file has the keys on its way joined by a dot. */
type Catalogue = ReadonlyMap<string, string>;

/** Says a message with its arguments. */
type Say = (values: Values) => string;

/** What there is of a namespace in a language: the texts, and those that have been said, ready to be said again. */
interface Loaded {
  readonly texts: Catalogue;
  readonly said: Map<string, Say>;
}

const loaded: { [locale in Locale]?: { [namespace in Namespace]?: Loaded } } = {};
const MOST_COUNTED = 1_000;

/**
 * A text in the reader's language, from `templates/locales/<locale>/<namespace>.json`.
 * @param values what the ICU arguments of the message stand for
 * @throws Error that names the key when it is missing or a value is not given
 */
export function message(locale: Locale, namespace: Namespace, key: string, values: Values = {}): string {
  try {
    const { texts, said } = load(locale, namespace);
    let say = said.get(key);
    if (!say) {
      const text = texts.get(key);
      if (text === undefined) throw new Error('there is no such message');
      say = compile(text, locale);
      said.set(key, say);
    }
    return say(values);
  } catch (error) {
    const reason = error instanceof Error ? error.message : error;
    throw new Error(`${locale}/${namespace}.json: ${key}: ${reason}`, { cause: error });
  }
}

function compile(text: string, locale: Locale): Say {
  // Without braces and quotes ICU's syntax has nothing to say.
  if (!/[{}']/.test(text)) return () => text;
  const join = PLAIN.test(text) ? joiner(text) : null;
  const format = new IntlMessageFormat(text, locale, undefined, { ignoreTag: true });
  const put = (values: Values) => String(format.format(values as Record<string, PrimitiveType>));
  // What is said of a number alone, such as so many hours, a long page says in each of its rows.
  const counted = new Map<string, string>();
  return (values) => {
    const joined = join?.(values);
    if (joined !== undefined) return joined;
    const [only, another] = Object.entries(values);
    if (typeof only?.[1] !== 'number' || another) return put(values);
    const count = only.join('=');
    const known = counted.get(count);
    if (known !== undefined) return known;
    if (counted.size >= MOST_COUNTED) counted.clear();
    const words = put(values);
    counted.set(count, words);
    return words;
  };
}

// Names and the like, and words between them.
const PLAIN = /^[^{}']*(?:\{\w+\}[^{}']*)+$/;

/** Puts texts into a plain message, which is all that there is to do; a long page says hundreds. Undefined where one is no text. */
function joiner(text: string): (values: Values) => string | undefined {
  const parts = text.split(/[{}]/);
  return (values) => {
    let said = '';
    for (const [index, part] of parts.entries()) {
      const put = index % 2 === 0 ? part : values[part];
      if (typeof put !== 'string') return undefined;
      said += put;
    }
    return said;
  };
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

// A language in which not everything is written, and the one that its readers read instead.
const INSTEAD: Readonly<Record<Exclude<Locale, PageLocale>, PageLocale>> = { nn: 'nb' };

/** The language of pages and papers for whoever reads mails in that one. */
export const pageLocale = (locale: Locale): PageLocale =>
  locale in INSTEAD ? INSTEAD[locale as 'nn'] : (locale as PageLocale);

/** Every message of a catalogue by key, where it is not written in this language in the one that is read instead. */
export const catalogue = (locale: Locale, namespace: Namespace): Catalogue => load(locale, namespace).texts;

function load(locale: Locale, namespace: Namespace): Loaded {
  loaded[locale] ??= {};
  loaded[locale][namespace] ??= { texts: textsOf(locale, namespace), said: new Map() };
  return loaded[locale][namespace];
}

function textsOf(locale: Locale, namespace: Namespace): Catalogue {
  const instead = pageLocale(locale);
  const shared = instead === locale ? [] : catalogue(instead, namespace);
  return new Map([...shared, ...ownMessages(locale, namespace)]);
}

/** The messages that are written in this very language. */
export function ownMessages(locale: Locale, namespace: Namespace): Catalogue {
  const file = join(root, 'templates', 'locales', locale, `${namespace}.json`);
  if (existsSync(file)) return new Map(flatten(JSON.parse(readFileSync(file, 'utf8'))));
  if (pageLocale(locale) !== locale) return new Map();
  throw new Error(`there is no catalogue templates/locales/${locale}/${namespace}.json`);
}

function flatten(node: unknown, path: readonly string[] = []): [string, string][] {
  if (typeof node === 'string') return [[path.join('.'), node]];
  if (typeof node !== 'object' || node === null) throw new Error(`${path.join('.')} must be text`);
  return Object.entries(node).flatMap(([key, child]) => flatten(child, [...path, key]));
}
