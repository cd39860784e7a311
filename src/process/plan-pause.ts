import { recordEvents } from '../platform/events.js';
import { nowOf, type Tx } from '../timetable/turn.js';

interface By {
  readonly roundId: string;
  readonly actorId: string;
  readonly reason: string;
}

/**
 * Plans a pause of a round: it begins and ends by itself, at these instants whenever a daemon comes to it.
 * @param reason for the record of both
 * @returns null when it is planned, else why not: the round is `paused`, another pause is `planned`, or it would begin in
 * the `past`
 */
export async function planPause(
  tx: Tx,
  { roundId, startsAt, endsAt, actorId, reason }: By & { readonly startsAt: Date; readonly endsAt: Date },
): Promise<'paused' | 'planned' | 'past' | null> {
  // Whoever begins or ends one has this row first, and so does whoever plans.
  await tx.manager.query(`insert into subject (stage, id) values ('pause', $1) on conflict do nothing`, [roundId]);
  await lockPlan(tx, roundId);
  if (startsAt <= (await nowOf(tx))) return 'past';
  const [round] = await tx.manager.query<{ paused: boolean; planned: boolean }[]>(
    `select paused_at is not null as paused, exists (select from planned_pause where round_id = $1) as planned
     from round where id = $1`,
    [roundId],
  );
  if (round?.paused) return 'paused';
  if (round?.planned) return 'planned';
  await tx.manager.query(
    `insert into planned_pause (round_id, starts_at, ends_at, planned_by_id, reason) values ($1, $2, $3, $4, $5)`,
    [roundId, startsAt, endsAt, actorId, reason],
  );
  await tx.manager.query(`update subject set next_due_at = $2 where stage = 'pause' and id = $1`, [roundId, startsAt]);
  tx.alarms.push({ queue: 'pause', id: roundId, dueAt: startsAt });
  const data = { from: startsAt, until: endsAt, reason };
  await recordEvents(tx, [{ kind: 'pause-planned', actorId, roundId, data }]);
  return null;
}

/**
 * Takes a planned pause back. One that has begun goes on until somebody resumes the round.
 * @returns `none` when there is none
 */
export async function cancelPause(tx: Tx, { roundId, actorId, reason }: By): Promise<'none' | null> {
  await lockPlan(tx, roundId);
  const [, gone] = await tx.manager.query<[unknown[], number]>(`delete from planned_pause where round_id = $1`, [
    roundId,
  ]);
  if (gone === 0) return 'none';
  await tx.manager.query(`update subject set next_due_at = null where stage = 'pause' and id = $1`, [roundId]);
  await recordEvents(tx, [{ kind: 'pause-cancelled', actorId, roundId, data: { reason } }]);
  return null;
}

const lockPlan = (tx: Tx, roundId: string) =>
  tx.manager.query(`select from subject where stage = 'pause' and id = $1 for update`, [roundId]);
