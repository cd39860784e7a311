import { sayList } from '../outbox/values.js';
import type { Locale } from '../people/person.entity.js';
import { message } from '../platform/messages.js';
import type { Unfilled } from './why-unfilled.rule.js';

const OUTCOMES = ['employed', 'declined', 'expired', 'withdrawn', 'unsuited'] as const;

/** The reason why openings are unfilled, as a sentence or two for pages and mails. */
export function sayUnfilled({ reason, ...counts }: Unfilled, locale: Locale): string {
  const parts = OUTCOMES.filter((outcome) => counts[outcome] > 0).map((outcome) =>
    message(locale, 'common', `unfilled.outcomes.${outcome}`, { count: counts[outcome] }),
  );
  return message(locale, 'common', `unfilled.${reason}`, { ...counts, parts: sayList(parts, locale) });
}
