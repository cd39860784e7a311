import { nowOf, type Tx } from '../../timetable/turn.js';
import { ANSWER_WINDOW, expiryOf } from './answer-time.rule.js';
import { advanceOffer, type Refusal } from './offer.advance.js';
import { positionOf } from './offer.state.js';
import { resendOffer } from './resend-offer.js';

interface By {
  readonly actorId: string;
  /** For the record. */
  readonly reason: string;
}

/**
 * Sends an open offer whose mail did not arrive to the student's present address, with the whole of its time. One that has
 * as much time left already, or is in a round that is paused, goes with the time it has.
 * @returns whether its deadline is a later one now
 * @throws Error when there is no such offer
 */
export async function restartOffer(tx: Tx, offerId: string, by: By): Promise<boolean> {
  const refused = await sendAnew(tx, offerId, by);
  if (refused === 'same' || refused === 'paused') await resendOffer(tx, offerId);
  return refused === null;
}

/**
 * Sends an open offer whose mail did not arrive anew, with the whole of its time from now.
 * @returns null when it was sent, else why not: `same` when it has as much time already
 * @throws Error when there is no such offer
 */
export async function sendAnew(tx: Tx, offerId: string, { actorId, reason }: By): Promise<Refusal | null> {
  const expiresAt = expiryOf(await nowOf(tx), tx.timeZone, ANSWER_WINDOW);
  if ((await readEnd(tx, offerId)) >= expiresAt) return 'same';
  return advanceOffer(tx, await positionOf(tx, offerId), { offerId, expiresAt, actor: actorId, reason, anew: true });
}

async function readEnd(tx: Tx, offerId: string): Promise<Date> {
  const [offer] = await tx.manager.query<{ expiresAt: Date }[]>(
    `select expires_at as "expiresAt" from offer where id = $1`,
    [offerId],
  );
  if (!offer) throw new Error(`There is no offer ${offerId}.`);
  return offer.expiresAt;
}
