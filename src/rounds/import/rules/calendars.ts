import { CALENDAR, disorderOf, type Instants } from '../../calendar.js';
import { instantOf } from '../../wall-clock.js';
import type { Rule } from './rule.js';

/** Each calendar runs in the process's order. */
export const checkCalendars: Rule = ({ timeZone = 'UTC', rounds = [] }, tell) => {
  for (const [index, round] of rounds.entries()) {
    const { calendar = {} } = round ?? {};
    const instants: Partial<Instants> = Object.fromEntries(
      CALENDAR.flatMap((entry) => {
        const local = calendar[entry];
        return local === undefined ? [] : [[entry, instantOf(local, timeZone)] as const];
      }),
    );
    for (const { earlier, later, how } of disorderOf(instants)) {
      const message =
        how === 'apart'
          ? `is not after ${earlier}, ${calendar[earlier]}. Put it later.`
          : `is before ${earlier}, ${calendar[earlier]}. Put it at that time or later.`;
      tell(['rounds', index, 'calendar', later], calendar[later], message);
    }
  }
};
