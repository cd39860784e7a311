import { Temporal } from 'temporal-polyfill';
import type { CalendarField, ScenarioRound } from './scenario.js';

/** An instant that knows its wall clock; two moments are compared as instants. */
export type Moment = Temporal.ZonedDateTime;

export type Calendar = Record<CalendarField, Moment>;

const THREE_REMINDERS = [7, 2, 0];

export const isBefore = (a: Moment, b: Moment): boolean => Temporal.ZonedDateTime.compare(a, b) < 0;

export const later = (a: Moment, b: Moment): Moment => (isBefore(a, b) ? b : a);

export const earliest = (first: Moment, ...others: Moment[]): Moment =>
  others.reduce((least, moment) => (isBefore(moment, least) ? moment : least), first);

/** ISO 8601 with an offset, the way a report writes instants. */
export const written = (moment: Moment): string => moment.toString({ timeZoneName: 'never' });

/** The moment `duration` after `from`: its days on the wall clock, then its hours and minutes exactly. */
export const after = (from: Moment, duration: string): Moment => from.add(Temporal.Duration.from(duration));

/** The calendar of a round as moments of the scenario's zone. */
export function calendarOf(round: ScenarioRound, timeZone: string): Calendar {
  const at = (field: CalendarField) =>
    Temporal.PlainDateTime.from(round.calendar[field]).toZonedDateTime(timeZone, { disambiguation: 'compatible' });
  return {
    demandOpens: at('demandOpens'),
    demandDue: at('demandDue'),
    reportDue: at('reportDue'),
    announceAt: at('announceAt'),
    applyDue: at('applyDue'),
    rateDue: at('rateDue'),
    offersAt: at('offersAt'),
    closesAt: at('closesAt'),
  };
}

/** Half-way between two moments, in elapsed time. */
export function midpoint(from: Moment, to: Moment): Moment {
  const nanoseconds = (from.epochNanoseconds + to.epochNanoseconds) / 2n;
  return Temporal.Instant.fromEpochNanoseconds(nanoseconds).toZonedDateTimeISO(from.timeZoneId);
}

/** An offer issued at `issuedAt` is open until this moment: its holder has the whole of the fourteenth day. */
export function expiryOf(issuedAt: Moment): Moment {
  return issuedAt.toPlainDate().add({ days: 15 }).toZonedDateTime(issuedAt.timeZoneId);
}

/** The last day on which an offer can be answered, at the time of day of a reminder. */
export const lastDayOf = (issuedAt: Moment): Temporal.PlainDate => issuedAt.toPlainDate().add({ days: 14 });

/** 09:00 on each of the days that lie `daysBefore` before `day`, strictly between `opens` and each of `ends`. */
export function remindersBefore(
  day: Temporal.PlainDate,
  opens: Moment,
  ends: (Moment | undefined)[],
  daysBefore = THREE_REMINDERS,
): Moment[] {
  return daysBefore
    .map((days) => day.subtract({ days }).toZonedDateTime({ timeZone: opens.timeZoneId, plainTime: '09:00' }))
    .filter((moment) => isBefore(opens, moment))
    .filter((moment) => ends.every((end) => end === undefined || isBefore(moment, end)));
}
