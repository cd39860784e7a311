import { daysToWork } from '../../rounds/days-off/days-off.rule.js';
import { localDate, startOfDay } from '../../rounds/wall-clock.js';

/** How long an offer can be answered. */
export interface AnswerWindow {
  /** So many whole local days after the day of the offer. */
  readonly days: number;
  /** Local dates, `2027-05-17`, that are not to be the last day: the next that is none of them is. */
  readonly daysOff: ReadonlySet<string>;
}

/** A student has two weeks: the whole of the fourteenth day after the day of the offer. */
export const ANSWER_WINDOW: AnswerWindow = { days: 14, daysOff: new Set() };

/** The first instant at which an answer is too late: the start of the local day after the last day. */
export const expiryOf = (issuedAt: Date, timeZone: string, { days, daysOff }: AnswerWindow): Date =>
  afterWork(issuedAt, days, timeZone, daysOff);

/** The same end of a window, so many days later, if its last day is to be one on which people work: else the next such. */
export const movedEnd = (expiresAt: Date, days: number, timeZone: string, { daysOff }: AnswerWindow): Date =>
  afterWork(expiresAt, days - 1, timeZone, daysOff);

/** The start of the day after the first that is not off, of those that lie `days` or more after the day of `at`. */
function afterWork(at: Date, days: number, timeZone: string, daysOff: AnswerWindow['daysOff']): Date {
  if (daysOff.size === 0) return startOfDay(at, days + 1, timeZone);
  const last = localDate(startOfDay(at, days, timeZone), timeZone);
  return startOfDay(at, days + daysToWork(last, daysOff, 1) + 1, timeZone);
}
