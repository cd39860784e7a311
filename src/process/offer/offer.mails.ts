import type { GoneChecks } from '../../outbox/deliver.js';
import type { NewMail, Recipient } from '../../outbox/enqueue.js';
import type { PositionFacts } from '../../outbox/kinds.js';
import type { Locale } from '../../people/person.entity.js';
import { type RoundContext, roundFacts, toPerson } from '../../rounds/round-context.js';
import type { ClosedOffer } from './offer.rule.js';

export interface OfferPosition {
  readonly id: string;
  readonly facts: Omit<PositionFacts, keyof ReturnType<typeof roundFacts>>;
}

/** An offer and the student whom it was made to. */
export interface StudentOffer {
  readonly id: string;
  readonly expiresAt: Date;
  readonly student: {
    readonly id: string;
    readonly name: string;
    readonly email: string;
    readonly locale: Locale;
    readonly laos: boolean;
  };
  readonly link: string;
}

interface Envelope {
  readonly to: Recipient;
  readonly thread: string;
  readonly roundId: string;
  readonly positionId: string;
  readonly offerId: string;
}

const envelope = (round: RoundContext, position: OfferPosition, { id, student }: StudentOffer): Envelope => ({
  to: toPerson(student),
  thread: `offer:${id}`,
  roundId: round.id,
  positionId: position.id,
  offerId: id,
});

const laosMissing = (position: OfferPosition, { student }: StudentOffer) =>
  position.facts.kind === 'learning-assistant' && !student.laos;

/** The offer, or a reminder of it that was due at `reminder`. */
export function offerMail(round: RoundContext, position: OfferPosition, offer: StudentOffer, reminder?: Date): NewMail {
  return {
    ...envelope(round, position, offer),
    kind: reminder ? 'offer-reminder' : 'offer',
    facts: {
      ...roundFacts(round),
      ...position.facts,
      recipient: offer.student.name,
      link: offer.link,
      expiresAt: offer.expiresAt.toISOString(),
      laosMissing: laosMissing(position, offer),
    },
    key: reminder ? `offer-reminder:${offer.id}:${reminder.toISOString()}` : `offer:${offer.id}`,
    // An offer that waited in the outbox beyond its expiry would be a false promise; the closing mail tells of it.
    uselessAt: offer.expiresAt,
  };
}

/** What became of an offer, to the student: one for each offer, and one more when an accepted one is given back. */
export function closingMail(
  round: RoundContext,
  position: OfferPosition,
  offer: StudentOffer,
  { state, at }: ClosedOffer,
): NewMail {
  const shared = {
    ...envelope(round, position, offer),
    key: `offer-${state}:${offer.id}`,
  };
  const facts = {
    ...roundFacts(round),
    ...position.facts,
    recipient: offer.student.name,
    link: offer.link,
    closedAt: at.toISOString(),
  };
  if (state === 'accepted')
    return { ...shared, kind: 'offer-accepted', facts: { ...facts, laosMissing: laosMissing(position, offer) } };
  if (state === 'withdrawn') return { ...shared, kind: 'offer-withdrawn', facts: { ...facts, by: 'student' } };
  return { ...shared, kind: state === 'declined' ? 'offer-declined' : 'offer-expired', facts };
}

/** An offer that was closed meanwhile cannot be answered any more. */
const closed: NonNullable<GoneChecks[keyof GoneChecks]> = async (manager, mail) => {
  const rows = await manager.query<unknown[]>(`select 1 from offer where id = $1 and state <> 'open'`, [mail.offerId]);
  return rows.length > 0 ? 'the offer is closed' : null;
};

export const offerGone: GoneChecks = { offer: closed, 'offer-reminder': closed };
