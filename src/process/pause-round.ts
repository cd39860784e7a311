import { recordEvents } from '../platform/events.js';
import { nowOf, type Tx } from '../timetable/turn.js';
import { lockRound } from './lock-round.js';

/**
 * Pauses a round: nothing of it is due, and no mail of it leaves, until it is resumed. Its pages say so.
 * @param reason for the record, and for whoever asks
 * @param at since when, where that was planned and nothing has happened since
 * @returns `already` when it was paused
 * @throws Error when there is no such round
 */
export async function pauseRound(
  tx: Tx,
  { roundId, actorId, reason, at }: { roundId: string; actorId: string; reason: string; at?: Date },
): Promise<'paused' | 'already'> {
  const { pausedAt, subjects } = await lockRound(tx, roundId);
  if (pausedAt) return 'already';
  await tx.manager.query(`update round set paused_at = $2 where id = $1`, [roundId, at ?? (await nowOf(tx))]);
  // Without a due instant neither an alarm nor the sweep finds them; whoever takes a turn is turned away.
  await tx.manager.query(
    `update subject s set paused = true, next_due_at = null
     from jsonb_to_recordset($1::jsonb) as r(stage text, id text) where s.stage = r.stage and s.id = r.id`,
    [JSON.stringify(subjects)],
  );
  await holdMails(tx, roundId);
  await recordEvents(tx, [{ kind: 'round-paused', actorId, roundId, data: { reason } }]);
  return 'paused';
}

/** Keeps back the mails of a round that wait, until it is resumed. */
export async function holdMails(tx: Tx, roundId: string): Promise<void> {
  await tx.manager.query(`update mail set next_due_at = null where round_id = $1 and state = 'waiting'`, [roundId]);
}
