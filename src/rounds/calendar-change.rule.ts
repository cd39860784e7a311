import { CALENDAR, type CalendarEntry, disorderOf, type Instants } from './calendar.js';

/** What is wrong with an entry of a calendar that somebody wants to change; `other` is the entry that it collides with. */
export type CalendarFault =
  /** Nothing is changed; told of the calendar as a whole. */
  | { readonly entry: null; readonly is: 'nothing' }
  /** It has been reached, and what followed from it stands. */
  | { readonly entry: CalendarEntry; readonly is: 'passed' }
  /** What is to come must lie ahead. */
  | { readonly entry: CalendarEntry; readonly is: 'not-ahead' }
  /** It must lie after, at or after, before, or at or before the other. */
  | {
      readonly entry: CalendarEntry;
      readonly is: 'after' | 'from' | 'before' | 'until';
      readonly other: CalendarEntry;
    };

// A deadline for people, after which late answers count for a while: until then it may be set ahead again.
const LATE_UNTIL: { readonly [E in CalendarEntry]?: CalendarEntry } = { demandDue: 'reportDue', rateDue: 'closesAt' };

/** The entries of a calendar that may be given another time now. */
export function movableEntries(instants: Instants, now: Date): CalendarEntry[] {
  return CALENDAR.filter((entry) => {
    const late = LATE_UNTIL[entry];
    return now < instants[entry] || (late !== undefined && now < instants[late]);
  });
}

/** The entries that differ. */
export const changedEntries = (current: Instants, wanted: Partial<Instants>): CalendarEntry[] =>
  CALENDAR.filter((entry) => wanted[entry] && wanted[entry].getTime() !== current[entry].getTime());

/**
 * What is wrong with a change of a calendar, the first fault of each entry; none when it may be made. Of two entries that
 * would be out of order the fault is with the one that was changed, so that whoever sees it can mend it.
 * @param wanted the entries that are to be given a time; one that is the same is not changed
 */
export function calendarChangeFaults(current: Instants, wanted: Partial<Instants>, now: Date): CalendarFault[] {
  const changed = changedEntries(current, wanted);
  if (changed.length === 0) return [{ entry: null, is: 'nothing' }];
  const movable = movableEntries(current, now);
  const disorder = disorderOf({ ...current, ...wanted });
  return changed.flatMap((entry): CalendarFault[] => {
    if (!movable.includes(entry)) return [{ entry, is: 'passed' }];
    if ((wanted[entry] as Date) <= now) return [{ entry, is: 'not-ahead' }];
    const after = disorder.find((one) => one.later === entry);
    if (after) return [{ entry, is: after.how === 'apart' ? 'after' : 'from', other: after.earlier }];
    const before = disorder.find((one) => one.earlier === entry && !changed.includes(one.later));
    return before ? [{ entry, is: before.how === 'apart' ? 'before' : 'until', other: before.later }] : [];
  });
}
