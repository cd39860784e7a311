import { recordEvents } from '../platform/events.js';
import { type Calendar, type CalendarEntry, type Instants, instantsOf } from '../rounds/calendar.js';
import { calendarChangeFaults, changedEntries } from '../rounds/calendar-change.rule.js';
import { loadRound } from '../rounds/round-context.js';
import { nowOf, type Tx } from '../timetable/turn.js';
import { tellApplicationMoved } from './announcement/tell-application-moved.js';
import { tellDemandMoved } from './demand/tell-demand-moved.js';
import { type LockedRound, lockRound } from './lock-round.js';
import { ADVANCE } from './process.js';
import { readRatingDues, tellRatingMoved } from './rating/tell-rating-moved.js';

/** Entries of a calendar that are to be given another time. */
export type WantedTimes = Partial<Calendar>;

/** The entries of which people are told, and what the mail calls them. */
const TOLD: { readonly [E in CalendarEntry]?: string } = {
  demandDue: 'demand',
  applyDue: 'application',
  rateDue: 'rating',
};

/**
 * Gives deadlines of a round other times. What is due until now is done first, by the old ones; then every rule decides
 * afresh, and whoever a deadline is for is told: silent teachers of demandDue, the list and the students with a form of
 * applyDue, raters of rateDue. Offers that are out stand.
 * @returns null when it was done, else why not: the round is `paused`, where resuming moves deadlines anyway, or the times
 * cannot be so (any more): `calendarChangeFaults` says which
 * @throws Error when there is no such round
 */
export async function moveDeadlines(
  tx: Tx,
  { roundId, wanted, actorId, reason }: { roundId: string; wanted: WantedTimes; actorId: string; reason: string },
): Promise<'paused' | 'faults' | null> {
  const { pausedAt, subjects } = await lockRound(tx, roundId);
  if (pausedAt) return 'paused';
  const now = await nowOf(tx);
  const before = (await loadRound(tx, roundId)).instants;
  const calendar = await readCalendar(tx, roundId);
  const then = { ...calendar, ...wanted };
  const after = instantsOf(then, tx.timeZone);
  if (calendarChangeFaults(before, after, now).length > 0) return 'faults';
  const moved = changedEntries(before, after);

  // Else a reminder whose day is past by the new calendar would go out on top of the mail that tells of it.
  for (const { stage, id } of subjects) if (id === roundId) await ADVANCE[stage](tx, id);
  const rateDues = await readRatingDues(tx, await loadRound(tx, roundId));
  await tx.manager.query(`update round set calendar = $2 where id = $1`, [roundId, then]);
  if (before.demandDue <= now && after.demandDue > now) await askForReportAnew(tx, roundId);
  await updateWaiting(tx, roundId, moved, { before, after });
  await recordEvents(tx, [
    { kind: 'deadlines-moved', actorId, roundId, data: { from: pick(calendar, moved), to: pick(then, moved), reason } },
  ]);

  const round = await loadRound(tx, roundId);
  if (moved.includes('demandDue')) await tellDemandMoved(tx, round, before.demandDue);
  if (moved.includes('applyDue')) await tellApplicationMoved(tx, round, before.applyDue);
  if (moved.includes('rateDue')) await tellRatingMoved(tx, round, rateDues);
  await wake(tx, subjects, now);
  return null;
}

async function readCalendar(tx: Tx, roundId: string): Promise<Calendar> {
  const [round] = await tx.manager.query<{ calendar: Calendar }[]>(`select calendar from round where id = $1`, [
    roundId,
  ]);
  if (!round) throw new Error(`There is no round ${roundId}.`);
  return round.calendar;
}

const pick = (calendar: Calendar, entries: readonly CalendarEntry[]): WantedTimes =>
  Object.fromEntries(entries.map((entry) => [entry, calendar[entry]]));

/** Until the new demandDue the contact can no longer report, so what she was asked for comes again then. */
async function askForReportAnew(tx: Tx, roundId: string): Promise<void> {
  await tx.manager.query(`update report set requested_at = null where round_id = $1 and reported_at is null`, [
    roundId,
  ]);
}

/** What waits in the outbox is of use until the new instants; what tells of a deadline that is moved again is of none. */
async function updateWaiting(
  tx: Tx,
  roundId: string,
  moved: readonly CalendarEntry[],
  { before, after }: { before: Instants; after: Instants },
): Promise<void> {
  await tx.manager.query(
    `update mail set state = 'dropped', reason = 'the deadline was moved again', next_due_at = null
     where round_id = $1 and state = 'waiting' and kind = 'deadline-moved' and facts->>'what' = any($2)`,
    [roundId, moved.flatMap((entry) => TOLD[entry] ?? [])],
  );
  await tx.manager.query(
    `update mail m set useless_at = e.after
     from jsonb_to_recordset($2::jsonb) as e(before timestamptz, after timestamptz)
     where m.round_id = $1 and m.state = 'waiting' and m.offer_id is null and m.useless_at = e.before`,
    [roundId, JSON.stringify(moved.map((entry) => ({ before: before[entry], after: after[entry] })))],
  );
}

/** Makes every rule of the round look again, now. */
async function wake(tx: Tx, subjects: LockedRound['subjects'], now: Date): Promise<void> {
  await tx.manager.query(
    `update subject s set next_due_at = $2
     from jsonb_to_recordset($1::jsonb) as r(stage text, id text) where s.stage = r.stage and s.id = r.id`,
    [JSON.stringify(subjects), now],
  );
  for (const { stage, id } of subjects) tx.alarms.push({ queue: stage, id, dueAt: now });
}
