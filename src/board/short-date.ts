import type { Locale } from '../people/person.entity.js';
import { languageTag } from '../platform/messages.js';

/** The day of an instant where there is little room, without its year: `5. okt.`. */
export const shortDate = (instant: Date, locale: Locale, timeZone: string): string =>
  new Intl.DateTimeFormat(languageTag(locale), { timeZone, day: 'numeric', month: 'short' }).format(instant);

/** The month of an instant: `okt.`. */
export const shortMonth = (instant: Date, locale: Locale, timeZone: string): string =>
  new Intl.DateTimeFormat(languageTag(locale), { timeZone, month: 'short' }).format(instant);
