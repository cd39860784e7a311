import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { IntlMessageFormat } from 'intl-messageformat';
import type { Locale } from '../../src/people/person.entity.js';
import { catalogue, message, messages, type Namespace } from '../../src/platform/messages.js';
import { root } from '../../src/platform/root.js';

const locales = readdirSync(join(root, 'templates', 'locales')) as Locale[];
const namespaces = [
  ...new Set(locales.flatMap((locale) => readdirSync(join(root, 'templates', 'locales', locale)))),
].map((file) => file.replace('.json', '') as Namespace);

test.each(namespaces)('every language has the same messages with the same arguments: %s', (namespace) => {
  const [first, ...others] = locales.map((locale) => argumentsOf(catalogue(locale, namespace)));
  for (const other of others) expect(other).toEqual(first);
});

test('a missing message is named', () => {
  expect(() => message('nb', 'common', 'no.such')).toThrow('nb/common.json: no.such: there is no such message');
});

test('a missing value is named, and with it the message', () => {
  expect(() => message('en', 'common', 'hours')).toThrow(/en\/common.json: hours: .*count/);
});

test('numbers agree with their nouns', () => {
  expect(message('nb', 'common', 'openings', { count: 1 })).toBe('1 plass');
  expect(message('nb', 'common', 'openings', { count: 3 })).toBe('3 plasser');
  expect(message('en', 'common', 'openings', { count: 1 })).toBe('1 opening');
});

test('values stand as they are given', () => {
  const name = "<b>{x} it's '{y}'";
  expect(message('nb', 'mail', 'letter.greeting', { recipient: name })).toBe(`Hei, ${name}!`);
});

test.each(locales)('every message that texts are put into is as ICU formats it: %s', (locale) => {
  for (const namespace of namespaces) {
    for (const [key, text] of catalogue(locale, namespace)) {
      const format = new IntlMessageFormat(text, locale, undefined, { ignoreTag: true });
      const elements = format.getAst();
      if (!elements.every(({ type }) => type === LITERAL || type === ARGUMENT)) continue;
      const values = Object.fromEntries(elements.flatMap(namesIn).map((name) => [name, `<${name}> {'}`]));
      expect(message(locale, namespace, key, values)).toBe(format.format(values));
    }
  }
});

test('a list leaves out what comes out empty', () => {
  const values = { unfilled: 0 };
  expect(messages('nb', 'mail', 'final-list.closing', values)).toEqual([]);
  expect(messages('nb', 'mail', 'final-list.closing', { unfilled: 2 })).toHaveLength(1);
});

type Element = ReturnType<IntlMessageFormat['getAst']>[number];

function argumentsOf(texts: ReadonlyMap<string, string>): Record<string, string[]> {
  const entries = [...texts].map(([key, text]): [string, string[]] => {
    const elements = new IntlMessageFormat(text, 'en', undefined, { ignoreTag: true }).getAst();
    return [key, [...new Set(elements.flatMap(namesIn))].sort()];
  });
  return Object.fromEntries(entries.sort());
}

const LITERAL = 0;
const ARGUMENT = 1;

function namesIn(element: Element): string[] {
  if (element.type === LITERAL || !('value' in element)) return [];
  const choices = 'options' in element ? Object.values(element.options) : [];
  return [element.value, ...choices.flatMap(({ value }) => value.flatMap(namesIn))];
}
