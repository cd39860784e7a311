import { CronExpressionParser } from 'cron-parser';

const parse = (pattern: string, from: Date, timeZone: string) =>
  CronExpressionParser.parse(pattern, { currentDate: from, tz: timeZone });

/**
 * The latest instant of a cron pattern at or before `now`.
 * @param pattern five fields, whole minutes
 * @param timeZone the IANA zone in which its hours are meant
 * @throws Error when it is no pattern
 */
export function latestRun(pattern: string, now: Date, timeZone: string): Date {
  // `prev` looks before its instant, and every run is at a whole minute.
  const minute = Math.floor(now.getTime() / 60_000) * 60_000;
  return parse(pattern, new Date(minute + 1000), timeZone)
    .prev()
    .toDate();
}

/** The next instants of a cron pattern after `now`, the soonest first. @throws Error when it is no pattern */
export function nextRuns(pattern: string, now: Date, timeZone: string, count: number): Date[] {
  const runs = parse(pattern, now, timeZone);
  return Array.from({ length: count }, () => runs.next().toDate());
}
