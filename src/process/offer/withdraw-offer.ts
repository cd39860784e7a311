import type { Tx } from '../../timetable/turn.js';
import { advanceOffer, type Refusal } from './offer.advance.js';
import { positionOf } from './offer.state.js';

/**
 * Takes an open or accepted offer back from its student, who is told; whoever is next on the list is offered at once.
 * @returns null when it was done, else why not: the offer is `closed`, or the round `paused`
 * @throws Error when there is no such offer
 */
export async function withdrawOffer(
  tx: Tx,
  { offerId, actorId, reason }: { offerId: string; actorId: string; reason: string },
): Promise<Refusal | null> {
  return advanceOffer(tx, await positionOf(tx, offerId), { offerId, answer: 'withdraw', actor: actorId, reason });
}
