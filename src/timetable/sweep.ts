import { Counter } from 'prom-client';
import type { EntityManager } from 'typeorm';
import type { App } from '../platform/app.js';
import { readClock } from '../platform/clock.js';
import { noteRun } from './last-run.js';
import { MAILS_A_JOB } from './mails-a-job.js';
import type { Queues } from './queues.js';
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
      const until = new Date(now.getTime() + reach);
      // Each job of a mail sees to some that are due, whichever they are: while mails leave, enough of them wait already.
      let jobs: number | undefined = anew ? 0 : undefined;
      const lacking = async (due: readonly Alarm[]): Promise<readonly Alarm[]> => {
        if (due[0]?.queue !== 'mail') return due;
        jobs ??= await queues.waiting('mail');
        const needed = due.filter((_, index) => index % MAILS_A_JOB === 0);
        const there = Math.min(jobs, needed.length);
        jobs -= there;
        return needed.slice(there);
      };
      for (const read of [readSubjects, readOutgoing('mail', 'mail'), readOutgoing('webhook', 'webhook_delivery')]) {
        for await (const page of pages(manager, read, until)) {
          const due = page.filter((alarm) => alarm.dueAt <= now);
          const later = page.filter((alarm) => alarm.dueAt > now);
          const rung = await lacking(due);
          await queues.ringNow(rung, anew);
          for (const { queue } of rung) repairs.inc({ queue });
          await queues.setAlarms(later, now, 'clock');
          swept.overdue += due.length;
          swept.ahead += later.length;
        }
      }
      return swept.overdue;
    });
    return swept;
  });
}

type Read = (manager: EntityManager, until: Date, after: Alarm | null) => Promise<Alarm[]>;

async function* pages(manager: EntityManager, read: Read, until: Date): AsyncGenerator<Alarm[]> {
  let after: Alarm | null = null;
  for (;;) {
    const page: Alarm[] = await read(manager, until, after);
    if (page.length > 0) yield page;
    if (page.length < PAGE) return;
    after = page.at(-1) ?? null;
  }
}

const readSubjects: Read = (manager, until, after) =>
  manager.query<Alarm[]>(
    `select stage as queue, id, next_due_at as "dueAt" from subject
     where next_due_at <= $1 and (retry_at is null or retry_at <= clock_timestamp())
       and ($2::timestamptz is null or (next_due_at, stage, id) > ($2, $3, $4))
     order by next_due_at, stage, id limit ${PAGE}`,
    [until, after?.dueAt ?? null, after?.queue ?? null, after?.id ?? null],
  );

const readOutgoing =
  (queue: 'mail' | 'webhook', table: 'mail' | 'webhook_delivery'): Read =>
  (manager, until, after) =>
    manager.query<Alarm[]>(
      `select '${queue}' as queue, id, next_due_at as "dueAt" from ${table}
       where state = 'waiting' and next_due_at <= $1
         and ($2::timestamptz is null or (next_due_at, id) > ($2, $3))
       order by next_due_at, id limit ${PAGE}`,
      [until, after?.dueAt ?? null, after?.id ?? null],
    );
