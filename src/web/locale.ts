import type { NextFunction, Request, Response } from 'express';
import { LOCALES, type Locale } from '../people/person.entity.js';

/** The reader's language for pages without a known person: `?lang=`, else what the browser prefers, else Norwegian. */
export function readerLocale(request: Request): Locale {
  const asked = request.query.lang;
  const known = LOCALES.find((locale) => locale === asked);
  if (known) return known;
  const preferred = request.acceptsLanguages('nb', 'no', 'nn', 'en');
  return preferred === 'en' || preferred === 'nn' ? preferred : 'nb';
}

/** Makes the reader's language and the faculty's zone known to every template. */
export function useLocale(timeZone: string) {
  return (request: Request, response: Response, next: NextFunction): void => {
    response.locals.locale = readerLocale(request);
    response.locals.timeZone = timeZone;
    next();
  };
}
