import type { Instants } from '../../rounds/calendar.js';
import type { PositionKind } from '../../rounds/position.entity.js';
import { fallsIn, nextOf, reminderDue, reminderInstants, type Span } from '../../rounds/reminders.js';

/** What a course needs, as somebody has answered. */
export type Need =
  | { readonly need: false }
  | { readonly need: true; readonly kind: PositionKind; readonly openings: number; readonly hours: number };

/** What a teacher answers. */
export type DemandAnswer = Need & { readonly comment: string };

export interface DemandState {
  readonly instants: Instants;
  /** Those on the list: one that the contact has taken off is neither asked nor counted. */
  readonly courses: readonly { readonly positionId: string; readonly requested: boolean; readonly answered: boolean }[];
}

export interface DemandDecision {
  /** Courses whose teachers are asked now. */
  readonly request: readonly string[];
  /** Courses whose teachers are reminded now, of the reminder due at `at`. */
  readonly remind: { readonly at: Date; readonly positionIds: readonly string[] } | null;
  /** The contact is told who has not answered. */
  readonly tellOverdue: boolean;
  readonly nextDueAt: Date | null;
}

/**
 * Step 1: each listed teacher is asked at demandOpens and reminded until demandDue; then the contact gets the silent.
 * A course that is listed later, up to reportDue, is asked at once.
 */
export function decideDemand({ instants, courses }: DemandState, span: Span, timeZone: string): DemandDecision {
  const { demandOpens, demandDue, reportDue } = instants;
  const { now } = span;
  const open = now >= demandOpens && now < reportDue;
  const reminders = reminderInstants({ opened: demandOpens, deadline: demandDue }, timeZone);
  const at = reminderDue(reminders, demandDue, span);
  const silent = courses.filter((course) => !course.answered);
  const reminded = at ? silent.filter((course) => course.requested) : [];
  return {
    request: open ? silent.filter((course) => !course.requested).map((course) => course.positionId) : [],
    remind: at && reminded.length > 0 ? { at, positionIds: reminded.map((course) => course.positionId) } : null,
    tellOverdue: silent.length > 0 && fallsIn(demandDue, span) && now < reportDue,
    nextDueAt: nextOf(now, [demandOpens, ...reminders, demandDue]),
  };
}

/** An answer counts until reportDue; at that instant or later it is too late. The same goes for changes of the list. */
export const takesDemand = (instants: Instants, now: Date) => now >= instants.demandOpens && now < instants.reportDue;

/** A teacher gets at most one personal reminder in this time, however often a button is pressed. */
export const NUDGE_PAUSE_MS = 60 * 60 * 1000;

/** Whether the contact may remind a course's teacher in words of her own now, or why not. */
export function mayNudge(
  course: { readonly removed: boolean; readonly answered: boolean; readonly nudgedAt: Date | null },
  now: Date,
): 'yes' | 'removed' | 'answered' | 'too-soon' {
  if (course.removed) return 'removed';
  if (course.answered) return 'answered';
  const soon = course.nudgedAt !== null && now.getTime() - course.nudgedAt.getTime() < NUDGE_PAUSE_MS;
  return soon ? 'too-soon' : 'yes';
}
