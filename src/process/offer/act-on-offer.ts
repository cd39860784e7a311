import { type App, transact } from '../../platform/app.js';
import { advanceOffer } from './offer.advance.js';
import type { OfferState } from './offer.entity.js';
import type { Answer } from './offer.rule.js';

/**
 * Answers an offer, or gives an accepted one back. Whatever is due is done first, so an answer at or after the expiry
 * finds the offer expired.
 * @returns the state of the offer afterwards, whoever brought it there
 * @throws Error when the person has no such offer
 */
export async function actOnOffer(
  app: App,
  { offerId, personId, answer }: Answer & { personId: string },
): Promise<OfferState> {
  return transact(app, async (tx) => {
    const [offer] = await tx.manager.query<{ position_id: string }[]>(
      `select position_id from offer where id = $1 and person_id = $2`,
      [offerId, personId],
    );
    if (!offer) throw new Error(`There is no offer ${offerId} for this person.`);
    await advanceOffer(tx, offer.position_id, { offerId, answer, actor: personId });
    const [after] = await tx.manager.query<{ state: OfferState }[]>(`select state from offer where id = $1`, [offerId]);
    return (after as { state: OfferState }).state;
  });
}
