import type { EntityManager } from 'typeorm';
import { NOW_SQL, readClock } from '../platform/clock.js';
import type { Span } from '../rounds/reminders.js';
import type { SubjectStage } from './stages.js';

/** An alarm to set once the transaction has committed. */
export interface Alarm {
  readonly queue: SubjectStage | 'mail' | 'webhook';
  readonly id: string;
  readonly dueAt: Date;
}

/** What a transaction came to, by ids: for the log and for traces. */
export interface Decided {
  /** Stage and id of each subject whose turn it took: `offer P1`. */
  readonly subjects: string[];
  /** The mails that it wrote. */
  readonly mails: string[];
}

/** One transaction: its connection, its one `now`, and the alarms that its decisions caused. */
export interface Tx {
  readonly manager: EntityManager;
  readonly timeZone: string;
  readonly alarms: Alarm[];
  /** Absent where nothing that is decided will be kept. */
  readonly decided?: Decided;
  now?: Date;
}

/** A stage's hold on its subject: the row is locked, and everything due in (since, now] is to be done. */
export interface Turn extends Span {
  readonly stage: SubjectStage;
  readonly id: string;
}

/** The transaction's one `now`, read when first asked for: after the first lock, so that it grows in lock order. */
export async function nowOf(tx: Tx): Promise<Date> {
  tx.now ??= await readClock(tx.manager);
  return tx.now;
}

/** Whether anything of a subject is due: of two alarms that ring for it the second finds that nothing is. */
export async function isDue(tx: Tx, stage: SubjectStage, id: string): Promise<boolean> {
  const rows = await tx.manager.query<unknown[]>(
    `select 1 from subject s, clock where s.stage = $1 and s.id = $2 and s.next_due_at <= ${NOW_SQL}`,
    [stage, id],
  );
  return rows.length > 0;
}

/**
 * Locks a subject for this transaction.
 * @returns the turn, or null when there is no such subject or its round is paused
 */
export async function takeTurn(tx: Tx, stage: SubjectStage, id: string): Promise<Turn | null> {
  const [row] = await tx.manager.query<{ advanced_to: Date | null; paused: boolean; rests_at: Date | null }[]>(
    `select s.advanced_to, s.paused,
       (select n.starts_at from planned_pause n where not n.begun and s.stage <> 'pause'
        and n.round_id = coalesce((select p.round_id from position p where p.id = s.id), s.id)) as rests_at
     from subject s where s.stage = $1 and s.id = $2 for update of s`,
    [stage, id],
  );
  if (!row || row.paused) return null;
  const now = await nowOf(tx);
  // A pause that should have begun has: whoever is to note it may be late.
  if (row.rests_at && row.rests_at <= now) return null;
  tx.decided?.subjects.push(`${stage} ${id}`);
  return { stage, id, since: row.advanced_to, now };
}

/** Notes that everything up to the turn's `now` is done and when the subject is due next. */
export async function endTurn(tx: Tx, turn: Turn, nextDueAt: Date | null): Promise<void> {
  await tx.manager.query(
    `update subject set next_due_at = $3, advanced_to = greatest(advanced_to, $4::timestamptz),
       failures = 0, failure = null, retry_at = null, attempted_at = clock_timestamp()
     where stage = $1 and id = $2`,
    [turn.stage, turn.id, nextDueAt, turn.now],
  );
  if (nextDueAt) tx.alarms.push({ queue: turn.stage, id: turn.id, dueAt: nextDueAt });
}

/** Creates a subject, due at once, if it is not there yet. */
export async function openSubject(tx: Tx, stage: SubjectStage, id: string): Promise<void> {
  const dueAt = await nowOf(tx);
  const rows = await tx.manager.query<unknown[]>(
    `insert into subject (stage, id, next_due_at) values ($1, $2, $3) on conflict do nothing returning id`,
    [stage, id, dueAt],
  );
  if (rows.length > 0) tx.alarms.push({ queue: stage, id, dueAt });
}
