import type { Instants } from '../../rounds/calendar.js';
import { nextOf, reminderDue, reminderInstants, type Span } from '../../rounds/reminders.js';

/** The contact is reminded on these days before the day of reportDue. */
const REPORT_REMINDER_DAYS = [2, 0] as const;

export interface ReportState {
  readonly instants: Instants;
  readonly requested: boolean;
  readonly reported: boolean;
  readonly closed: boolean;
  /** Courses that were answered, or came on or off the list, after the contact had reported. */
  readonly lateChanges: number;
}

export interface ReportDecision {
  readonly request: boolean;
  /** The reminder to send now, by the instant at which it was due. */
  readonly remind: Date | null;
  /** Late changes become part of what was reported. */
  readonly addLate: boolean;
  /** The demand is final: reported as it stands when nobody has, with a supplement when there were late changes. */
  readonly close: 'automatic' | 'with-late' | 'as-reported' | null;
  readonly nextDueAt: Date | null;
}

/** Step 2: the contact is asked at demandDue and reminded; at reportDue what is answered is reported as it stands. */
export function decideReport(state: ReportState, span: Span, timeZone: string): ReportDecision {
  const { demandDue, reportDue } = state.instants;
  const { now } = span;
  const waits = !state.reported && now >= demandDue && now < reportDue;
  const reminders = reminderInstants({ opened: demandDue, deadline: reportDue }, timeZone, REPORT_REMINDER_DAYS);
  const late = state.reported && !state.closed && state.lateChanges > 0;
  const closing = !state.closed && now >= reportDue;
  return {
    request: waits && !state.requested,
    remind: (waits && state.requested && reminderDue(reminders, reportDue, span)) || null,
    addLate: late,
    close: !closing ? null : !state.reported ? 'automatic' : late ? 'with-late' : 'as-reported',
    nextDueAt: nextOf(now, [demandDue, ...(state.reported ? [] : reminders), reportDue]),
  };
}

/** Whether the contact may report now, or why not. */
export function mayReport(state: ReportState, now: Date): 'yes' | 'early' | 'already' | 'closed' {
  if (state.closed || now >= state.instants.reportDue) return 'closed';
  if (state.reported) return 'already';
  return now < state.instants.demandDue ? 'early' : 'yes';
}

/** What the contact's page is for at an instant; the courses can be changed from demandOpens until reportDue. */
export function reportStage(
  instants: Instants,
  reported: boolean,
  now: Date,
): 'ahead' | 'early' | 'form' | 'sent' | 'closed' {
  if (now >= instants.reportDue) return 'closed';
  if (now < instants.demandOpens) return 'ahead';
  if (reported) return 'sent';
  return now < instants.demandDue ? 'early' : 'form';
}
