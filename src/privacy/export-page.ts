import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Handlebars from 'handlebars';
import type { MailKind } from '../outbox/kinds.js';
import { renderMail } from '../outbox/render.js';
import type { Locale } from '../people/person.entity.js';
import { hasMessage, message } from '../platform/messages.js';
import { root } from '../platform/root.js';
import { sayInstant } from '../platform/say-time.js';
import type { PersonExport } from './export-person.js';
import type { HeldRow } from './read-held.js';

interface Reader {
  readonly locale: Locale;
  readonly timeZone: string;
}

interface Cell {
  readonly label: string;
  readonly value: string;
}

let template: HandlebarsTemplateDelegate | undefined;

/** All about somebody as one page that needs nothing else, in their language. */
export function exportPage(told: PersonExport, timeZone: string): string {
  const { locale, name, at, kinds, mentions } = told;
  const reader = { locale, timeZone };
  const say = (key: string, values = {}) => message(locale, 'privacy', key, values);
  template ??= Handlebars.create().compile(readFileSync(join(root, 'templates', 'privacy', 'export.hbs'), 'utf8'));
  return template({
    locale,
    title: say('title', { name }),
    text: say('text', { at: sayInstant(at, locale, timeZone) }),
    nothing: say('nothing'),
    kinds: kinds.map((kind) => ({
      title: kind.title,
      about: (['holds', 'purpose', 'basis', 'kept', 'afterwards'] as const).map((key) => ({
        label: say(key),
        value: kind[key],
      })),
      tables: kind.tables.map(({ table, rows }) => ({
        title: say(`tables.${table}`),
        count: rows.length,
        rows: rows.map((row) => (table === 'mail' ? mailCells(row, reader) : cellsOf(table, row, reader))),
      })),
    })),
    mentionsTitle: say('mentions'),
    mentionsText: say('mentions-text'),
    mentions: mentions.map((one) => `${sayMail(one.kind, locale)}, ${sayInstant(one.createdAt, locale, timeZone)}`),
  });
}

const sayMail = (kind: string, locale: Locale) => message(locale, 'board', `mail-kind.${kind}`);

const labelled = (name: string, value: string, { locale }: Reader): Cell => ({
  label: message(locale, 'privacy', `columns.${name}`),
  value,
});

function cellsOf(table: string, { round, course, values }: HeldRow, reader: Reader): Cell[] {
  const own = Object.entries(values)
    .map(([name, value]) => labelled(name, sayValue(table, name, value, reader), reader))
    .filter(({ value }) => value !== '');
  return [
    ...(round === null ? [] : [labelled('round', round, reader)]),
    ...(course === null ? [] : [labelled('course', course, reader)]),
    ...own,
  ];
}

/** A mail as it was read, without its links. */
function mailCells({ round, course, values: { facts, ...values } }: HeldRow, reader: Reader): Cell[] {
  const context = { secret: '', baseUrl: '', timeZone: reader.timeZone, maskLinks: true };
  const content = (): string => {
    try {
      const { subject, text } = renderMail(values.kind as MailKind, values.locale as Locale, facts as never, context);
      return `${subject}\n\n${text}`;
    } catch {
      // Facts of an older version.
      return JSON.stringify(facts, null, 2);
    }
  };
  return [...cellsOf('mail', { round, course, values }, reader), labelled('facts', content(), reader)];
}

function sayValue(table: string, name: string, value: unknown, { locale, timeZone }: Reader): string {
  const say = (key: string) => message(locale, 'privacy', key);
  if (value === null || value === undefined || value === '') return '';
  if (typeof value === 'boolean') return say(value ? 'yes' : 'no');
  if (value === 'you' || value === 'another') return say(value);
  if (Array.isArray(value) && value.every((one) => one === 'you')) return value.length > 0 ? say('yes') : '';
  const word =
    name === 'kind' ? { event: `happenings.${String(value)}`, mail: `mail-kind.${String(value)}` }[table] : undefined;
  if (word && hasMessage(locale, 'board', word)) return message(locale, 'board', word);
  if (typeof value === 'object') return Object.keys(value).length > 0 ? JSON.stringify(value, null, 2) : '';
  if (/^\d{4}-\d\d-\d\dT[\d:.]+(?:[+-]\d\d:\d\d|Z)$/.test(String(value)))
    return sayInstant(String(value), locale, timeZone);
  return String(value);
}
