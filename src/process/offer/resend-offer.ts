import { enqueueMails } from '../../outbox/enqueue.js';
import type { Tx } from '../../timetable/turn.js';
import { offerMail } from './offer.mails.js';
import { loadOffers, loadStudents, positionOf } from './offer.state.js';

/** Sends an open offer again, with the student's present link and address. @throws Error when there is no such offer */
export async function resendOffer(tx: Tx, offerId: string): Promise<void> {
  const { round, position } = await loadOffers(tx, await positionOf(tx, offerId));
  const offer = (await loadStudents(tx, [offerId])).get(offerId);
  if (offer) await enqueueMails(tx, [offerMail(round, position, offer)]);
}
