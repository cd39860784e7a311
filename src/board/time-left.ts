import { startOfDay } from '../rounds/wall-clock.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long it is until an instant, in the largest unit that people would count in. */
export interface TimeLeft {
  readonly unit: 'minutes' | 'hours' | 'days';
  readonly count: number;
}

/** The time from `now` to an instant ahead: minutes, from two hours on hours, and from two days on days by the calendar. */
export function timeLeft(now: Date, at: Date, timeZone: string): TimeLeft {
  const left = at.getTime() - now.getTime();
  if (left < 2 * HOUR) return { unit: 'minutes', count: Math.max(1, Math.round(left / MINUTE)) };
  if (left < 2 * DAY) return { unit: 'hours', count: Math.floor(left / HOUR) };
  const between = startOfDay(at, 0, timeZone).getTime() - startOfDay(now, 0, timeZone).getTime();
  // Days with a change of the clocks are an hour shorter or longer, which rounding evens out.
  return { unit: 'days', count: Math.round(between / DAY) };
}
