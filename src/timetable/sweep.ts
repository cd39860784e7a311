import { Counter } from 'prom-client';
import type { EntityManager } from 'typeorm';
import type { App } from '../platform/app.js';
import { readClock } from '../platform/clock.js';
import { noteRun } from './last-run.js';
import { MAILS_A_JOB } from './mails-a-job.js';
import type { Queues } from './queues.js';
import { SUBJECTS } from './stages.js';
import type { Alarm } from './turn.js';

// Any fixed number: whoever holds the lock of this number sweeps.
const SWEEP_LOCK = 7_230_115;
const PAGE = 1000;
// Several sweeps see each alarm before its time. To set those of a whole day again and again would keep a daemon from its work.
const AHEAD_MS = 120_000;

const repairs = new Counter({
  name: 'stafett_sweep_repairs_total',
  help: 'Subjects, mails and deliveries that a sweep found due and rang for, since their alarm had not done so yet.',
  labelNames: ['queue'],
});

export interface Swept {
  /** Subjects, mails and deliveries that were due and got a job that runs at once. */
  readonly overdue: number;
  /** Alarms of the coming minutes that were set, most of them again. */
  readonly ahead: number;
}

/**
 * Finds what is due and what will be soon, and sets its jobs: what heals a lost or late queue, and sets what lay beyond the
 * horizon when it was decided.
 * @param options.reach how far to look ahead; 0 finds just what is due
 * @param options.anew rings for what is due also where a job of it waits or runs already
 * @returns null when another daemon is sweeping
 */
export async function sweep(
  app: App,
  queues: Queues,
  { reach = AHEAD_MS, anew = false }: { readonly reach?: number; readonly anew?: boolean } = {},
): Promise<Swept | null> {
  return app.database.transaction(async (manager) => {
    const [lock] = await manager.query<{ held: boolean }[]>(`select pg_try_advisory_xact_lock($1) as held`, [
      SWEEP_LOCK,
    ]);
    if (!lock?.held) return null;
    const swept = { overdue: 0, ahead: 0 };
    await noteRun(manager, 'sweep', null, async () => {
      const now = await readClock(manager);
      const due = await countDue(manager, now);
      for (const { count } of due) swept.overdue += count;
      for (const { queue, count } of due) {
        const jobs = anew ? 0 : await queues.waiting(queue);
        // Each job of a mail sees to some that are due, whichever they are.
        const each = queue === 'mail' ? MAILS_A_JOB : 1;
        // To read a whole storm at each sweep would keep it from ending. Should one be missing among so many, it shows when fewer wait.
        if (jobs >= Math.ceil(count / each)) continue;
        let spared = queue === 'mail' ? jobs : 0;
        for await (const page of pages(manager, readerOf([queue]), { from: null, to: now })) {
          const needed = page.filter((_, index) => index % each === 0);
          const rung = needed.slice(spared);
          spared = Math.max(0, spared - needed.length);
          await queues.ringNow(rung, anew);
          repairs.inc({ queue }, rung.length);
        }
      }
      const ahead = { from: now, to: new Date(now.getTime() + reach) };
      for (const read of reach > 0 ? [readerOf(SUBJECTS), readerOf(['mail']), readerOf(['webhook'])] : []) {
        for await (const page of pages(manager, read, ahead)) {
          await queues.setAlarms(page, now, 'clock');
          swept.ahead += page.length;
        }
      }
      return swept.overdue;
    });
    return swept;
  });
}

const DUE_SUBJECT = '(retry_at is null or retry_at <= clock_timestamp())';

async function countDue(manager: EntityManager, now: Date): Promise<{ queue: Alarm['queue']; count: number }[]> {
  const counts = await manager.query<{ queue: Alarm['queue']; count: number }[]>(
    `select stage as queue, count(*)::int from subject where next_due_at <= $1 and ${DUE_SUBJECT} group by stage
     union all select 'mail', count(*)::int from mail where state = 'waiting' and next_due_at <= $1
     union all select 'webhook', count(*)::int from webhook_delivery where state = 'waiting' and next_due_at <= $1`,
    [now],
  );
  return counts.filter(({ count }) => count > 0);
}

/** The time after `from`, or from the beginning, up to `to`. */
interface Span {
  readonly from: Date | null;
  readonly to: Date;
}

type Read = (manager: EntityManager, span: Span, after: Alarm | null) => Promise<Alarm[]>;

async function* pages(manager: EntityManager, read: Read, span: Span): AsyncGenerator<Alarm[]> {
  let after: Alarm | null = null;
  for (;;) {
    const page: Alarm[] = await read(manager, span, after);
    if (page.length > 0) yield page;
    if (page.length < PAGE) return;
    after = page.at(-1) ?? null;
  }
}

/** Reads what is due of one queue, or of several stages, a page at a time. */
function readerOf(queues: readonly Alarm['queue'][]): Read {
  const [queue] = queues;
  if (queue === 'mail') return readOutgoing('mail', 'mail');
  if (queue === 'webhook') return readOutgoing('webhook', 'webhook_delivery');
  return (manager, { from, to }, after) =>
    manager.query<Alarm[]>(
      `select stage as queue, id, next_due_at as "dueAt" from subject
       where stage = any($1) and next_due_at > coalesce($2::timestamptz, '-infinity') and next_due_at <= $3 and ${DUE_SUBJECT}
         and ($4::timestamptz is null or (next_due_at, stage, id) > ($4, $5, $6))
       order by next_due_at, stage, id limit ${PAGE}`,
      [queues, from, to, after?.dueAt ?? null, after?.queue ?? null, after?.id ?? null],
    );
}

const readOutgoing =
  (queue: 'mail' | 'webhook', table: 'mail' | 'webhook_delivery'): Read =>
  (manager, { from, to }, after) =>
    manager.query<Alarm[]>(
      `select '${queue}' as queue, id, next_due_at as "dueAt" from ${table}
       where state = 'waiting' and next_due_at > coalesce($1::timestamptz, '-infinity') and next_due_at <= $2
         and ($3::timestamptz is null or (next_due_at, id) > ($3, $4))
       order by next_due_at, id limit ${PAGE}`,
      [from, to, after?.dueAt ?? null, after?.id ?? null],
    );
