import Handlebars from 'handlebars';
import type { Locale } from '../people/person.entity.js';
import { hasMessage, message, type Namespace } from '../platform/messages.js';

// Partials and messages to which the template gives nothing. A partial that has its line to itself ends with it.
const PARTIAL = /\{\{> ([\w-]+)\}\}/g;
const PARTIAL_LINE = /^([ \t]*)\{\{> ([\w-]+)\}\}\n/gm;
// Tags that end their line at the beginning of a partial, which have it no more where the partial stands within a line.
const FIRST_TAGS = /^(?:\{\{[#!][^}]*\}\}\n)+/;
const MESSAGE = /\{\{(t|ui|common) (['"])([\w.-]+)\2\}\}/g;

/** Who reads a template: the language, and the catalogue that `{{t}}` reads. */
export interface Reader {
  readonly locale: Locale;
  readonly catalogue: Namespace;
}

/**
 * A template as it is for one reader: the partials that see what it sees stand in it, and so do the words that are always the
 * same. Whatever else Handlebars does it does for each row of a long table again.
 */
export function writtenOut(template: string, partials: ReadonlyMap<string, string>, reader: Reader): string {
  const partial = (name: string) => {
    const source = partials.get(name);
    if (source === undefined) throw new Error(`There is no partial ${name}.`);
    return writtenOut(source, partials, reader);
  };
  return template
    .replace(PARTIAL_LINE, (_, indent: string, name: string) => indent + partial(name))
    .replace(PARTIAL, (_, name: string) => partial(name).replace(FIRST_TAGS, (tags) => tags.replaceAll('\n', '')))
    .replace(MESSAGE, (whole, helper: string, _, key: string) => {
      const catalogue = helper === 't' ? reader.catalogue : helper === 'ui' ? 'pages' : 'common';
      // A partial for pages of another catalogue: whoever shows it here hears that the message is missing.
      if (!hasMessage(reader.locale, catalogue, key)) return whole;
      return Handlebars.escapeExpression(message(reader.locale, catalogue, key));
    });
}
