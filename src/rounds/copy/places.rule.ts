import { CALENDAR, type Calendar, type CalendarEntry } from '../calendar.js';
import { firstMonday } from './semester.rule.js';

/** Where an entry stands in its semester, whichever that is. */
export interface Place {
  /** Whole weeks after the week that the semester stands on; before it they are negative. */
  readonly week: number;
  /** 1 for Monday to 7 for Sunday, as in ISO 8601. */
  readonly weekday: number;
  /** The time of day on the wall clock, `23:59`. */
  readonly time: string;
}

/** A calendar without its semester. */
export type Places = Readonly<Record<CalendarEntry, Place>>;

const DAY = 24 * 60 * 60 * 1000;
const DAYS = 7;
const DATE = '2026-10-05'.length;

/** Where the entries of a calendar stand in its semester; null where the semester's name tells of none. */
export function placesOf(calendar: Calendar, semester: string): Places | null {
  const monday = firstMonday(semester);
  if (monday === null) return null;
  return mapEntries((entry): Place => {
    const local = calendar[entry];
    const days = (Date.parse(`${local.slice(0, DATE)}T00:00Z`) - monday) / DAY;
    const week = Math.floor(days / DAYS);
    // The time of day stays as it is written, whatever it is written with.
    return { week, weekday: days - week * DAYS + 1, time: local.slice(DATE + 1) };
  });
}

/**
 * The calendar of a semester whose entries stand there: each on its weekday, at its time of day on the wall clock, so many
 * weeks into the semester. A year of 53 weeks and the change to and from summer time move nothing of that.
 * @returns null where the semester's name tells of none
 */
export function calendarAt(places: Places, semester: string): Calendar | null {
  const monday = firstMonday(semester);
  if (monday === null) return null;
  return mapEntries((entry) => {
    const { week, weekday, time } = places[entry];
    const day = new Date(monday + (week * DAYS + weekday - 1) * DAY);
    return `${day.toISOString().slice(0, DATE)}T${time}`;
  });
}

const mapEntries = <T>(of: (entry: CalendarEntry) => T) =>
  Object.fromEntries(CALENDAR.map((entry) => [entry, of(entry)] as const)) as Record<CalendarEntry, T>;
