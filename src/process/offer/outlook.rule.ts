import type { Instants } from '../../rounds/calendar.js';
import type { MadeOffer, PositionState } from './offer.rule.js';

/** A position as far as it has come, with what there is to tell of its openings. */
export interface Outlooked extends Omit<PositionState, 'instants' | 'offers'> {
  readonly offers: readonly (MadeOffer & { readonly closedAt: Date | null })[];
  readonly instants: Instants;
  readonly announced: boolean;
  /** The applicants whom the rating leaves out, and those whom a rating that came later never saw. */
  readonly unsuited: number;
}

/** What is true of one opening now, and what comes next: one sentence of the board. */
export type Outlook =
  | { readonly is: 'filled'; readonly personId: string; readonly since: Date }
  /** `next` gets it if the offer ends without a yes and nobody else answers before; null when nobody does. */
  | { readonly is: 'offered'; readonly personId: string; readonly until: Date; readonly next: Next }
  | { readonly is: 'unannounced'; readonly at: Date }
  | { readonly is: 'open-for-applications'; readonly until: Date; readonly applicants: number }
  | { readonly is: 'unrated'; readonly due: Date; readonly late: boolean; readonly until: Date }
  | { readonly is: 'before-offers'; readonly personId: string | null; readonly at: Date }
  | { readonly is: 'exhausted'; readonly applied: number; readonly unsuited: number; readonly withdrawn: number }
  | { readonly is: 'no-applicants' }
  | { readonly is: 'closed'; readonly at: Date; readonly waiting: number };

/** Who follows an open offer: a person, nobody on the list any more, or nobody since the round closes first. */
export type Next =
  | { readonly who: 'person'; readonly personId: string }
  | { readonly who: 'nobody' }
  | { readonly who: 'closed' };

/**
 * The outlook of each opening of a position, filled ones first, then those that are offered in the order in which their
 * offers end, then the free ones. It says what the rule of the offers will do if nobody does anything.
 */
export function outlooksOf(position: Outlooked, now: Date): Outlook[] {
  const offers = position.offers.map((offer) =>
    offer.state === 'open' && offer.expiresAt <= now ? { ...offer, state: 'expired' as const } : offer,
  );
  const filled = offers.filter((offer) => offer.state === 'accepted');
  const open = offers.filter((offer) => offer.state === 'open').sort(byEnd);
  const waiting = waitingOf(position);
  const { closesAt } = position.instants;
  const outlooks: Outlook[] = [
    ...filled.map(
      ({ personId, closedAt, issuedAt }): Outlook => ({
        is: 'filled',
        personId,
        since: closedAt ?? issuedAt,
      }),
    ),
    ...open.map(({ personId, expiresAt }, index): Outlook => {
      const after = waiting[index];
      const next: Next =
        expiresAt >= closesAt ? { who: 'closed' } : after ? { who: 'person', personId: after } : { who: 'nobody' };
      return { is: 'offered', personId, until: expiresAt, next };
    }),
  ];
  const free = Math.max(0, position.openings - outlooks.length);
  return [...outlooks, ...Array.from({ length: free }, (_, index) => freeOutlook(position, waiting, index, now))];
}

function freeOutlook(position: Outlooked, waiting: readonly string[], index: number, now: Date): Outlook {
  const { announceAt, applyDue, rateDue, offersAt, closesAt } = position.instants;
  const withdrawn = position.withdrawn.length;
  if (!position.announced) return { is: 'unannounced', at: announceAt };
  if (now < applyDue)
    return { is: 'open-for-applications', until: applyDue, applicants: position.applicants - withdrawn };
  if (now >= closesAt) return { is: 'closed', at: closesAt, waiting: waiting.length };
  if (position.applicants === 0) return { is: 'no-applicants' };
  if (!position.rated && position.applicants > withdrawn)
    return { is: 'unrated', due: rateDue, late: now >= rateDue, until: closesAt };
  const next = waiting[index];
  if (next && now < offersAt) return { is: 'before-offers', personId: next, at: offersAt };
  return { is: 'exhausted', applied: position.applicants, unsuited: position.unsuited, withdrawn };
}

/** Who has had no offer and has not let go, in rank order. */
function waitingOf({ ranked, offers, withdrawn }: Outlooked): string[] {
  const out = new Set([...offers.map(({ personId }) => personId), ...withdrawn]);
  return [...ranked]
    .sort((a, b) => a.rank - b.rank)
    .map(({ personId }) => personId)
    .filter((personId) => !out.has(personId));
}

// What ends at one instant is replaced in one go, in rank order, which is the order in which it was offered.
const byEnd = (a: MadeOffer, b: MadeOffer) =>
  a.expiresAt.getTime() - b.expiresAt.getTime() || a.issuedAt.getTime() - b.issuedAt.getTime();
