import type { EntityManager } from 'typeorm';
import type { NewMail, Recipient } from '../../outbox/enqueue.js';
import type { GoneCheck, GoneChecks } from '../../outbox/gone.js';
import type { PositionFacts } from '../../outbox/kinds.js';
import type { Mail } from '../../outbox/mail.entity.js';
import type { Locale } from '../../people/person.entity.js';
import { type RoundContext, roundFacts, toPerson } from '../../rounds/round-context.js';
import type { OfferState } from './offer.entity.js';
import type { ClosedOffer } from './offer-act.rule.js';
import type { PersonalAct } from './personal-act.js';

export interface OfferPosition {
  readonly id: string;
  readonly facts: Omit<PositionFacts, keyof ReturnType<typeof roundFacts>>;
}

/** An offer and the student whom it was made to. */
export interface StudentOffer {
  readonly id: string;
  readonly expiresAt: Date;
  /** How often its deadline was moved. */
  readonly moves: number;
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
      moves: offer.moves,
      laosMissing: laosMissing(position, offer),
    },
    // One for each live link and deadline: it goes again to whom it did not reach.
    key: reminder
      ? `offer-reminder:${offer.id}:${reminder.toISOString()}`
      : `offer:${offer.id}:${offer.link}:${offer.moves}`,
    // An offer that waited in the outbox beyond its expiry would be a false promise; the closing mail tells of it.
    uselessAt: offer.expiresAt,
  };
}

/** An open offer has another deadline than before. */
export function deadlineMovedMail(
  round: RoundContext,
  position: OfferPosition,
  offer: StudentOffer,
  from: Date,
): NewMail {
  return {
    ...envelope(round, position, offer),
    kind: 'deadline-moved',
    facts: {
      ...roundFacts(round),
      ...position.facts,
      recipient: offer.student.name,
      link: offer.link,
      what: 'offer',
      from: from.toISOString(),
      to: offer.expiresAt.toISOString(),
      moves: offer.moves,
    },
    key: `deadline-moved:${offer.id}:${offer.moves}`,
    uselessAt: offer.expiresAt,
  };
}

/**
 * What became of an offer, to the student: one for each offer, and one more when an accepted one is given back.
 * @param wasAccepted whether the offer that is closed now had been accepted before
 * @param act the act that closed it, unless its time was up
 */
export function closingMail(
  round: RoundContext,
  position: OfferPosition,
  offer: StudentOffer,
  { state, at }: ClosedOffer,
  { wasAccepted, act }: { readonly wasAccepted: boolean; readonly act?: PersonalAct },
): NewMail {
  const shared = { ...envelope(round, position, offer), key: `offer-${state}:${offer.id}` };
  const facts = {
    ...roundFacts(round),
    ...position.facts,
    recipient: offer.student.name,
    link: offer.link,
    closedAt: at.toISOString(),
  };
  const { moves } = offer;
  const expiresAt = offer.expiresAt.toISOString();
  switch (state) {
    case 'accepted':
      return {
        ...shared,
        kind: 'offer-accepted',
        facts: {
          ...facts,
          expiresAt,
          moves,
          laosMissing: laosMissing(position, offer),
          letGo: (act?.accepting?.letGo ?? []).map(({ course, title, offeredUntil }) => ({
            course,
            title,
            was: offeredUntil ? 'offer' : 'application',
          })),
          overload: overloadOf(act),
        },
      };
    case 'declined':
      return {
        ...shared,
        kind: 'offer-declined',
        facts: { ...facts, expiresAt, moves, withApplication: act !== undefined && 'application' in act },
      };
    case 'withdrawn':
      return {
        ...shared,
        kind: 'offer-withdrawn',
        facts: {
          ...facts,
          by: act?.actor === offer.student.id ? 'student' : 'contact',
          wasAccepted,
          // The deadline of an accepted offer was taken out of the calendar when it was accepted.
          expiresAt: wasAccepted ? null : expiresAt,
          moves,
        },
      };
    case 'expired':
      return { ...shared, kind: 'offer-expired', facts };
  }
}

function overloadOf(act?: PersonalAct) {
  const workload = act?.accepting?.workload;
  return workload?.over ? { hours: workload.hours, limit: workload.limit } : null;
}

/** An offer that was closed meanwhile cannot be answered any more. */
const closed: GoneCheck = async (manager, mails) => {
  const offers = await readOffers(manager, mails);
  return mails.map(({ offerId }) => (offers.get(offerId)?.state === 'open' ? null : 'the offer is closed'));
};

/** Nor is a deadline to be told that is another one by now: the mail that says so is on its way. */
const outdated: GoneCheck = async (manager, mails) => {
  const offers = await readOffers(manager, mails);
  return mails.map(({ offerId, facts }) => {
    const offer = offers.get(offerId);
    if (offer?.state !== 'open') return 'the offer is closed';
    return 'moves' in facts && facts.moves !== offer.moves ? 'the deadline was moved' : null;
  });
};

interface Waiting {
  readonly id: string;
  readonly state: OfferState;
  readonly moves: number;
}

async function readOffers(manager: EntityManager, mails: readonly Mail[]): Promise<Map<string | null, Waiting>> {
  const offers = await manager.query<Waiting[]>(`select id, state, moves from offer where id = any($1)`, [
    mails.map(({ offerId }) => offerId),
  ]);
  return new Map(offers.map((offer) => [offer.id, offer]));
}

export const offerGone: GoneChecks = { offer: closed, 'offer-reminder': outdated, 'deadline-moved': outdated };
