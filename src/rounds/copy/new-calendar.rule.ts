import { CALENDAR, type CalendarEntry, disorderOf, type Instants } from '../calendar.js';

/** What is wrong with an entry of a new round's calendar. */
export type NewCalendarFault =
  | { readonly entry: CalendarEntry; readonly is: 'past' }
  /** It comes too early after the other. */
  | { readonly entry: CalendarEntry; readonly is: 'order'; readonly other: CalendarEntry };

/**
 * What is wrong with the calendar of a round that is to be created, the first fault of each entry. It may have begun: then
 * the teachers are asked at once. Everything else must lie ahead.
 * @param instants the entries that could be read
 */
export function newCalendarFaults(instants: Partial<Instants>, now: Date): NewCalendarFault[] {
  const disorder = disorderOf(instants);
  return CALENDAR.flatMap((entry): NewCalendarFault[] => {
    const at = instants[entry];
    if (at && at <= now && entry !== 'demandOpens') return [{ entry, is: 'past' }];
    const order = disorder.find(({ later }) => later === entry);
    return order ? [{ entry, is: 'order', other: order.earlier }] : [];
  });
}
