import type { Locale } from '../people/person.entity.js';
import { languageTag, message } from './messages.js';

/** An instant as weekday, date, clock time and zone: `mandag 5. oktober 2026 kl. 23.59 (norsk tid)`. */
export const sayInstant = (instant: Date | string, locale: Locale, timeZone: string) =>
  say('instant', epoch(instant), locale, timeZone);

/** The day of an instant: `mandag 5. oktober 2026`. */
export const sayDay = (instant: Date | string, locale: Locale, timeZone: string) =>
  say('day', epoch(instant), locale, timeZone);

/** The day of an instant without the year, where space is short: `mandag 5. oktober`. */
export const sayShortDay = (instant: Date | string, locale: Locale, timeZone: string) =>
  say('short-day', epoch(instant), locale, timeZone);

/** The clock time of an instant, where its day is known: `kl. 14.05`. */
export const sayClock = (instant: Date | string, locale: Locale, timeZone: string) =>
  say('clock', epoch(instant), locale, timeZone);

/**
 * The last minute before an offer expires. An offer expires at the start of a day; people think of the evening before:
 * `fredag 14. mai 2027 kl. 23.59 (norsk tid)`.
 */
export const sayLastMoment = (expiresAt: Date | string, locale: Locale, timeZone: string) =>
  say('instant', lastMinute(expiresAt), locale, timeZone);

/** The last day on which an offer can be answered, without the year: `fredag 14. mai`. */
export const sayLastDay = (expiresAt: Date | string, locale: Locale, timeZone: string) =>
  say('short-day', lastMinute(expiresAt), locale, timeZone);

const MINUTE = 60_000;

const epoch = (instant: Date | string) => new Date(instant).getTime();

const lastMinute = (expiresAt: Date | string) => epoch(expiresAt) - MINUTE;

// A deadline is said to all whom it concerns, in some thousand mails: once is enough.
const said = new Map<string, string>();
const MOST_SAID = 1_000;

function say(form: string, milliseconds: number, locale: Locale, timeZone: string): string {
  const key = `${form} ${milliseconds} ${locale} ${timeZone}`;
  const known = said.get(key);
  if (known !== undefined) return known;
  if (said.size >= MOST_SAID) said.clear();
  const words = put(form, milliseconds, locale, timeZone);
  said.set(key, words);
  return words;
}

// The catalogue has the order and the punctuation, which differ between versions of Node's own language data.
function put(form: string, milliseconds: number, locale: Locale, timeZone: string): string {
  const parts = formatter(languageTag(locale), timeZone).formatToParts(milliseconds);
  const values = Object.fromEntries(parts.map(({ type, value }) => [type, value]));
  // A slash cannot stand in a choice of an ICU message.
  return message(locale, 'common', `time.${form}`, { ...values, place: timeZone.replaceAll('/', '_') });
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(tag: string, timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(`${tag} ${timeZone}`);
  if (known) return known;
  const made = new Intl.DateTimeFormat(tag, {
    timeZone,
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
  });
  formatters.set(`${tag} ${timeZone}`, made);
  return made;
}
