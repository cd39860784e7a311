import type { Form } from '../../links/visit.js';
import type { Locale } from '../../people/person.entity.js';
import { message } from '../../platform/messages.js';
import { sayInstant } from '../../platform/say-time.js';
import { CALENDAR, type Calendar, type CalendarEntry, instantsOf } from '../../rounds/calendar.js';
import { dateTime } from '../../rounds/import/fields.js';
import { instantOf } from '../../rounds/wall-clock.js';
import type { Origin } from './origin.js';
import { proposedBy } from './pattern.js';

interface Speech {
  readonly locale: Locale;
  readonly timeZone: string;
}

/**
 * The semester that is proposed: the first that has no round yet and whose calendar lies ahead.
 * @param offered at least one
 */
export function proposedSemester(
  origin: Origin,
  {
    offered,
    taken,
    now,
    timeZone,
  }: { offered: readonly string[]; taken: ReadonlySet<string>; now: Date; timeZone: string },
): string {
  const free = offered.filter((semester) => !taken.has(semester));
  const ahead = free.find((semester) => {
    const calendar = proposedBy(origin.pattern, semester);
    return calendar !== null && instantsOf(calendar, timeZone).demandOpens > now;
  });
  return ahead ?? free[0] ?? (offered[0] as string);
}

/**
 * The fields of the calendar, each with the weekday that it stands for and what the model has there.
 * @param form what was filled in; a field that is not in it has the proposal
 */
export function calendarFields(origin: Origin, semester: string, form: Form, speech: Speech) {
  const { model } = origin;
  const proposed = proposedBy(origin.pattern, semester);
  return CALENDAR.map((entry) => {
    const value = form[entry] ?? proposed?.[entry] ?? '';
    const local = dateTime.safeParse(value).data;
    const said = [
      local ? sayHint('day', { at: sayTime(local, speech) }, speech) : null,
      model ? sayHint('model', { at: sayTime(model.calendar[entry], speech), semester: model.semester }, speech) : null,
    ];
    return { name: entry, value, hint: said.filter((one) => one !== null).join(' ') };
  });
}

const sayHint = (key: string, values: Record<string, string>, { locale }: Speech) =>
  message(locale, 'board', `new-round.calendar.${key}`, values);

const sayTime = (local: string, { locale, timeZone }: Speech) =>
  sayInstant(instantOf(local, timeZone), locale, timeZone);

/**
 * The courses of the new round: all of a file, and of an earlier round those that are taken, at first all but those that
 * were taken off its list.
 */
export const courseFields = ({ courses }: Origin, form: Form | null) =>
  courses.map((course) => ({
    ...course,
    name: `take.${course.id}`,
    taken: course.was === null || (form ? form[`take.${course.id}`] === 'yes' : course.was !== 'removed'),
  }));

/** A calendar to read. */
export function calendarLines(calendar: Calendar, timeZone: string) {
  const instants = instantsOf(calendar, timeZone);
  return CALENDAR.map((entry) => ({ entry, at: instants[entry], iso: instants[entry].toISOString() }));
}

/** What of a calendar's form can be read. */
export const filledIn = (
  fields: readonly { readonly name: CalendarEntry; readonly value: string }[],
): Partial<Calendar> =>
  Object.fromEntries(
    fields.flatMap(({ name, value }) => {
      const local = dateTime.safeParse(value).data;
      return local ? [[name, local] as const] : [];
    }),
  );
