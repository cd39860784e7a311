import { Temporal } from 'temporal-polyfill';

const zoned = (instant: Date, timeZone: string) =>
  Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(timeZone);

const dateOf = (when: Temporal.ZonedDateTime) => new Date(when.epochMilliseconds);

/**
 * The instant of a wall-clock time. One that does not exist or exists twice is read as Temporal's `compatible`: the later
 * in a gap, the earlier in a fold.
 * @param local `2026-10-05T23:59`
 * @param timeZone IANA zone
 * @throws RangeError when `local` is no date and time
 */
export function instantOf(local: string, timeZone: string): Date {
  const key = `${local} ${timeZone}`;
  const known = instants.get(key);
  if (known !== undefined) return new Date(known);
  const instant = dateOf(
    Temporal.PlainDateTime.from(local).toZonedDateTime(timeZone, { disambiguation: 'compatible' }),
  );
  if (instants.size >= MOST_INSTANTS) instants.clear();
  instants.set(key, instant.getTime());
  return instant;
}

// Every page and every decision reads the eight of its round's calendar anew.
const instants = new Map<string, number>();
const MOST_INSTANTS = 1_000;

/** The start of the local day that lies `days` after the local day of `instant`: usually 00:00. */
export function startOfDay(instant: Date, days: number, timeZone: string): Date {
  return new Date(timeOf(dayOf(instant, timeZone) + days, null, timeZone));
}

/** `time` (`09:00`) on the local day that lies `days` after (negative: before) the local day of `instant`. */
export function timeOnDay(instant: Date, days: number, time: string, timeZone: string): Date {
  return new Date(timeOf(dayOf(instant, timeZone) + days, time, timeZone));
}

const DAY_MS = 24 * 3_600_000;
const EPOCH = Temporal.PlainDate.from('1970-01-01');

/** The number of the local day of an instant, counted from 1970-01-01. */
function dayOf(instant: Date, timeZone: string): number {
  // No zone is further than a day from UTC.
  let day = Math.floor(instant.getTime() / DAY_MS) - 1;
  while (timeOf(day + 1, null, timeZone) <= instant.getTime()) day += 1;
  return day;
}

// Every decision asks for a few days, the same ones again and again, and a forecast decides millions of times.
const times = new Map<string, Map<number, number>>();
const MOST_DAYS = 10_000;

/** A time on a local day, or the start of that day when `time` is null, as milliseconds. */
function timeOf(day: number, time: string | null, timeZone: string): number {
  const key = time === null ? timeZone : `${timeZone} ${time}`;
  const ofTime = times.get(key) ?? new Map<number, number>();
  const known = ofTime.get(day);
  if (known !== undefined) return known;
  const date = EPOCH.add({ days: day });
  const at = (
    time === null
      ? date.toZonedDateTime(timeZone)
      : date.toZonedDateTime({ timeZone, plainTime: Temporal.PlainTime.from(time) })
  ).epochMilliseconds;
  if (ofTime.size >= MOST_DAYS) ofTime.clear();
  times.set(key, ofTime.set(day, at));
  return at;
}

/** `time` on the latest local Monday, at or before `instant`. */
export function timeOnLastMonday(instant: Date, time: string, timeZone: string): Date {
  const monday = timeOnDay(instant, 1 - zoned(instant, timeZone).dayOfWeek, time, timeZone);
  return monday <= instant ? monday : timeOnDay(monday, -7, time, timeZone);
}

/** `time` on the next local Monday, after `instant`. */
export function timeOnNextMonday(instant: Date, time: string, timeZone: string): Date {
  return timeOnDay(timeOnLastMonday(instant, time, timeZone), 7, time, timeZone);
}

/** The local date of an instant: `2026-10-05`. */
export const localDate = (instant: Date, timeZone: string): string => zoned(instant, timeZone).toPlainDate().toString();

/** A wall-clock time `2026-10-05T23:59`, so many days later. */
export function localDaysLater(local: string, days: number): string {
  return Temporal.PlainDateTime.from(local).add({ days }).toString({ smallestUnit: 'minute' });
}

/** The wall-clock time of an instant: `2026-10-05T23:59`. */
export const localTimeOf = (instant: Date, timeZone: string): string =>
  zoned(instant, timeZone).toPlainDateTime().toString({ smallestUnit: 'minute' });

/** A wall-clock time that does not exist, since the clock is put forward over it, or exists twice; null for any other. */
export function oddityOf(local: string, timeZone: string): 'gap' | 'fold' | null {
  const time = Temporal.PlainDateTime.from(local);
  const [earlier, later] = (['earlier', 'later'] as const).map((disambiguation) =>
    time.toZonedDateTime(timeZone, { disambiguation }),
  ) as [Temporal.ZonedDateTime, Temporal.ZonedDateTime];
  if (earlier.equals(later)) return null;
  return earlier.toPlainDateTime().equals(time) ? 'fold' : 'gap';
}

/** The local date, `2026-10-05`, so many days later; earlier when negative. */
export const dateLater = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00Z`) + days * 86_400_000).toISOString().slice(0, date.length);

/** The fewest whole days after which the local time of `from` comes at or after `to`; 0 when it does at once. */
export function daysUntil(from: Date, to: Date, timeZone: string): number {
  const start = zoned(from, timeZone);
  const days = start.toPlainDate().until(zoned(to, timeZone).toPlainDate()).days;
  if (days < 0) return 0;
  return start.add({ days }).epochMilliseconds >= to.getTime() ? days : days + 1;
}
