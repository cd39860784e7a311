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
export function expiryOf(issuedAt: Date, timeZone: string, { days, daysOff }: AnswerWindow): Date {
  let last = days;
  if (daysOff.size > 0) while (daysOff.has(localDate(startOfDay(issuedAt, last, timeZone), timeZone))) last += 1;
  return startOfDay(issuedAt, last + 1, timeZone);
}
