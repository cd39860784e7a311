import { recordEvents } from '../platform/events.js';
import type { Calendar } from '../rounds/calendar.js';
import { daysPaused, postponed, postponedTime } from '../rounds/postpone.js';
import { nowOf, type Tx } from '../timetable/turn.js';
import { lockRound } from './lock-round.js';
import { advanceOffer } from './offer/offer.advance.js';

/**
 * Lets a paused round go on. Every deadline that lay ahead when it was paused, of the calendar and of the open offers,
 * moves by as many whole days as leave nobody less time than they had; students with an open offer are told.
 * @param at when it was to go on, where that was planned
 * @returns the days, or `running` when it was not paused
 * @throws Error when there is no such round
 */
export async function resumeRound(
  tx: Tx,
  { roundId, actorId, reason, at }: { roundId: string; actorId: string; reason: string; at?: Date },
): Promise<{ readonly days: number } | 'running'> {
  const { pausedAt, subjects } = await lockRound(tx, roundId);
  if (!pausedAt) return 'running';
  const now = await nowOf(tx);
  const days = daysPaused(pausedAt, at ?? now, tx.timeZone);
  const [round] = await tx.manager.query<{ calendar: Calendar }[]>(`select calendar from round where id = $1`, [
    roundId,
  ]);
  await tx.manager.query(`update round set paused_at = null, calendar = $2 where id = $1`, [
    roundId,
    round && postponed(round.calendar, pausedAt, days, tx.timeZone),
  ]);
  // A pause that has ended earlier than was planned does not end again; one that is still to come stands.
  await tx.manager.query(`delete from planned_pause where round_id = $1 and begun`, [roundId]);
  await postponeRatings(tx, roundId, pausedAt, days);
  await tx.manager.query(
    `update subject s set paused = false, next_due_at = $2
     from jsonb_to_recordset($1::jsonb) as r(stage text, id text) where s.stage = r.stage and s.id = r.id`,
    [JSON.stringify(subjects), now],
  );
  for (const { stage, id } of subjects) tx.alarms.push({ queue: stage, id, dueAt: now });
  await wakeMails(tx, roundId, now, days);
  await recordEvents(tx, [{ kind: 'round-resumed', actorId, roundId, data: { days, reason } }]);
  for (const { stage, id } of subjects)
    if (stage === 'offer') await advanceOffer(tx, id, { days, since: pausedAt, actor: actorId, reason });
  return { days };
}

/** The positions' own deadlines move as the calendar's do. */
async function postponeRatings(tx: Tx, roundId: string, pausedAt: Date, days: number): Promise<void> {
  const positions = await tx.manager.query<{ id: string; due: string }[]>(
    `select id, rate_due as due from position where round_id = $1 and rate_due is not null`,
    [roundId],
  );
  for (const { id, due } of positions)
    await tx.manager.query(`update position set rate_due = $2 where id = $1`, [
      id,
      postponedTime(due, pausedAt, days, tx.timeZone),
    ]);
}

/** The mails that waited when the round was paused go now; what made one of them useless lies as many days later. */
async function wakeMails(tx: Tx, roundId: string, now: Date, days: number): Promise<void> {
  const [mails] = await tx.manager.query<[{ id: string }[], number]>(
    `update mail set next_due_at = $2,
       useless_at = (useless_at at time zone $4 + make_interval(days => $3)) at time zone $4
     where round_id = $1 and state = 'waiting' and next_due_at is null returning id`,
    [roundId, now, days, tx.timeZone],
  );
  for (const { id } of mails) tx.alarms.push({ queue: 'mail', id, dueAt: now });
}
