import type { CalendarEntry } from '../../calendar.js';
import { instantOf } from '../../wall-clock.js';
import type { Rule } from './rule.js';

/** Pairs of entries: the second comes after the first, or may fall on it where `together` says so. */
const ORDER: readonly (readonly [CalendarEntry, CalendarEntry, 'apart' | 'together'])[] = [
  ['demandOpens', 'demandDue', 'apart'],
  ['demandDue', 'reportDue', 'together'],
  ['reportDue', 'announceAt', 'together'],
  ['announceAt', 'applyDue', 'apart'],
  ['applyDue', 'rateDue', 'apart'],
  ['applyDue', 'offersAt', 'together'],
  ['offersAt', 'closesAt', 'apart'],
  ['rateDue', 'closesAt', 'together'],
];

/** Each calendar runs in the process's order. */
export const checkCalendars: Rule = ({ timeZone = 'UTC', rounds = [] }, tell) => {
  for (const [index, round] of rounds.entries()) {
    const { calendar = {} } = round ?? {};
    for (const [earlier, later, how] of ORDER) {
      const [first, second] = [calendar[earlier], calendar[later]];
      if (first === undefined || second === undefined) continue;
      const gap = instantOf(second, timeZone).getTime() - instantOf(first, timeZone).getTime();
      if (gap > 0 || (gap === 0 && how === 'together')) continue;
      const message =
        how === 'apart'
          ? `is not after ${earlier}, ${first}. Put it later.`
          : `is before ${earlier}, ${first}. Put it at that time or later.`;
      tell(['rounds', index, 'calendar', later], second, message);
    }
  }
};
