import type { RoundContext } from '../../rounds/round-context.js';
import type { Need } from './demand.rule.js';

/** What a contact does about the courses of her round. */
export type DemandAct =
  | { readonly act: 'answer'; readonly courses: readonly ReviewedCourse[] }
  | ({ readonly act: 'add' } & NewCourse)
  | { readonly act: 'remove' | 'restore'; readonly positionId: string }
  | ({ readonly act: 'nudge' } & Nudge);

/** A course as the contact saw it and as she leaves it; null is no answer. */
export interface ReviewedCourse {
  readonly positionId: string;
  readonly seen: Need | null;
  readonly answer: Need | null;
}

export interface NewCourse {
  readonly course: string;
  readonly title: string;
  readonly teacher: { readonly name: string; readonly email: string };
  /** Null leaves the answer to the teacher. */
  readonly answer: Need | null;
}

/** A reminder in the contact's own words. */
export interface Nudge {
  readonly positionId: string;
  readonly words: string;
}

/** `done`, or why nothing was changed. */
export type DemandOutcome =
  | 'done'
  | 'closed' // before demandOpens, at or after reportDue, or there is no such course
  | 'changed' // somebody answered, or the list changed, after what the contact saw
  | 'listed' // the course is on the list with this teacher
  | 'removed' // the course is off the list
  | 'answered'
  | 'too-soon';

/** Who acts, on which round, and when. */
export interface Acting {
  readonly round: RoundContext;
  readonly actorId: string;
  readonly now: Date;
}
