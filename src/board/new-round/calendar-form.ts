import type { Form } from '../../links/visit.js';
import { CALENDAR, type Calendar, type Instants } from '../../rounds/calendar.js';
import { newCalendarFaults } from '../../rounds/copy/new-calendar.rule.js';
import { dateTime } from '../../rounds/import/fields.js';
import { instantOf } from '../../rounds/wall-clock.js';
import type { Faults } from '../../web/form.js';

/** A calendar as it was filled in, or what is wrong with it, by entry. */
export type ReadCalendar =
  | { readonly calendar: Calendar; readonly faults: null }
  | { readonly calendar: null; readonly faults: Faults };

/** Reads the calendar of a new round: a field for each entry, as a browser posts a date and time. */
export function readCalendar(form: Form, now: Date, timeZone: string): ReadCalendar {
  const times = CALENDAR.map((entry) => [entry, dateTime.safeParse(form[entry]).data] as const);
  const instants: Partial<Instants> = Object.fromEntries(
    times.flatMap(([entry, local]) => (local ? [[entry, instantOf(local, timeZone)] as const] : [])),
  );
  const faults = [
    ...times.flatMap(([entry, local]) => (local ? [] : [[entry, 'new-round.faults.time'] as const])),
    ...newCalendarFaults(instants, now).map((fault) => {
      const said = fault.is === 'past' ? 'past' : `order.${fault.entry}.${fault.other}`;
      return [fault.entry, `new-round.faults.${said}`] as const;
    }),
  ];
  if (faults.length === 0) return { calendar: Object.fromEntries(times) as Calendar, faults: null };
  return { calendar: null, faults: inOrder(Object.fromEntries(faults)) };
}

/** By entry, as the fields stand on the page. */
const inOrder = (faults: Faults): Faults =>
  Object.fromEntries(CALENDAR.flatMap((entry) => (faults[entry] ? [[entry, faults[entry]] as const] : [])));
