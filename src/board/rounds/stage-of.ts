import { CALENDAR, type CalendarEntry, type Instants } from '../../rounds/calendar.js';

/** How far a round has come, in the words of its people: students apply during `application`, after the announcement. */
export type Reached = 'planned' | 'demand' | 'report' | 'application' | 'rating' | 'offer' | 'employment' | 'done';

/**
 * The stage that a round has reached.
 * @param settled whether all its announced positions are settled
 */
export function stageOf(instants: Instants, now: Date, settled: boolean): Reached {
  if (now < instants.demandOpens) return 'planned';
  if (now < instants.demandDue) return 'demand';
  if (now < instants.announceAt) return 'report';
  if (now < instants.applyDue) return 'application';
  if (now < instants.offersAt) return 'rating';
  if (!settled) return 'offer';
  return now < instants.closesAt ? 'employment' : 'done';
}

/** The next instant of the calendar and its name; null after the last. */
export function nextInstant(instants: Instants, now: Date): { entry: CalendarEntry; at: Date } | null {
  const entry = CALENDAR.find((name) => instants[name] > now);
  return entry ? { entry, at: instants[entry] } : null;
}
