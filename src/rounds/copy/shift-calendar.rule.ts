import { CALENDAR, type Calendar } from '../calendar.js';
import { localDaysLater } from '../wall-clock.js';
import { weeksBetween } from './semester.rule.js';

/**
 * The calendar of a round for another semester: each entry so many whole weeks later that it keeps its weekday, its time
 * of day and its place in the semester.
 * @returns null where the semesters' names do not tell how far they lie apart
 */
export function shiftCalendar(calendar: Calendar, fromSemester: string, toSemester: string): Calendar | null {
  const weeks = weeksBetween(fromSemester, toSemester);
  if (weeks === null) return null;
  const shifted = CALENDAR.map((entry) => [entry, later(calendar[entry], weeks * 7)] as const);
  return Object.fromEntries(shifted) as Calendar;
}

// The time of day stays as it is written, whatever it is written with.
const later = (local: string, days: number) => localDaysLater(local, days).slice(0, DATE) + local.slice(DATE);

const DATE = '2026-10-05'.length;
