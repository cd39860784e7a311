import { type App, transact } from '../../platform/app.js';
import { startOfDay } from '../../rounds/wall-clock.js';
import { type Tx, takeTurn } from '../../timetable/turn.js';
import { advanceOffer } from './offer.advance.js';

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
 * @returns `refused` when the offer is not open, the instant is not ahead, it is the deadline already, or the round is
 * paused; nothing is changed then
 * @throws Error when there is no such offer; RangeError when the instant is not the start of a local day
 */
export async function moveOfferDeadline(
  app: App,
  { offerId, expiresAt, actorId, reason }: DeadlineMove,
): Promise<'moved' | 'refused'> {
  if (startOfDay(expiresAt, 0, app.config.timeZone).getTime() !== expiresAt.getTime())
    throw new RangeError('An offer runs to the end of a day: its new deadline must be the start of one.');
  return transact(app, async (tx) => {
    const { positionId } = await find(tx, offerId);
    // Locked before its moves are counted: of two who move it at once each learns of their own.
    await takeTurn(tx, 'offer', positionId);
    const before = await find(tx, offerId);
    await advanceOffer(tx, positionId, { offerId, expiresAt, actor: actorId, reason });
    const after = await find(tx, offerId);
    return after.moves > before.moves ? 'moved' : 'refused';
  });
}

async function find(tx: Tx, offerId: string): Promise<{ positionId: string; moves: number }> {
  const [offer] = await tx.manager.query<{ positionId: string; moves: number }[]>(
    `select position_id as "positionId", moves from offer where id = $1`,
    [offerId],
  );
  if (!offer) throw new Error(`There is no offer ${offerId}.`);
  return offer;
}
