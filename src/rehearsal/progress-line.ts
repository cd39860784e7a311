import { type CalendarEntry, instantsOf } from '../rounds/calendar.js';
import type { Scenario } from '../rounds/import/scenario.schema.js';
import { said } from './durations.js';
import type { RunningSystem } from './set-up.js';

const REACHED: Readonly<Record<CalendarEntry, string>> = {
  demandOpens: 'demand',
  demandDue: 'report',
  reportDue: 'report closed',
  announceAt: 'announcement',
  applyDue: 'rating',
  rateDue: 'rating overdue',
  offersAt: 'offers',
  closesAt: 'closed',
};

/** A line on where the rehearsal stands: `2026-10-12 09:00  announcement  66 mails  14 %`. */
export function progressLine(
  { rounds, timeZone }: Scenario,
  { clock, mailbox }: Pick<RunningSystem, 'clock' | 'mailbox'>,
) {
  const entries = rounds
    .flatMap(({ calendar }) => Object.entries(instantsOf(calendar, timeZone)) as [CalendarEntry, Date][])
    .sort(([, a], [, b]) => a.getTime() - b.getTime());
  const first = entries[0]?.[1].getTime() ?? 0;
  const last = entries.at(-1)?.[1].getTime() ?? 0;
  return (): string => {
    const { now } = clock;
    const entry = entries.findLast(([, at]) => at <= now)?.[0];
    const share = Math.min(1, Math.max(0, (now.getTime() - first) / (last - first)));
    const stage = entry ? REACHED[entry] : 'before the demand';
    return [said(now, timeZone), stage, `${mailbox.mails.length} mails`, `${Math.floor(share * 100)} %`].join('  ');
  };
}
