import { enqueueMails } from '../../outbox/enqueue.js';
import { type App, transact } from '../../platform/app.js';
import { recordEvents } from '../../platform/events.js';
import { loadRound } from '../../rounds/round-context.js';
import { type Tx, takeTurn } from '../../timetable/turn.js';
import { advanceOffer } from '../offer/offer.advance.js';
import { differences, type Order, orderOf, type Word, wordsOf } from './order.rule.js';
import { type Applicant, isFree, orderRating, type Rated, takesRating } from './rating.rule.js';
import { loadApplicants } from './rating.state.js';
import { tellRaters } from './tell-raters.js';

export interface Submission {
  readonly positionId: string;
  readonly personId: string;
  /** The link that the rater came through; one that was taken back meanwhile submits nothing. */
  readonly linkId: string;
  /** How many ratings had been submitted when the rater opened the form. */
  readonly basedOn: number;
  /** A word on every applicant who is to be rated. */
  readonly order: Order;
}

interface Row {
  roundId: string;
  settled: boolean;
  ratings: number;
  teacherId: string;
  revoked: boolean;
}

/**
 * Takes a rating of every applicant who has no offer yet; the first offers leave at once when their time has come.
 * Whoever submits what already holds, such as by a second click, is told `rated` and changes nothing.
 * @returns what came of it; all but `rated` change nothing:
 * - `closed`: the position is settled, the round closed or paused, or the rater's link taken back
 * - `conflict`: another rating was submitted since the rater opened the form
 * - `changed`: the applicants are not those that the rater saw (an offer went out meanwhile)
 */
export async function submitRating(
  app: App,
  { positionId, personId, linkId, basedOn, order }: Submission,
): Promise<'rated' | 'closed' | 'conflict' | 'changed'> {
  return transact(app, async (tx) => {
    // The offers' subject, since the order of the offers is what a rating decides.
    const turn = await takeTurn(tx, 'offer', positionId);
    if (!turn) return 'closed';
    const [position] = await tx.manager.query<Row[]>(
      `select round_id as "roundId", settled_at is not null as settled, ratings, teacher_id as "teacherId",
         (select revoked_at is not null from link where id = $2) as revoked
       from position where id = $1`,
      [positionId, linkId],
    );
    if (!position || position.revoked) return 'closed';
    const round = await loadRound(tx, position.roundId);
    if (!takesRating(round.instants, position.settled, turn.now)) return 'closed';
    const applicants = await loadApplicants(tx, positionId);
    if (basedOn !== position.ratings) return holds(order, applicants) ? 'rated' : 'conflict';
    const ratings = orderRating(applicants, ratedIn(order));
    if (!ratings) return holds(order, applicants) ? 'rated' : 'changed';

    await writeRating(tx, positionId, applicants, ratings);
    await tx.manager.query(
      `update position set rated_at = coalesce(rated_at, $2), rated_by_id = $3, ratings = ratings + 1 where id = $1`,
      [positionId, turn.now, personId],
    );
    await tx.manager.query(`delete from rating_draft where position_id = $1 and person_id = $2`, [
      positionId,
      personId,
    ]);
    await recordEvents(tx, [
      { kind: 'rated', actorId: personId, roundId: round.id, positionId, data: { order: ratings } },
    ]);
    await enqueueMails(tx, await tellRaters(tx, round, { positionId, personId, ratings, count: position.ratings + 1 }));
    await advanceOffer(tx, positionId);
    return 'rated';
  });
}

const ratedIn = (order: Order): Rated[] =>
  Object.entries(wordsOf(order, 1)).map(([applicationId, { place }]) => ({ applicationId, rank: place }));

type Loaded = Applicant & { readonly word: Word | null };

/** Whether the rating that holds says the same of all that are to be rated, and of those who were. */
function holds(order: Order, applicants: readonly Loaded[]): boolean {
  const ids = [...order.ranked, ...order.unsuited];
  const words = Object.fromEntries(applicants.map(({ applicationId, word }) => [applicationId, word]));
  if (ids.some((id) => !words[id]) || applicants.some((one) => isFree(one) && !ids.includes(one.applicationId)))
    return false;
  return differences(order, orderOf(ids, words as Record<string, Word>)).size === 0;
}

async function writeRating(tx: Tx, positionId: string, applicants: readonly Loaded[], ratings: readonly Rated[]) {
  // Whoever let go keeps no place that another is to have.
  const gone = applicants.filter((one) => one.withdrawn && one.offeredRank === null);
  await tx.manager.query(`delete from rating where application_id = any($1)`, [gone.map((one) => one.applicationId)]);
  await tx.manager.query(
    `insert into rating (application_id, position_id, rank)
     select r."applicationId", $1, r.rank from jsonb_to_recordset($2::jsonb) as r("applicationId" uuid, rank int)
     on conflict (application_id) do update set rank = excluded.rank`,
    [positionId, JSON.stringify(ratings)],
  );
}
