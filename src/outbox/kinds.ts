import type { PositionKind } from '../rounds/position.entity.js';

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
  /** Null where the training is not asked for. */
  readonly laos: boolean | null;
}

export interface OfferFacts extends PositionFacts {
  readonly recipient: string;
  readonly link: LinkId;
  /** The first instant at which an answer is too late: the start of the day after the last day. */
  readonly expiresAt: Instant;
  readonly laosMissing: boolean;
}

interface OfferClosed extends PositionFacts {
  readonly recipient: string;
  readonly link: LinkId;
  readonly closedAt: Instant;
}

/** The facts of each kind of mail: everything that its text says. */
export interface MailFacts {
  'demand-request': CourseFacts & Asked & { readonly lateUntil: Instant };
  'demand-reminder': CourseFacts & Asked & { readonly lateUntil: Instant };
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
  'application-receipt': RoundFacts & {
    readonly recipient: string;
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
  'rating-reminder': PositionFacts & Asked & { readonly applicants: number; readonly closesAt: Instant };
  /** To the contact at rateDue; each line's link opens the rating on the teacher's behalf. */
  'rating-overdue': RoundFacts & {
    readonly recipient: string;
    readonly closesAt: Instant;
    readonly unrated: readonly (CourseLine & { readonly applicants: number; readonly link: LinkId })[];
  };
  offer: OfferFacts;
  'offer-reminder': OfferFacts;
  'offer-accepted': OfferClosed & { readonly laosMissing: boolean };
  'offer-declined': OfferClosed;
  'offer-expired': OfferClosed;
  'offer-withdrawn': OfferClosed & { readonly by: 'student' | 'contact' };
  'deadline-moved': PositionFacts & {
    readonly recipient: string;
    readonly link: LinkId;
    readonly what: 'offer';
    readonly from: Instant;
    readonly to: Instant;
  };
  'application-closed': CourseFacts & { readonly recipient: string; readonly kind: PositionKind };
  'final-list': PositionFacts & {
    readonly recipient: string;
    readonly link: LinkId;
    readonly employed: readonly EmployedLine[];
    readonly unfilled: number /** Set on a corrected list. */;
    readonly changes: { readonly added: readonly string[]; readonly removed: readonly string[] } | null;
  };
  'round-summary': RoundFacts & {
    readonly recipient: string;
    readonly positions: readonly (CourseLine & {
      readonly openings: number;
      readonly employed: number;
      readonly offers: number;
    })[];
  };
  /** To someone employed who has not done the training; `first` has the instructions. */
  'laos-reminder': CourseFacts & { readonly recipient: string; readonly link: LinkId; readonly first: boolean };
  'sign-in': { readonly recipient: string; readonly link: LinkId; readonly minutes: number };
  /** To a contact on weekday mornings: what happened since the last one and what needs her. */
  digest: RoundFacts & {
    readonly recipient: string;
    readonly since: Instant;
    readonly happened: readonly { readonly kind: string; readonly count: number }[];
    readonly needs: readonly string[];
  };
}

export type MailKind = keyof MailFacts;
