import { type App, transact } from '../../platform/app.js';
import { recordEvents } from '../../platform/events.js';
import { loadRound } from '../../rounds/round-context.js';
import { takeTurn } from '../../timetable/turn.js';
import { advanceOffer } from '../offer/offer.advance.js';
import { orderRating, type Rated, takesRating } from './rating.rule.js';
import { loadApplicants } from './rating.state.js';

/**
 * Takes a rating of every applicant who has no offer yet; the first offers leave at once when their time has come.
 * @returns `closed` when the position is settled or the round closed; `changed` when the applicants are not those that the
 * rater saw (an offer went out meanwhile). Both change nothing.
 */
export async function submitRating(
  app: App,
  { positionId, personId, ratings }: { positionId: string; personId: string; ratings: readonly Rated[] },
): Promise<'rated' | 'closed' | 'changed'> {
  return transact(app, async (tx) => {
    // The offers' subject, since the order of the offers is what a rating decides.
    const turn = await takeTurn(tx, 'offer', positionId);
    if (!turn) return 'closed';
    const [position] = await tx.manager.query<{ round_id: string; settled: boolean }[]>(
      `select round_id, settled_at is not null as settled from position where id = $1`,
      [positionId],
    );
    if (!position) return 'closed';
    const round = await loadRound(tx, position.round_id);
    if (!takesRating(round.instants, position.settled, turn.now)) return 'closed';
    const ordered = orderRating(await loadApplicants(tx, positionId), ratings);
    if (!ordered) return 'changed';
    await tx.manager.query(
      `insert into rating (application_id, position_id, rank)
       select r."applicationId", $1, r.rank from jsonb_to_recordset($2::jsonb) as r("applicationId" uuid, rank int)
       on conflict (application_id) do update set rank = excluded.rank`,
      [positionId, JSON.stringify(ordered)],
    );
    await tx.manager.query(`update position set rated_at = coalesce(rated_at, $2) where id = $1`, [
      positionId,
      turn.now,
    ]);
    await recordEvents(tx, [
      { kind: 'rated', actorId: personId, roundId: round.id, positionId, data: { order: ordered } },
    ]);
    await advanceOffer(tx, positionId);
    return 'rated';
  });
}
