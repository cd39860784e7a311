import type { Instants } from '../../rounds/calendar.js';
import { type AnswerWindow, expiryOf } from './answer-time.rule.js';
import type { MadeOffer, PositionState } from './offer.rule.js';

/** A position as far as it has come, with what there is to tell of its openings. */
export interface Outlooked extends Omit<PositionState, 'instants' | 'offers'> {
  readonly offers: readonly (MadeOffer & { readonly closedAt: Date | null })[];
  readonly instants: Instants;
  readonly announced: boolean;
  /** The applicants whom the rating leaves out, and who neither let go nor were offered the position by name. */
  readonly unsuited: number;
}

/** What is true of one opening now, and what comes next: one sentence of the board. */
export type Outlook =
  | { readonly is: 'filled'; readonly personId: string; readonly since: Date }
  /** `next` gets it if nobody answers any more. */
  | { readonly is: 'offered'; readonly personId: string; readonly until: Date; readonly next: Next }
  /** The mail with it did not arrive: nothing comes next until somebody acts. */
  | { readonly is: 'unreached'; readonly personId: string }
  | { readonly is: 'unannounced'; readonly at: Date }
  | { readonly is: 'open-for-applications'; readonly until: Date; readonly applicants: number }
  | { readonly is: 'unrated'; readonly due: Date; readonly late: boolean; readonly until: Date }
  /** `at` is null when it is due already. */
  | { readonly is: 'before-offers'; readonly personId: string; readonly at: Date | null }
  | ({ readonly is: 'exhausted' } & Applied)
  | { readonly is: 'no-applicants' }
  | { readonly is: 'closed'; readonly at: Date; readonly waiting: number };

/** Who follows an open offer: a person, nobody on the list any more, or nobody since the round closes first. */
export type Next =
  | { readonly who: 'person'; readonly personId: string }
  | { readonly who: 'nobody' }
  | { readonly who: 'closed' };

/** What has come of those who applied, each counted once beside `applied`. */
export interface Applied {
  readonly applied: number;
  readonly unsuited: number;
  /** Who let go before any offer. */
  readonly withdrawn: number;
  readonly offered: number;
  /** Who will be offered other openings. */
  readonly waiting: number;
  /** Whom the rating never saw. */
  readonly unseen: number;
}

/**
 * The outlook of each opening of a position, filled ones first, then those that are offered in the order in which their
 * offers end, then the free ones. It says what the rule of the offers will do if nobody does anything.
 * @param now of a paused round the instant since which it rests
 */
export function outlooksOf(position: Outlooked, now: Date, timeZone: string): Outlook[] {
  const offers = position.offers.map((offer) =>
    offer.state === 'open' && offer.expiresAt <= now && !offer.unreached
      ? { ...offer, state: 'expired' as const }
      : offer,
  );
  const filled = offers.filter((offer) => offer.state === 'accepted');
  const open = offers.filter((offer) => offer.state === 'open').sort(byEnd);
  const free = Math.max(0, position.openings - filled.length - open.length);
  const waiting = waitingOf(position);
  const nextOf = followersOf(open, waiting, { ...position, free, now, timeZone });
  return [
    ...filled.map(
      ({ personId, closedAt, issuedAt }): Outlook => ({
        is: 'filled',
        personId,
        since: closedAt ?? issuedAt,
      }),
    ),
    ...open.map(({ id, personId, expiresAt, unreached }): Outlook => {
      if (unreached) return { is: 'unreached', personId };
      const after = nextOf.get(id);
      const nobody = expiresAt >= position.instants.closesAt ? ('closed' as const) : ('nobody' as const);
      const next: Next = after ? { who: 'person', personId: after } : { who: nobody };
      return { is: 'offered', personId, until: expiresAt, next };
    }),
    ...Array.from({ length: free }, (_, index) => freeOutlook(position, waiting, index, now)),
  ];
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
  if (next !== undefined) return { is: 'before-offers', personId: next, at: now < offersAt ? offersAt : null };
  return { is: 'exhausted', ...appliedOf(position, waiting.length) };
}

function appliedOf({ applicants: applied, unsuited, withdrawn, offers }: Outlooked, waiting: number): Applied {
  const had = new Set(offers.map(({ personId }) => personId));
  const gone = withdrawn.filter((personId) => !had.has(personId)).length;
  const unseen = applied - unsuited - gone - had.size - waiting;
  return { applied, unsuited, withdrawn: gone, offered: had.size, waiting, unseen };
}

/** Who has had no offer and has not let go, in rank order; nobody while the position is not rated. */
function waitingOf({ rated, ranked, offers, withdrawn }: Outlooked): string[] {
  if (!rated) return [];
  const out = new Set([...offers.map(({ personId }) => personId), ...withdrawn]);
  return [...ranked]
    .sort((a, b) => a.rank - b.rank)
    .map(({ personId }) => personId)
    .filter((personId) => !out.has(personId));
}

interface Silence {
  readonly free: number;
  readonly now: Date;
  readonly timeZone: string;
  readonly instants: Pick<Instants, 'offersAt' | 'closesAt'>;
  readonly answerWindow: AnswerWindow;
}

/**
 * Who gets each open offer's opening if nobody answers any more, by the offer's id. Whoever is offered meanwhile is silent
 * too, and where a deadline was moved far ahead such an offer ends before it.
 */
function followersOf(
  open: readonly MadeOffer[],
  waiting: readonly string[],
  { free, now, timeZone, answerWindow, instants: { offersAt, closesAt } }: Silence,
): Map<string, string> {
  const followers = new Map<string, string>();
  const queue = [...waiting];
  const offer = (at: Date) => ({ id: null, end: expiryOf(at, timeZone, answerWindow) });
  const soonest = now < offersAt ? offersAt : now;
  let running: { readonly id: string | null; readonly end: Date }[] = [
    ...open.filter(({ unreached }) => !unreached).map(({ id, expiresAt }) => ({ id, end: expiresAt })),
    ...queue.splice(0, free).map(() => offer(soonest)),
  ];
  while (queue.length > 0 && running.length > 0) {
    const end = new Date(Math.min(...running.map((one) => one.end.getTime())));
    if (end >= closesAt) break;
    const ended = running.filter((one) => one.end <= end);
    const offered = queue.splice(0, ended.length);
    for (const [index, personId] of offered.entries()) {
      const id = ended[index]?.id;
      if (id) followers.set(id, personId);
    }
    running = [...running.filter((one) => one.end > end), ...offered.map(() => offer(end < offersAt ? offersAt : end))];
  }
  return followers;
}

// What ends at one instant is replaced in one go, in rank order, which is the order in which it was offered.
const byEnd = (a: MadeOffer, b: MadeOffer) =>
  a.expiresAt.getTime() - b.expiresAt.getTime() || a.issuedAt.getTime() - b.issuedAt.getTime();
