import { enqueueMails } from '../../outbox/enqueue.js';
import { recentlyMailed } from '../../outbox/recently-mailed.js';
import { type Tx, takeTurn } from '../../timetable/turn.js';
import { offerMail } from './offer.mails.js';
import { loadOffers, loadStudents } from './offer.state.js';

/**
 * Reminds the students of a position who have an offer to answer.
 * @returns the ids of whom it reminded, or why nobody
 */
export async function remindStudents(
  tx: Tx,
  positionId: string,
): Promise<readonly string[] | 'nobody' | 'too-soon' | 'paused'> {
  const turn = await takeTurn(tx, 'offer', positionId);
  if (!turn) return 'paused';
  const { round, position, offers } = await loadOffers(tx, positionId);
  const open = offers.filter(({ state, expiresAt }) => state === 'open' && expiresAt > turn.now);
  if (open.length === 0) return 'nobody';
  const recent = await recentlyMailed(tx, 'offer-reminder', positionId);
  const silent = open.filter(({ personId }) => !recent.has(personId));
  if (silent.length === 0) return 'too-soon';
  const students = await loadStudents(
    tx,
    silent.map(({ id }) => id),
  );
  await enqueueMails(
    tx,
    [...students.values()].map((student) => offerMail(round, position, student, turn.now)),
  );
  return silent.map(({ personId }) => personId);
}
