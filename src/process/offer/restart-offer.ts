import type { OwnSpan } from '../../rounds/days-off/days-off.rule.js';
import { nowOf, type Tx } from '../../timetable/turn.js';
import { expiryOf } from './answer-time.rule.js';
import { answerWindowOf, WINDOW_DAYS } from './answer-window.js';
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
  const now = await nowOf(tx);
  const { end, ownDays } = await readEnd(tx, offerId);
  const window = await answerWindowOf(ownDays, { from: now, until: now }, tx.timeZone);
  const expiresAt = expiryOf(now, tx.timeZone, window);
  if (end >= expiresAt) return 'same';
  return advanceOffer(tx, await positionOf(tx, offerId), { offerId, expiresAt, actor: actorId, reason, anew: true });
}

async function readEnd(tx: Tx, offerId: string): Promise<{ readonly end: Date; readonly ownDays: OwnSpan[] | null }> {
  const [offer] = await tx.manager.query<{ end: Date; ownDays: OwnSpan[] | null }[]>(
    `select o.expires_at as end, ${WINDOW_DAYS} as "ownDays"
     from offer o join position p on p.id = o.position_id join round r on r.id = p.round_id where o.id = $1`,
    [offerId],
  );
  if (!offer) throw new Error(`There is no offer ${offerId}.`);
  return offer;
}
