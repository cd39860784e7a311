import type { Form } from '../../links/visit.js';
import type { Locale } from '../../people/person.entity.js';
import { message } from '../../platform/messages.js';
import { saySemester } from '../../platform/say-semester.js';
import { sayDay, sayInstant } from '../../platform/say-time.js';
import { instantOf } from '../../rounds/wall-clock.js';
import type { Field, Matter, Option, Speech } from './act.js';

/** What the texts of an act can say, its instants and rounds in words. */
export const sayValues = (values: Matter['values'], speech: Speech) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, sayValue(value, speech)]));

function sayValue(value: Matter['values'][string], { locale, timeZone }: Speech): unknown {
  if (value instanceof Date) return sayInstant(value, locale, timeZone);
  if (value === null || typeof value !== 'object') return value;
  return message(locale, 'board', 'round.title', { ...value, semester: saySemester(value.semester, locale) });
}

/** The fields of a form as they were filled in, their options in the reader's language. */
export const fieldViews = (fields: readonly Field[], form: Form, locale: Locale) =>
  fields.map(({ options = [], ...field }) => ({
    ...field,
    value: form[field.name] ?? field.value,
    options: options.map((option) => ({ value: option.value, label: labelOf(option, locale) })),
  }));

/** What was chosen in each field, as one reads it. */
export const sayChosen = (fields: readonly Field[], form: Form, speech: Speech) =>
  fields.map((field) => ({ name: field.name, value: sayField(field, form[field.name] ?? '', speech) }));

/** The names of an act's fields, for a list of what is wrong where many are alike. */
export const sayNames = (act: string, fields: readonly Field[], locale: Locale): Readonly<Record<string, string>> =>
  Object.fromEntries(fields.map(({ name }) => [name, message(locale, 'board', `acts.${act}.fields.${name}`)]));

function sayField({ type, options = [] }: Field, value: string, { locale, timeZone }: Speech): string {
  // A browser that was shown the form when there was no such field sends none.
  if (value === '') return '';
  const option = options.find((one) => one.value === value);
  if (option) return labelOf(option, locale);
  if (type === 'date') return sayDay(instantOf(`${value}T12:00`, timeZone), locale, timeZone);
  return type === 'datetime-local' ? sayInstant(instantOf(value, timeZone), locale, timeZone) : value;
}

const labelOf = (option: Option, locale: Locale) =>
  'label' in option ? option.label : message(locale, 'board', option.text, option.values ?? {});
