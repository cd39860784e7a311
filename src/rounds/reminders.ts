import { timeOnDay } from './wall-clock.js';

/** Reminders leave at this wall-clock time … */
export const REMINDER_TIME = '09:00';
/** … on the days that lie so many days before the day of the deadline. */
export const REMINDER_DAYS = [7, 2, 0] as const;

/** What a stage has done so far and the instant at which it acts: everything due in (since, now] is due now. */
export interface Span {
  /** The instant up to which everything was done; null before the first time. */
  readonly since: Date | null;
  readonly now: Date;
}

/** A deadline, and the instant after which reminding of it makes sense: that of the first request. */
export interface Window {
  readonly opened: Date;
  readonly deadline: Date;
}

/** The reminder instants of a window, in order: after it opened, before its deadline. */
export function reminderInstants(window: Window, timeZone: string, days: readonly number[] = REMINDER_DAYS): Date[] {
  return days
    .map((day) => timeOnDay(window.deadline, -day, REMINDER_TIME, timeZone))
    .filter((instant) => instant > window.opened && instant < window.deadline)
    .sort((a, b) => a.getTime() - b.getTime());
}

/**
 * The reminder to send now, if any. After an outage only the latest is sent, and none once the deadline has passed, so
 * that nobody gets a burst of mail.
 */
export function reminderDue(instants: readonly Date[], deadline: Date, span: Span): Date | undefined {
  if (span.now >= deadline) return undefined;
  return instants.filter((instant) => fallsIn(instant, span)).at(-1);
}

/** Whether an instant came after what was done and is here now. */
export function fallsIn(instant: Date, { since, now }: Span): boolean {
  return instant <= now && (since === null || instant > since);
}

/** The earliest of the instants that is still ahead, null when none is. */
export function nextOf(now: Date, instants: readonly (Date | null | undefined)[]): Date | null {
  let next: Date | null = null;
  for (const instant of instants) if (instant && instant > now && (!next || instant < next)) next = instant;
  return next;
}
