import { timeOnDay } from '../../rounds/wall-clock.js';
import type { Mail } from '../mail.entity.js';

/** Clock times in the faculty's zone, `22:00`; the first begins the quiet hours, at the second they are over. */
export interface QuietHours {
  readonly from: string;
  readonly to: string;
}

/** What leaves at any hour: what starts or ends the time for an answer, and what answers somebody who waits for it. */
const AT_ANY_HOUR: ReadonlySet<Mail['kind']> = new Set([
  ...(['offer', 'offer-accepted', 'offer-declined', 'offer-expired', 'offer-withdrawn', 'deadline-moved'] as const),
  ...(['apply-link', 'application-receipt', 'rating-submitted', 'sign-in'] as const),
]);

/**
 * Until when the quiet hours hold a mail back; null when it may leave. One that is of no use afterwards leaves at once.
 * @param timeZone IANA zone
 */
export function quietUntil(
  { kind, uselessAt }: Pick<Mail, 'kind' | 'uselessAt'>,
  now: Date,
  { from, to }: QuietHours,
  timeZone: string,
): Date | null {
  if (AT_ANY_HOUR.has(kind)) return null;
  const end = endOf(now, from, to, timeZone);
  return end && uselessAt && uselessAt <= end ? null : end;
}

function endOf(now: Date, from: string, to: string, timeZone: string): Date | null {
  const begins = timeOnDay(now, 0, from, timeZone);
  const ends = timeOnDay(now, 0, to, timeZone);
  if (from < to) return now >= begins && now < ends ? ends : null;
  if (now < ends) return ends;
  return now >= begins ? timeOnDay(now, 1, to, timeZone) : null;
}
