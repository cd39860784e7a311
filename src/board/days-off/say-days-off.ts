import type { Locale } from '../../people/person.entity.js';
import { sayDay } from '../../platform/say-time.js';
import type { DayOff } from '../../rounds/days-off/days-off.rule.js';
import { instantOf } from '../../rounds/wall-clock.js';

/** A local date: `mandag 17. mai 2027`. */
export const sayDate = (date: string, locale: Locale, timeZone: string): string =>
  sayDay(instantOf(`${date}T12:00`, timeZone), locale, timeZone);

/** What a holiday or an own day is called; empty on a Saturday or Sunday. */
export function nameOf(off: DayOff, locale: Locale): string {
  if (off.is === 'own') return off.name;
  return off.is === 'holiday' ? off[locale === 'en' ? 'en' : 'nb'] : '';
}
