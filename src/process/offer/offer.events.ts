import type { EventRecord } from '../../platform/events.js';
import type { OfferDecision } from './offer.rule.js';
import type { LoadedOffers } from './offer.state.js';
import type { Accepting, PersonalAct } from './personal-act.js';

/** What a decision about the offers of a position leaves in the audit, in the order in which it happened. */
export function eventsOf(
  { round, position, offers }: LoadedOffers,
  { close, moves, prolonged, reconsider, openings, issue, settle, reopen }: OfferDecision,
  act?: PersonalAct,
): EventRecord[] {
  const at = { roundId: round.id, positionId: position.id };
  const actorId = act?.actor ?? null;
  const because = act?.reason === undefined ? {} : { reason: act.reason };
  const offerOf = (offerId: string) => offers.find((offer) => offer.id === offerId);
  const personOf = (offerId: string) => offerOf(offerId)?.personId ?? null;
  return [
    ...close.map((closed) => ({
      ...at,
      kind: `offer-${closed.state}`,
      // An expiry is the rules' doing, even when it is found by a student who came too late.
      actorId: closed.state === 'expired' ? null : actorId,
      personId: personOf(closed.offerId),
      data: {
        offerId: closed.offerId,
        at: closed.at,
        ...(closed.state === 'accepted' && act?.accepting && acceptance(act.accepting)),
        ...(closed.state !== 'expired' && because),
      },
    })),
    ...moves.map((move) => ({
      ...at,
      kind: 'offer-moved',
      actorId,
      personId: personOf(move.offerId),
      data: {
        offerId: move.offerId,
        from: offerOf(move.offerId)?.expiresAt,
        to: move.expiresAt,
        ...because,
      },
    })),
    ...prolonged.map(({ offerId, expiresAt }) => ({
      ...at,
      kind: 'offer-prolonged',
      personId: personOf(offerId),
      data: { offerId, from: offerOf(offerId)?.expiresAt, to: expiresAt },
    })),
    ...(reconsider
      ? [
          {
            ...at,
            kind: reconsider.application === 'withdraw' ? 'application-withdrawn' : 'application-restored',
            actorId,
            personId: reconsider.personId,
            data: because,
          },
        ]
      : []),
    ...(openings === null
      ? []
      : [
          {
            ...at,
            kind: 'openings-changed',
            actorId,
            data: { from: position.facts.openings, to: openings, ...because },
          },
        ]),
    ...issue.map(({ personId, rank, expiresAt, byName }) => ({
      ...at,
      kind: byName ? 'offer-reinstated' : 'offer-issued',
      actorId: byName ? actorId : null,
      personId,
      data: { rank, expiresAt, ...(byName && because) },
    })),
    ...(settle ? [{ ...at, kind: 'position-settled' }] : []),
    ...(reopen ? [{ ...at, kind: 'position-reopened' }] : []),
  ];
}

const acceptance = ({ workload, letGo }: Accepting) => ({
  hours: workload.hours,
  letGo: letGo.map(({ positionId }) => positionId),
});
