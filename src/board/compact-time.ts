import { Temporal } from 'temporal-polyfill';

/** An instant as the board's tables write it, year first so that it sorts: `2026-10-05 23:59`. */
export function compactTime(instant: Date, timeZone: string): string {
  const local = Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(timeZone);
  return local.toPlainDateTime().toString({ smallestUnit: 'minute' }).replace('T', ' ');
}

/** The last minute before an instant at which it is too late, as people name a deadline. */
export const compactDeadline = (tooLate: Date, timeZone: string) =>
  compactTime(new Date(tooLate.getTime() - 60_000), timeZone);
