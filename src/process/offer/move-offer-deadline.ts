import { startOfDay } from '../../rounds/wall-clock.js';
import type { Tx } from '../../timetable/turn.js';
import { advanceOffer, type Refusal } from './offer.advance.js';
import { positionOf } from './offer.state.js';

export interface DeadlineMove {
  readonly offerId: string;
  /** The first instant at which an answer will be too late: the start of a local day. */
  readonly expiresAt: Date;
  /** Who moves it. */
  readonly actorId: string;
  /** For the record. */
  readonly reason: string;
}

/**
 * Gives an open offer another deadline, and tells the student. The reminders follow the new one. Whatever is due is done
 * first, so an offer whose time is up has expired and stays so.
 * @returns null when it was moved, else why not: the offer is `closed`, the instant `past`, it is the `same` deadline, or
 * the round is `paused`
 * @throws Error when there is no such offer; RangeError when the instant is not the start of a local day
 */
export async function moveOfferDeadline(
  tx: Tx,
  { offerId, expiresAt, actorId, reason }: DeadlineMove,
): Promise<Refusal | null> {
  if (startOfDay(expiresAt, 0, tx.timeZone).getTime() !== expiresAt.getTime())
    throw new RangeError('An offer runs to the end of a day: its new deadline must be the start of one.');
  return advanceOffer(tx, await positionOf(tx, offerId), { offerId, expiresAt, actor: actorId, reason });
}
