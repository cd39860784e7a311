import { nowOf, type Tx } from '../../timetable/turn.js';
import { expiryOf } from './answer-time.rule.js';
import { advanceOffer } from './offer.advance.js';
import { positionOf } from './offer.state.js';
import { resendOffer } from './resend-offer.js';

/**
 * Sends an open offer whose mail was refused at the student's old address to the present one, with the whole of its time.
 * One that has as much time left already, or is in a round that is paused, goes with the time it has.
 * @returns whether its deadline is a later one now
 * @throws Error when there is no such offer
 */
export async function restartOffer(
  tx: Tx,
  offerId: string,
  { actorId, reason }: { readonly actorId: string; readonly reason: string },
): Promise<boolean> {
  const expiresAt = expiryOf(await nowOf(tx), tx.timeZone);
  const act = { offerId, expiresAt, actor: actorId, reason, anew: true };
  const isLonger = (await readEnd(tx, offerId)) < expiresAt;
  const refused = isLonger ? await advanceOffer(tx, await positionOf(tx, offerId), act) : 'same';
  if (refused === 'same' || refused === 'paused') await resendOffer(tx, offerId);
  return refused === null;
}

async function readEnd(tx: Tx, offerId: string): Promise<Date> {
  const [offer] = await tx.manager.query<{ expiresAt: Date }[]>(
    `select expires_at as "expiresAt" from offer where id = $1`,
    [offerId],
  );
  if (!offer) throw new Error(`There is no offer ${offerId}.`);
  return offer.expiresAt;
}
