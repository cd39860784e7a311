import { startOfDay } from '../../rounds/wall-clock.js';

const DAY = 24 * 3_600_000;

/**
 * The local days from today to the last day on which an offer can be answered: 0 on that day itself.
 * @param expiresAt the first instant at which an answer is too late, ahead of `now`
 */
export function daysLeft(now: Date, expiresAt: Date, timeZone: string): number {
  const last = startOfDay(new Date(expiresAt.getTime() - 1), 0, timeZone);
  // Days with a change of the clocks are an hour shorter or longer, which rounding evens out.
  return Math.round((last.getTime() - startOfDay(now, 0, timeZone).getTime()) / DAY);
}
