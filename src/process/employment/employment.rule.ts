import type { Instants } from '../../rounds/calendar.js';
import { fallsIn, REMINDER_TIME, type Span } from '../../rounds/reminders.js';
import { timeOnDay, timeOnLastMonday, timeOnNextMonday } from '../../rounds/wall-clock.js';

/** LAOS reminders go on for at least so long after the position was settled. */
const LAOS_DAYS = 28;

export interface EmploymentState {
  readonly instants: Pick<Instants, 'closesAt'>;
  /** Null while the position is open (again). */
  readonly settledAt: Date | null;
  /** Who has accepted. */
  readonly employed: readonly { readonly personId: string; readonly laosMissing: boolean }[];
  /** Who stood on the last final list; null when there was none yet. */
  readonly listed: readonly string[] | null;
}

export interface EmploymentDecision {
  /** The final list goes out; what changed, when it corrects an earlier one. */
  readonly list: {
    readonly added: readonly string[];
    readonly removed: readonly string[];
    readonly first: boolean;
  } | null;
  /** Whoever is newly on the list and has the training to do gets the instructions. */
  readonly instruct: readonly string[];
  /** Whoever still has it to do, by the Monday on which it fell due. */
  readonly remind: { readonly at: Date; readonly personIds: readonly string[] } | null;
  readonly nextDueAt: Date | null;
}

/**
 * Step 7: the teacher of a settled position gets the final list, and a corrected one when it was settled anew with other
 * people. Learning assistants without LAOS training are instructed, and reminded on Mondays until it is registered.
 */
export function decideEmployment(state: EmploymentState, span: Span, timeZone: string): EmploymentDecision {
  const { settledAt, employed, listed } = state;
  if (!settledAt) return { list: null, instruct: [], remind: null, nextDueAt: null };
  const before = new Set(listed ?? []);
  const current = new Set(employed.map((one) => one.personId));
  const added = [...current].filter((id) => !before.has(id));
  const removed = [...before].filter((id) => !current.has(id));
  const list = listed === null || added.length + removed.length > 0;

  const missing = employed.filter((one) => one.laosMissing).map((one) => one.personId);
  const instruct = missing.filter((id) => !before.has(id));
  const ends = lastOf(state.instants.closesAt, timeOnDay(settledAt, LAOS_DAYS, REMINDER_TIME, timeZone));
  const monday = timeOnLastMonday(span.now, REMINDER_TIME, timeZone);
  const reminded =
    monday > settledAt && monday < ends && fallsIn(monday, span) ? missing.filter((id) => before.has(id)) : [];
  const next = timeOnNextMonday(span.now, REMINDER_TIME, timeZone);
  return {
    list: list ? { added, removed, first: listed === null } : null,
    instruct,
    remind: reminded.length > 0 ? { at: monday, personIds: reminded } : null,
    nextDueAt: missing.length > 0 && next < ends ? next : null,
  };
}

const lastOf = (a: Date, b: Date) => (a > b ? a : b);
