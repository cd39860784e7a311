import type { Calendar } from '../calendar.js';
import { calendarAt, placesOf } from './places.rule.js';

/**
 * The calendar of a round for another semester: each entry so many whole weeks later that it keeps its weekday, its time
 * of day and its place in the semester.
 * @returns null where the semesters' names do not tell how far they lie apart
 */
export function shiftCalendar(calendar: Calendar, fromSemester: string, toSemester: string): Calendar | null {
  const places = placesOf(calendar, fromSemester);
  return places && calendarAt(places, toSemester);
}
