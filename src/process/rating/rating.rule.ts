import type { Instants } from '../../rounds/calendar.js';
import { fallsIn, nextOf, reminderDue, reminderInstants, type Span } from '../../rounds/reminders.js';

export interface RatingState {
  readonly instants: Instants;
  /** The announced positions of a round that have applicants. */
  readonly positions: readonly {
    readonly positionId: string;
    /** A deadline of its own; null where the round's holds. */
    readonly ownDue: Date | null;
    readonly requested: boolean;
    readonly rated: boolean;
    readonly settled: boolean;
  }[];
}

export interface RatingDecision {
  /** Positions whose teachers are asked to rate now. */
  readonly request: readonly string[];
  /** Positions whose raters are reminded now, each of the reminder due at `at`. */
  readonly remind: readonly { readonly positionId: string; readonly at: Date }[];
  /** The contact is told which positions are unrated. */
  readonly tellOverdue: readonly string[];
  readonly nextDueAt: Date | null;
}

/** The deadline of a position: the round's, unless its own is a later one. */
export const ratingDue = ({ rateDue }: Pick<Instants, 'rateDue'>, ownDue: Date | null) =>
  ownDue && ownDue > rateDue ? ownDue : rateDue;

/** Step 5: teachers rate from applyDue, and are reminded until their deadline; then the contact gets the unrated. */
export function decideRating({ instants, positions }: RatingState, span: Span, timeZone: string): RatingDecision {
  const { applyDue, rateDue, closesAt } = instants;
  const { now } = span;
  const unrated = now < closesAt ? positions.filter((position) => !position.rated && !position.settled) : [];
  const ids = (some: typeof unrated) => some.map((position) => position.positionId);
  const remindersUntil = (deadline: Date) => reminderInstants({ opened: applyDue, deadline }, timeZone);
  const deadlines = [rateDue, ...unrated.map(({ ownDue }) => ratingDue(instants, ownDue))];
  return {
    request: now >= applyDue ? ids(unrated.filter((position) => !position.requested)) : [],
    remind: unrated.flatMap(({ positionId, ownDue, requested }) => {
      const due = ratingDue(instants, ownDue);
      const at = requested && reminderDue(remindersUntil(due), due, span);
      return at ? [{ positionId, at }] : [];
    }),
    tellOverdue: ids(unrated.filter(({ ownDue }) => fallsIn(ratingDue(instants, ownDue), span))),
    nextDueAt: nextOf(now, [applyDue, ...deadlines.flatMap((due) => [...remindersUntil(due), due])]),
  };
}

export type ExtensionFault = 'closed' | 'not-ahead' | 'before-round' | 'after-close' | 'same';

/**
 * Why a position cannot have that deadline for its rating; null when it can. The round's own deadline takes the extension
 * back, while that lies ahead.
 */
export function extensionFault(
  instants: Instants,
  position: { readonly ownDue: Date | null; readonly rated: boolean; readonly settled: boolean },
  wanted: Date,
  now: Date,
): ExtensionFault | null {
  if (position.rated || position.settled || now >= instants.closesAt) return 'closed';
  if (wanted.getTime() === ratingDue(instants, position.ownDue).getTime()) return 'same';
  if (wanted <= now) return 'not-ahead';
  if (wanted < instants.rateDue) return 'before-round';
  return wanted > instants.closesAt ? 'after-close' : null;
}

/** A rating counts from applyDue until closesAt, while the position is not settled. */
export const takesRating = (instants: Instants, settled: boolean, now: Date) =>
  !settled && now >= instants.applyDue && now < instants.closesAt;

/** A rater's word on one applicant; a null rank is unsuited. */
export interface Rated {
  readonly applicationId: string;
  readonly rank: number | null;
}

export interface Applicant {
  readonly applicationId: string;
  /** The rank at which an offer has gone out already: it stands. Null while there is none. */
  readonly offeredRank: number | null;
  /** Whether the student has let go of the position. */
  readonly withdrawn: boolean;
}

/** Who is to be rated: whoever has no offer and has not let go of the position. */
export const isFree = ({ offeredRank, withdrawn }: Applicant) => offeredRank === null && !withdrawn;

/**
 * Puts a submitted rating in order: ranks 1…n without gaps. Whoever has an offer keeps the rank at which it went out, and
 * the others come after, in the order given. What it says of those who have let go meanwhile is passed over.
 * @returns null when the rating names an applicant who has an offer by now, leaves one out, names a stranger, or has a tie
 */
export function orderRating(applicants: readonly Applicant[], submitted: readonly Rated[]): Rated[] | null {
  const gone = new Set(
    applicants.filter((one) => one.offeredRank === null && one.withdrawn).map((one) => one.applicationId),
  );
  const rated = submitted.filter((one) => !gone.has(one.applicationId));
  const free = new Set(applicants.filter(isFree).map((one) => one.applicationId));
  const named = new Set(rated.map((one) => one.applicationId));
  if (named.size !== rated.length || named.size !== free.size || [...named].some((id) => !free.has(id))) return null;
  const ranked = rated.filter((one): one is Rated & { rank: number } => one.rank !== null);
  if (new Set(ranked.map((one) => one.rank)).size !== ranked.length) return null;
  const taken = Math.max(0, ...applicants.map((one) => one.offeredRank ?? 0));
  return [
    ...ranked
      .sort((a, b) => a.rank - b.rank)
      .map(({ applicationId }, index) => ({ applicationId, rank: taken + index + 1 })),
    ...rated.filter((one) => one.rank === null),
  ];
}
