import type { OwnSpan } from '../../rounds/days-off/days-off.rule.js';
import { daysOffAround, ownDaysJson } from '../../rounds/days-off/read-days-off.js';
import { ANSWER_WINDOW, type AnswerWindow } from './answer-time.rule.js';

/** In a query of `round r`: the own days off that its windows keep clear of; null when they may end on any day. */
export const WINDOW_DAYS = `case when r.ends_on_working_days then ${ownDaysJson('r.campus_id')} end`;

/**
 * How long offers of a round can be answered.
 * @param own as `WINDOW_DAYS` gives them
 * @param span from the first offer to the last
 */
export async function answerWindowOf(
  own: readonly OwnSpan[] | null,
  span: { readonly from: Date; readonly until: Date },
  timeZone: string,
): Promise<AnswerWindow> {
  if (own === null) return ANSWER_WINDOW;
  const daysOff = await daysOffAround(own, span.from, span.until, timeZone);
  return { ...ANSWER_WINDOW, daysOff: new Set(daysOff.keys()) };
}

/** From the first of these instants to the last. */
export function spanOf(...instants: readonly [Date, ...Date[]]): { readonly from: Date; readonly until: Date } {
  const sorted = [...instants].sort((a, b) => a.getTime() - b.getTime()) as [Date, ...Date[]];
  return { from: sorted[0], until: sorted.at(-1) as Date };
}
