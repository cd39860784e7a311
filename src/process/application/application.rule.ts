import type { Instants } from '../../rounds/calendar.js';
import { fallsIn, nextOf, type Span } from '../../rounds/reminders.js';

export interface ApplicationDecision {
  /** Applications are closed now: the contact gets the overview. */
  readonly tellOverview: boolean;
  readonly nextDueAt: Date | null;
}

/** Step 4: applications close at applyDue, and the contact gets the overview. */
export function decideApplication(instants: Instants, span: Span): ApplicationDecision {
  return { tellOverview: fallsIn(instants.applyDue, span), nextDueAt: nextOf(span.now, [instants.applyDue]) };
}

/** An application counts from announceAt until applyDue; at that instant or later it is too late. */
export const takesApplications = (instants: Instants, now: Date) =>
  now >= instants.announceAt && now < instants.applyDue;

/** Positions with fewer applicants than openings first, then by course. */
export function inOverviewOrder<T extends { openings: number; applicants: number; course: string }>(
  positions: readonly T[],
): T[] {
  const short = (position: T) => Number(position.applicants >= position.openings);
  return [...positions].sort((a, b) => short(a) - short(b) || a.course.localeCompare(b.course, 'nb'));
}
