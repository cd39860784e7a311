import { startOfDay } from '../../rounds/wall-clock.js';

/** A student has two weeks: the whole of the fourteenth day after the day of the offer. */
export const ANSWER_DAYS = 14;

/** The first instant at which an answer is too late: the start of the local day after the last day. */
export const expiryOf = (issuedAt: Date, timeZone: string) => startOfDay(issuedAt, ANSWER_DAYS + 1, timeZone);
