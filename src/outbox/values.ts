import type { Locale } from '../people/person.entity.js';
import { languageTag, message } from '../platform/messages.js';
import { saySemester } from '../platform/say-semester.js';
import { sayInstant, sayLastDay, sayLastMoment, sayShortDay } from '../platform/say-time.js';

/** Whom a mail speaks to and where: its language and its zone. */
export interface Speech {
  readonly locale: Locale;
  readonly timeZone: string;
}

export type MailValues = Readonly<Record<string, string | number | boolean>>;

const INSTANTS = [
  'due',
  'lateUntil',
  'announceAt',
  'applyDue',
  'offersAt',
  'rateDue',
  'closesAt',
  'closedAt',
  'submittedAt',
  'since',
  'goesAt',
];
/** The ends of offers: said as the last moment at which the student can answer. */
const ENDS = ['expiresAt', 'from', 'to'];

/**
 * What the messages of a mail can say of its facts: each text, number and choice by its name, a list by its length, an
 * instant in words (`due`) and as a short day (`dueDay`), and the words of the position's kind, openings and hours.
 * A fact that is absent is `none`.
 * @param more values that the kind of mail says beyond, or otherwise than, its facts
 */
export function valuesOf(facts: object, speech: Speech, more: MailValues = {}): MailValues {
  const values: Record<string, string | number | boolean> = { recipient: 'none' };
  for (const [name, fact] of Object.entries(facts)) {
    if (fact === null) values[name] = 'none';
    else if (INSTANTS.includes(name)) Object.assign(values, sayInstantAs(name, fact, speech));
    else if (ENDS.includes(name)) Object.assign(values, sayEndAs(name, fact, speech));
    else if (Array.isArray(fact)) values[name] = fact.length;
    else if (typeof fact !== 'object') values[name] = fact;
  }
  Object.assign(values, more);
  return { ...values, ...words(values, speech.locale) };
}

/** An end of an offer under its name, as the last moment at which the student can answer, and as a short day. */
export const sayEndAs = (name: string, end: string, { locale, timeZone }: Speech): MailValues => ({
  [name]: sayLastMoment(end, locale, timeZone),
  [`${name}Day`]: sayLastDay(end, locale, timeZone),
});

/** An instant under its name, as a whole, and as a short day. */
export const sayInstantAs = (name: string, instant: string, { locale, timeZone }: Speech): MailValues => ({
  [name]: sayInstant(instant, locale, timeZone),
  [`${name}Day`]: sayShortDay(instant, locale, timeZone),
});

/** Names or other things in a row: `Kari, Ola og Per`. */
export const sayList = (items: readonly string[], locale: Locale) =>
  new Intl.ListFormat(languageTag(locale), { type: 'conjunction' }).format(items);

function words(values: MailValues, locale: Locale): MailValues {
  const { course, title, kind, semester } = values;
  const counted = ['openings', 'hours', 'applicants'].filter((name) => typeof values[name] === 'number');
  return {
    courseTitle: `${course} ${title}`,
    semesterWord: saySemester(String(semester), locale),
    ...(kind && {
      kindWord: message(locale, 'common', `kind.${kind}`),
      kindsWord: message(locale, 'common', `kinds.${kind}`),
    }),
    ...Object.fromEntries(
      counted.map((name) => [`${name}Word`, message(locale, 'common', name, { count: values[name] })]),
    ),
  };
}
