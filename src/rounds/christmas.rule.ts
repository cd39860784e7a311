import type { Instants } from './calendar.js';
import { type DaysOff, daysToWork } from './days-off/days-off.rule.js';
import { dateLater, instantOf, localDate, localTimeOf } from './wall-clock.js';

/** Wall-clock times from which and until which a round could rest. */
export interface Rest {
  readonly from: string;
  readonly until: string;
}

const HOUR = 3_600_000;

/**
 * The pause over the coming Christmas that is proposed for a round: from the end of the last working day before the 24th, or
 * from the coming full hour, until the first working day after New Year.
 * @param lastOffer when the last open offer ends; null when none is open
 * @returns null when the round has not begun by then or is over
 */
export function christmasPause(
  { instants, lastOffer }: { readonly instants: Instants; readonly lastOffer: Date | null },
  now: Date,
  daysOff: DaysOff,
  timeZone: string,
): Rest | null {
  const year = Number(localDate(now, timeZone).slice(0, 4));
  const workday = (date: string, way: 1 | -1) => dateLater(date, daysToWork(date, daysOff, way));
  const evening = `${workday(`${year}-12-23`, -1)}T16:00`;
  const soon = localTimeOf(new Date(now.getTime() + HOUR), timeZone).replace(/\d\d$/, '00');
  const from = evening > soon ? evening : soon;
  const until = `${workday(`${year + 1}-01-02`, 1)}T08:00`;
  const [begins, ends] = [instantOf(from, timeZone), instantOf(until, timeZone)];
  const last = lastOffer && lastOffer > instants.closesAt ? lastOffer : instants.closesAt;
  return instants.demandOpens < ends && last > begins ? { from, until } : null;
}
