import type { PositionKind } from '../rounds/position.entity.js';
import type { Unfilled } from '../rounds/why-unfilled.rule.js';

/** An instant, ISO 8601; the mail says it in the faculty's zone and the recipient's language. */
export type Instant = string;
/** The id of a link; the mail shows its address. */
export type LinkId = string;

/** What every mail of a round says. */
export interface RoundFacts {
  readonly campus: string;
  readonly semester: string;
  readonly contact: { readonly name: string; readonly email: string; readonly phone: string | null };
}

export interface CourseFacts extends RoundFacts {
  readonly course: string;
  readonly title: string;
  readonly teacher: string;
}

export interface PositionFacts extends CourseFacts {
  readonly kind: PositionKind;
  readonly openings: number;
  readonly hours: number;
}

/** Said to the one who is asked; `link` opens the form. */
interface Asked {
  readonly recipient: string;
  readonly due: Instant;
  readonly link: LinkId;
}

interface CourseLine {
  readonly course: string;
  readonly title: string;
  readonly teacher: string;
}

export interface DemandLine extends CourseLine {
  readonly kind: PositionKind | null;
  readonly openings: number | null;
  readonly hours: number | null;
  /** `silent` was never answered, `none` is 'no need this semester'. */
  readonly answer: 'silent' | 'none' | 'asked';
}

export interface AnnouncedLine extends CourseLine {
  readonly kind: PositionKind;
  readonly openings: number;
  readonly hours: number;
}

export interface EmployedLine {
  readonly name: string;
  readonly email: string;
  readonly phone: string | null;
  /** Null where the training is not asked for. */
  readonly laos: boolean | null;
}

export interface OfferFacts extends PositionFacts {
  readonly recipient: string;
  readonly link: LinkId;
  /** The first instant at which an answer is too late: the start of the day after the last day. */
  readonly expiresAt: Instant;
  /** How often the deadline was moved: the mail carries it as a calendar entry. */
  readonly moves: number;
  readonly laosMissing: boolean;
}

interface OfferClosed extends PositionFacts {
  readonly recipient: string;
  readonly link: LinkId;
  readonly closedAt: Instant;
}

/** The deadline that no longer matters, for the calendar. */
interface DeadlineOver {
  readonly expiresAt: Instant;
  readonly moves: number;
}

interface Moved {
  readonly from: Instant;
  readonly to: Instant;
}

/** Whoever a deadline is for is told that it is another one. */
type DeadlineMoved =
  | (PositionFacts &
      Moved & { readonly what: 'offer'; readonly recipient: string; readonly link: LinkId; readonly moves: number })
  | (PositionFacts &
      Moved & {
        readonly what: 'rating';
        readonly recipient: string;
        readonly link: LinkId;
        readonly closesAt: Instant;
      })
  | (CourseFacts &
      Moved & {
        readonly what: 'demand';
        readonly recipient: string;
        readonly link: LinkId;
        readonly lateUntil: Instant;
      })
  /** To a student with a form of her own, or to the announcement list, which has neither name nor link. */
  | (RoundFacts &
      Moved & { readonly what: 'application'; readonly recipient: string | null; readonly link: LinkId | null });

/** The facts of each kind of mail: everything that its text says. */
export interface MailFacts {
  /** `due` is `lateUntil` once the deadline has passed; without a kind the course had no need last time. */
  'demand-request': CourseFacts &
    Asked & {
      readonly lateUntil: Instant;
      readonly lastTime: {
        readonly semester: string;
        readonly kind: PositionKind | null;
        readonly openings: number | null;
        readonly hours: number | null;
      } | null;
    };
  /** With a note it is the contact's own reminder. */
  'demand-reminder': CourseFacts &
    Asked & {
      readonly lateUntil: Instant;
      readonly note: { readonly from: string; readonly text: string } | null;
    };
  /** To the contact at demandDue: who has not answered. */
  'demand-overdue': RoundFacts & {
    readonly recipient: string;
    readonly silent: readonly CourseLine[];
    readonly answered: number;
    readonly lateUntil: Instant;
    readonly link: LinkId;
  };
  'report-request': RoundFacts & Asked & { readonly answered: number; readonly silent: number };
  'report-reminder': RoundFacts & Asked & { readonly answered: number; readonly silent: number };
  /** To the faculty and the contact. `late`: answers that came after the contact had reported. */
  'demand-report': RoundFacts & {
    readonly recipient: string;
    readonly reportedBy: 'contact' | 'automatic' | 'late';
    readonly positions: readonly DemandLine[];
    readonly announceAt: Instant;
  };
  announcement: RoundFacts & { readonly applyDue: Instant; readonly positions: readonly AnnouncedLine[] };
  'announcement-reminder': RoundFacts & { readonly applyDue: Instant; readonly positions: readonly AnnouncedLine[] };
  'apply-link': RoundFacts & { readonly applyDue: Instant; readonly link: LinkId };
  /** The form was sent, with all that it applies for, or the application for one course was changed. */
  'application-receipt': RoundFacts & {
    readonly recipient: string;
    /** `late` is the whole form once applications are closed. */
    readonly change: 'sent' | 'late' | 'withdrawn' | 'restored';
    readonly course: string | null;
    readonly title: string | null;
    readonly applyDue: Instant;
    readonly offersAt: Instant;
    readonly link: LinkId;
    readonly applications: readonly (CourseLine & { readonly kind: PositionKind; readonly priority: number })[];
  };
  'application-reminder': RoundFacts & { readonly applyDue: Instant; readonly link: LinkId };
  overview: RoundFacts & {
    readonly recipient: string;
    readonly rateDue: Instant;
    readonly positions: readonly (CourseLine & { readonly openings: number; readonly applicants: number })[];
  };
  'rating-request': PositionFacts &
    Asked & {
      readonly applicants: number;
      readonly closesAt: Instant /** Who passed the task on, when it was delegated. */;
      readonly delegatedBy: string | null;
    };
  /** To the teacher and every colleague who was asked. `own`: the reader submitted it. */
  'rating-submitted': PositionFacts & {
    readonly recipient: string;
    readonly link: LinkId;
    readonly submittedBy: string;
    readonly own: boolean;
    readonly submittedAt: Instant;
    readonly ranked: number;
    readonly unsuited: number;
    readonly offersAt: Instant;
  };
  'rating-reminder': PositionFacts & Asked & { readonly applicants: number; readonly closesAt: Instant };
  /** To the contact at rateDue; each line's link opens the rating on the teacher's behalf. */
  'rating-overdue': RoundFacts & {
    readonly recipient: string;
    readonly closesAt: Instant;
    readonly unrated: readonly (CourseLine & { readonly applicants: number; readonly link: LinkId })[];
  };
  offer: OfferFacts;
  'offer-reminder': OfferFacts;
  'offer-accepted': OfferClosed &
    DeadlineOver & {
      readonly laosMissing: boolean;
      /** What the student let go of at the same time: an application, and an open offer with it. */
      readonly letGo: readonly {
        readonly course: string;
        readonly title: string;
        readonly was: 'application' | 'offer';
      }[];
      /** The hours of all accepted positions of the semester, where they are above the limit. */
      readonly overload: { readonly hours: number; readonly limit: number } | null;
    };
  /** `withApplication`: the student let go of the position as such, and of the offer with it. */
  'offer-declined': OfferClosed & DeadlineOver & { readonly withApplication: boolean };
  'offer-expired': OfferClosed;
  'offer-withdrawn': OfferClosed & {
    readonly by: 'student' | 'contact';
    readonly wasAccepted: boolean;
    /** Null where the offer had been accepted, and its deadline was over by then. */
    readonly expiresAt: Instant | null;
    readonly moves: number;
  };
  'deadline-moved': DeadlineMoved;
  'application-closed': CourseFacts & {
    readonly recipient: string;
    readonly kind: PositionKind;
    readonly link: LinkId;
    /** The student's applications in the round that something may still come of. */
    readonly others: number;
  };
  'final-list': PositionFacts & {
    readonly recipient: string;
    readonly link: LinkId;
    readonly employed: readonly EmployedLine[];
    readonly unfilled: number;
    /** Why there are unfilled openings; null when there are none. */
    readonly because: Unfilled | null;
    /** Set on a corrected list. */
    readonly changes: { readonly added: readonly string[]; readonly removed: readonly string[] } | null;
  };
  'round-summary': RoundFacts & {
    readonly recipient: string;
    readonly positions: readonly (CourseLine & {
      readonly openings: number;
      readonly employed: number;
      readonly offers: number;
      readonly because: Unfilled | null;
    })[];
  };
  /** To someone employed who has not done the training; `first` has the instructions. */
  'laos-reminder': CourseFacts & { readonly recipient: string; readonly link: LinkId; readonly first: boolean };
  'sign-in': { readonly recipient: string; readonly link: LinkId; readonly minutes: number };
  /** To the contact: a mail of the round did not arrive. `stopped`: it was an offer, whose clock stands until she acts. */
  unreached: RoundFacts & {
    readonly recipient: string;
    /** The name of whom it was for, or their address … */
    readonly who: string;
    /** … where it was sent. */
    readonly address: string;
    readonly mail: MailKind;
    readonly course: string | null;
    readonly title: string | null;
    readonly stopped: boolean;
    /** What the mail server said. */
    readonly said: string;
  };
  /** To the contact, a week before people of a round go: how many, when, and of which group. */
  'retention-notice': RoundFacts & {
    readonly recipient: string;
    readonly roundId: string;
    readonly group: 'applicants' | 'employed';
    readonly people: number;
    readonly goesAt: Instant;
  };
  /** To a contact on weekday mornings: what happened since the last one and what needs her. */
  digest: RoundFacts & {
    readonly recipient: string;
    readonly since: Instant;
    readonly happened: readonly { readonly kind: string; readonly count: number }[];
    readonly needs: readonly string[];
  };
}

export type MailKind = keyof MailFacts;
