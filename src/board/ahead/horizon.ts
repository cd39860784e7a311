import type { Instants } from '../../rounds/calendar.js';
import { startOfDay } from '../../rounds/wall-clock.js';

/** How far ahead one may look: so many days after today, or until nothing of the round is left to come. */
export const HORIZONS = ['1', '7', '30', 'end'] as const;
export type Horizon = (typeof HORIZONS)[number];

// After a round has closed the last offers run out, and LAOS reminders go on for four weeks.
const DAYS_AFTER = 60;

/** The horizon that an address asks for: a week, unless it asks for another. */
export const horizonOf = (asked: unknown): Horizon => HORIZONS.find((known) => known === asked) ?? '7';

/** The last instant that a horizon takes in. */
export function horizonEnd(horizon: Horizon, { closesAt }: Instants, now: Date, timeZone: string): Date {
  const end =
    horizon === 'end'
      ? startOfDay(closesAt > now ? closesAt : now, DAYS_AFTER, timeZone)
      : startOfDay(now, Number(horizon) + 1, timeZone);
  return new Date(end.getTime() - 1);
}
