import { recordEvents } from '../platform/events.js';
import { type Calendar, instantsOf } from '../rounds/calendar.js';
import { lockImports } from '../rounds/import/stored.js';
import { nowOf, type Tx } from '../timetable/turn.js';
import { lockRound } from './lock-round.js';

/** Whether a round can be removed: it has not begun, and nobody was told of it. */
export function removalOf(
  round: { readonly demandOpens: Date; readonly mailed: boolean },
  now: Date,
): 'removable' | 'begun' | 'mailed' {
  if (round.demandOpens <= now) return 'begun';
  return round.mailed ? 'mailed' : 'removable';
}

/**
 * Removes a round that has not begun, with its courses. The people stay, and so does what the log has of it.
 * @param reason for the record
 * @returns `gone` when there is no such round
 */
export async function removeRound(
  tx: Tx,
  { roundId, actorId, reason }: { roundId: string; actorId: string; reason: string },
): Promise<'removed' | 'begun' | 'mailed' | 'gone'> {
  await lockImports(tx);
  const [round] = await tx.manager.query<{ semester: string; campus: string }[]>(
    `select semester, campus_id as campus from round where id = $1`,
    [roundId],
  );
  if (!round) return 'gone';
  await lockRound(tx, roundId);
  // What was read before the lock may have been changed while it was waited for.
  const [state] = await tx.manager.query<{ calendar: Calendar; mailed: boolean; positions: string[] }[]>(
    `select calendar, exists (select from mail where round_id = r.id) as mailed,
       array(select id from position where round_id = r.id) as positions
     from round r where id = $1`,
    [roundId],
  );
  if (!state) return 'gone';
  const { demandOpens } = instantsOf(state.calendar, tx.timeZone);
  const removal = removalOf({ demandOpens, mailed: state.mailed }, await nowOf(tx));
  if (removal !== 'removable') return removal;
  const ids = [roundId, ...state.positions];
  // A link may have been opened on the board, for oneself.
  await tx.manager.query(`delete from link where subject = any($1)`, [ids]);
  await tx.manager.query(`delete from subject where id = any($1)`, [ids]);
  await tx.manager.query(`delete from demand where position_id = any($1)`, [state.positions]);
  await tx.manager.query(`delete from position where round_id = $1`, [roundId]);
  await tx.manager.query(`delete from planned_pause where round_id = $1`, [roundId]);
  await tx.manager.query(`delete from report where round_id = $1`, [roundId]);
  await tx.manager.query(`delete from round where id = $1`, [roundId]);
  const data = { reason, ...round, positions: state.positions.length };
  await recordEvents(tx, [{ kind: 'round-removed', actorId, roundId, data }]);
  return 'removed';
}
