import { plainLine } from '../../outbox/told.js';
import type { Locale } from '../../people/person.entity.js';
import { message } from '../../platform/messages.js';
import type { Sheet } from '../../platform/sheet.js';
import { compactTime } from '../compact-time.js';
import type { LoggedEvent } from './read-events.js';

const COLUMNS = ['at', 'event', 'round', 'course', 'about', 'actor', 'reason'] as const;

/** The log as a table. */
export const eventsSheet = (
  events: readonly LoggedEvent[],
  { locale, timeZone }: { readonly locale: Locale; readonly timeZone: string },
): Sheet => ({
  name: message(locale, 'board', 'log.title'),
  header: COLUMNS.map((column) => message(locale, 'board', `log.${column}`)),
  rows: events.map(({ at, kind, roundId, course, about, actor, reason }) =>
    [
      compactTime(at, timeZone),
      message(locale, 'board', `happenings.${kind}`),
      roundId,
      course,
      about,
      actor ?? message(locale, 'board', 'log.itself'),
      reason,
    ].map((value) => plainLine(value ?? '')),
  ),
  widths: [18, 36, 20, 12, 30, 30, 60],
});
