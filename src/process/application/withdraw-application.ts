import { type App, transact } from '../../platform/app.js';
import { loadRound, type RoundContext } from '../../rounds/round-context.js';
import { type Tx, takeTurn } from '../../timetable/turn.js';
import { advanceOffer } from '../offer/offer.advance.js';
import { advanceRating } from '../rating/rating.advance.js';
import { sendReceipts } from './send-receipt.js';
import type { Standing } from './standing.rule.js';
import { loadSeenPositions, type SeenPosition } from './standing.state.js';

/** Whose application for which position of which round. */
export interface ApplicationOf {
  readonly roundId: string;
  readonly positionId: string;
  readonly personId: string;
}

/**
 * Lets go of an application, and declines its open offer. The mail that closes the offer is the receipt then.
 * @param declines the student has been told of the open offer
 * @returns `offered` when an offer has come that the student was not told of; `refused` when there is nothing to let go of,
 * as after an answer or when the position is settled. Both change nothing.
 */
export async function withdrawApplication(
  app: App,
  { declines, ...application }: ApplicationOf & { readonly declines: boolean },
): Promise<'withdrawn' | 'offered' | 'refused'> {
  return transact(app, async (tx) => {
    const seen = await lockPosition(tx, application);
    if (seen?.standing.may !== 'withdraw') return 'refused';
    const isOffered = seen.standing.state === 'offered';
    if (isOffered && !declines) return 'offered';
    await reconsider(tx, application, 'withdraw');
    if (!isOffered) await receipt(tx, seen, 'withdrawn');
    return 'withdrawn';
  });
}

/**
 * Takes up again an application that the student had let go of. It keeps its priority; where another has that by now it
 * comes last.
 * @returns `refused` once the position is rated, and then changes nothing
 */
export async function restoreApplication(app: App, application: ApplicationOf): Promise<'restored' | 'refused'> {
  return transact(app, async (tx) => {
    // Locks are taken in the order of the process: a round's subjects before a position's.
    await takeTurn(tx, 'rating', application.roundId);
    const seen = await lockPosition(tx, application);
    if (seen?.standing.may !== 'restore') return 'refused';
    await keepPrioritiesDistinct(tx, application);
    await reconsider(tx, application, 'restore');
    await receipt(tx, seen, 'restored');
    // A teacher whose only applicant had let go was never asked to rate.
    await advanceRating(tx, application.roundId);
    return 'restored';
  });
}

const reconsider = (tx: Tx, { positionId, personId }: ApplicationOf, application: 'withdraw' | 'restore') =>
  advanceOffer(tx, positionId, { personId, application, actor: personId });

const receipt = (tx: Tx, { round, personId, course, title }: Locked, change: 'withdrawn' | 'restored') =>
  sendReceipts(tx, round, [personId], { change, course, title });

interface Locked extends SeenPosition {
  readonly standing: Standing;
  readonly round: RoundContext;
  readonly personId: string;
}

/**
 * A position that the student has applied for, under the lock that offers and ratings are decided under, so that where the
 * student stands holds until the commit. Null when there is none, or the round is paused.
 */
async function lockPosition(tx: Tx, { roundId, positionId, personId }: ApplicationOf): Promise<Locked | null> {
  const turn = await takeTurn(tx, 'offer', positionId);
  if (!turn) return null;
  const round = await loadRound(tx, roundId);
  const positions = await loadSeenPositions(tx.manager, { round, personId, now: turn.now });
  const position = positions.find(({ id }) => id === positionId);
  return position?.standing ? { ...position, standing: position.standing, round, personId } : null;
}

async function keepPrioritiesDistinct(tx: Tx, { roundId, positionId, personId }: ApplicationOf): Promise<void> {
  await tx.manager.query(
    `with own as (
       select o.priority from application o join position p on p.id = o.position_id
       where p.round_id = $1 and o.person_id = $3 and o.withdrawn_at is null
     )
     update application a set priority = (select max(priority) + 1 from own)
     where a.position_id = $2 and a.person_id = $3 and exists (select 1 from own where own.priority = a.priority)`,
    [roundId, positionId, personId],
  );
}
