import type { Locale } from '../people/person.entity.js';
import { message } from './messages.js';

/** A semester in words: `våren 2027` for `2027V`; one whose name says no year and term as it is called. */
export function saySemester(semester: string, locale: Locale): string {
  const [, year = '', term = 'none'] = /^(\d{4})([VH])$/.exec(semester) ?? [];
  return message(locale, 'common', 'semester', { term, year, semester });
}
