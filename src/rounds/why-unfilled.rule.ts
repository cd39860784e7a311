/** What has come of the applications for a position: each applicant counts once, in `applicants` and in one other number. */
export interface Outcomes {
  readonly applicants: number;
  readonly employed: number;
  /** Who has an offer to answer. */
  readonly open: number;
  readonly declined: number;
  readonly expired: number;
  /** Who let go of the application, or of the position. */
  readonly withdrawn: number;
  readonly unsuited: number;
  /** The suitable who have not been asked. */
  readonly waiting: number;
  readonly unrated: number;
}

export interface Unfilled extends Outcomes {
  readonly reason: 'open' | 'no-applicants' | 'unrated' | 'nobody-suitable' | 'closed' | 'exhausted';
}

/** Why a position has openings that nobody fills; null when all are filled. */
export function whyUnfilled(
  position: { readonly openings: number; readonly settled: boolean; readonly rated: boolean },
  outcomes: Outcomes,
): Unfilled | null {
  if (outcomes.employed >= position.openings) return null;
  return { ...outcomes, reason: reasonOf(position, outcomes) };
}

function reasonOf(
  { settled, rated }: { readonly settled: boolean; readonly rated: boolean },
  { applicants, unsuited, withdrawn, waiting }: Outcomes,
): Unfilled['reason'] {
  if (!settled) return 'open';
  if (applicants === 0) return 'no-applicants';
  if (!rated && withdrawn < applicants) return 'unrated';
  if (unsuited === applicants) return 'nobody-suitable';
  return waiting > 0 ? 'closed' : 'exhausted';
}
