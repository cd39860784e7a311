import { CALENDAR, type Calendar } from './calendar.js';
import { daysUntil, instantOf, localDaysLater } from './wall-clock.js';

/**
 * The whole days by which everything that was ahead when a round was paused moves when it is resumed: the fewest that leave
 * each deadline at least as far ahead as it was.
 */
export const daysPaused = (pausedAt: Date, resumedAt: Date, timeZone: string): number =>
  daysUntil(pausedAt, resumedAt, timeZone);

/** A wall-clock time `days` later, at the same local time, if it lies after `pausedAt`; what had passed stays. */
export const postponedTime = (local: string, pausedAt: Date, days: number, timeZone: string): string =>
  instantOf(local, timeZone) > pausedAt ? localDaysLater(local, days) : local;

/** A calendar whose entries after `pausedAt` lie `days` later, at the same local time; what had passed stays. */
export const postponed = (calendar: Calendar, pausedAt: Date, days: number, timeZone: string): Calendar =>
  Object.fromEntries(
    CALENDAR.map((entry) => [entry, postponedTime(calendar[entry], pausedAt, days, timeZone)]),
  ) as Calendar;
