import { CALENDAR, type Calendar, instantsOf } from './calendar.js';
import { daysUntil, localDaysLater } from './wall-clock.js';

/**
 * The whole days by which everything that was ahead when a round was paused moves when it is resumed: the fewest that leave
 * each deadline at least as far ahead as it was.
 */
export const daysPaused = (pausedAt: Date, resumedAt: Date, timeZone: string): number =>
  daysUntil(pausedAt, resumedAt, timeZone);

/** A calendar whose entries after `pausedAt` lie `days` later, at the same local time; what had passed stays. */
export function postponed(calendar: Calendar, pausedAt: Date, days: number, timeZone: string): Calendar {
  const instants = instantsOf(calendar, timeZone);
  return Object.fromEntries(
    CALENDAR.map((entry) => [
      entry,
      instants[entry] > pausedAt ? localDaysLater(calendar[entry], days) : calendar[entry],
    ]),
  ) as Calendar;
}
