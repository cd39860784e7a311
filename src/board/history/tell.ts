import type { Locale } from '../../people/person.entity.js';
import { message } from '../../platform/messages.js';
import type { Told } from './tables.js';

/** A number as pages say it, in the reader's language; a dash where there is none. */
export const tell = (value: number | null, told: Told, locale: Locale): string =>
  value === null ? '–' : message(locale, 'board', `history.told.${told}`, { value });
