import type { PositionKind } from '../../rounds/position.entity.js';
import type { OfferAct } from './offer-act.rule.js';
import type { Workload } from './workload.rule.js';

/** Somebody's act, with what its mails and events are to tell of it. */
export type PersonalAct = OfferAct & {
  /** Whose act it is. */
  readonly actor: string;
  /** What goes with an acceptance. */
  readonly accepting?: Accepting;
  /** Why a contact does it, for the record. */
  readonly reason?: string;
  /** The offer whose deadline is moved never reached its student, and goes out anew. */
  readonly anew?: boolean;
};

export interface Accepting {
  /** Of all that the student has accepted in the semester, this offer included. */
  readonly workload: Workload;
  /** What the student lets go of in the same transaction. */
  readonly letGo: readonly LetGo[];
}

/** A position that a student lets go of, or could. */
export interface LetGo {
  readonly positionId: string;
  readonly course: string;
  readonly title: string;
  readonly kind: PositionKind;
  readonly campus: string;
  readonly semester: string;
  /** The end of the open offer there; null for an application alone. */
  readonly offeredUntil: Date | null;
}
