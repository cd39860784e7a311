import { recordEvents } from '../platform/events.js';
import { loadRound } from '../rounds/round-context.js';
import { instantOf } from '../rounds/wall-clock.js';
import { nowOf, type Tx } from '../timetable/turn.js';
import { lockRound } from './lock-round.js';
import { advanceRating } from './rating/rating.advance.js';
import { type ExtensionFault, extensionFault } from './rating/rating.rule.js';
import { readRatingDues, tellRatingMoved } from './rating/tell-rating-moved.js';

interface Row {
  roundId: string;
  due: string | null;
  announced: boolean;
  rated: boolean;
  settled: boolean;
}

/**
 * Gives one position a deadline of its own for its rating, and tells its raters: the reminders and the list of the unrated
 * follow it. The round's own deadline takes it back.
 * @param due a wall-clock time
 * @returns null when it was done, else why not
 * @throws Error when there is no such position
 */
export async function extendRating(
  tx: Tx,
  { positionId, due, actorId, reason }: { positionId: string; due: string; actorId: string; reason: string },
): Promise<ExtensionFault | 'paused' | null> {
  const { roundId } = await read(tx, positionId);
  const { pausedAt } = await lockRound(tx, roundId);
  if (pausedAt) return 'paused';
  const now = await nowOf(tx);
  const round = await loadRound(tx, roundId);
  const position = await read(tx, positionId);
  const wanted = instantOf(due, tx.timeZone);
  const ownDue = position.due === null ? null : instantOf(position.due, tx.timeZone);
  const fault = position.announced ? extensionFault(round.instants, { ...position, ownDue }, wanted, now) : 'closed';
  if (fault) return fault;
  // By the old deadline first: no reminder of the new one is overdue.
  await advanceRating(tx, roundId);
  const before = await readRatingDues(tx, round);
  const own = wanted.getTime() === round.instants.rateDue.getTime() ? null : due;
  await tx.manager.query(`update position set rate_due = $2 where id = $1`, [positionId, own]);
  await tx.manager.query(
    `update mail set state = 'dropped', reason = 'the deadline was moved again', next_due_at = null
     where position_id = $1 and state = 'waiting' and kind = 'deadline-moved' and facts->>'what' = 'rating'`,
    [positionId],
  );
  await recordEvents(tx, [
    { kind: 'rating-extended', actorId, roundId, positionId, data: { from: position.due, to: own, reason } },
  ]);
  await tellRatingMoved(tx, round, before);
  await advanceRating(tx, roundId);
  return null;
}

async function read(tx: Tx, positionId: string): Promise<Row> {
  const [row] = await tx.manager.query<Row[]>(
    `select round_id as "roundId", rate_due as due, announced_at is not null as announced, rated_at is not null as rated,
       settled_at is not null as settled from position where id = $1`,
    [positionId],
  );
  if (!row) throw new Error(`There is no position ${positionId}.`);
  return row;
}
