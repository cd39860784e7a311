import type { Instants } from '../../rounds/calendar.js';
import { nextOf, reminderDue, reminderInstants, type Span } from '../../rounds/reminders.js';

/** The list is reminded so many days before the day of applyDue; a student with an unsent application on these. */
const LIST_REMINDER_DAYS = [3] as const;
const STUDENT_REMINDER_DAYS = [2, 0] as const;

export interface AnnouncementState {
  readonly instants: Instants;
  /** Reported positions that are not announced yet, and how many are. */
  readonly unannounced: readonly string[];
  readonly announced: number;
}

export interface AnnouncementDecision {
  readonly announce: readonly string[];
  /** The first announcement of the round goes to the list; what is added later only appears on the page. */
  readonly tellList: boolean;
  readonly remindList: Date | null;
  readonly remindStudents: Date | null;
  readonly nextDueAt: Date | null;
}

/** Step 3: reported positions are announced at announceAt, on the page and to the list; students apply until applyDue. */
export function decideAnnouncement(state: AnnouncementState, span: Span, timeZone: string): AnnouncementDecision {
  const { announceAt, applyDue } = state.instants;
  const { now } = span;
  const open = now >= announceAt && now < applyDue;
  const announce = open ? state.unannounced : [];
  const window = { opened: announceAt, deadline: applyDue };
  const toList = reminderInstants(window, timeZone, LIST_REMINDER_DAYS);
  const toStudents = reminderInstants(window, timeZone, STUDENT_REMINDER_DAYS);
  const told = open && state.announced > 0;
  return {
    announce,
    tellList: announce.length > 0 && state.announced === 0,
    remindList: (told && reminderDue(toList, applyDue, span)) || null,
    remindStudents: (told && reminderDue(toStudents, applyDue, span)) || null,
    nextDueAt: nextOf(now, [announceAt, ...toList, ...toStudents]),
  };
}
