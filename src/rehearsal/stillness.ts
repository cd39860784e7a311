import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from 'pg';

/** Tells whether any job runs or waits to run; delayed ones are alarms and do not count. */
export type JobProbe = () => Promise<boolean>;

/** How long the system may stay without finishing anything that is due. */
const PATIENCE_MS = 60_000;

interface Look {
  /** The subjects, mails and deliveries that are due. */
  readonly due: number;
  readonly next: Date | null;
}

/**
 * Waits until the system has done all that is due at `now`: no subject, no mail and no delivery is due, no job runs or waits.
 * @returns the next instant at which anything falls due by itself, null when nothing will but what recurs for ever
 * @throws Error that names what is still due when nothing gets done any more; the signal's reason when that is aborted
 */
export async function untilStill(
  client: Client,
  hasJobs: JobProbe,
  now: Date,
  signal: AbortSignal,
  patienceMs = PATIENCE_MS,
): Promise<Date | null> {
  const started = performance.now();
  let left = Number.NaN;
  let leftSince = started;
  for (;;) {
    signal.throwIfAborted();
    const { due, next } = await look(client, now);
    if (due === 0 && !(await hasJobs())) return next;
    const time = performance.now();
    if (due !== left) [left, leftSince] = [due, time];
    if (time - leftSince > patienceMs) throw new Error(await complaint(client, now, patienceMs));
    // Looking costs the database something too: seldom while there is much to do, often while there is little.
    await pause(Math.min(50, Math.max(2, (time - started) / 8)));
  }
}

// What the night lets go of is months away from a round that is rehearsed: it is done whenever time stops for something else.
async function look(client: Client, now: Date): Promise<Look> {
  const { rows } = await client.query<Look>({
    name: 'look',
    text: `select
        (
          (select count(*) from subject where next_due_at <= $1)
          + (select count(*) from mail where state = 'waiting' and next_due_at <= $1)
          + (select count(*) from webhook_delivery where state = 'waiting' and next_due_at <= $1)
        )::integer as due,
        (select least(ahead, (select min(next_due_at) from subject
           where stage = 'timetable' and id <> 'retention' and next_due_at > $1))
         from least(
          (select min(next_due_at) from subject where stage <> 'timetable' and next_due_at > $1),
          (select min(next_due_at) from mail where state = 'waiting' and next_due_at > $1),
          (select min(next_due_at) from webhook_delivery where state = 'waiting' and next_due_at > $1)
         ) as ahead where ahead is not null) as next`,
    values: [now],
  });
  const [row] = rows;
  if (!row) throw new Error('The database did not say what is due.');
  return row;
}

/** What keeps the system busy, for the message of a rehearsal that cannot go on. */
async function complaint(client: Client, now: Date, patienceMs: number): Promise<string> {
  const { rows } = await client.query<{ line: string }>(
    `select stage || ' ' || id || ', failed ' || failures || ' times' as line from subject where next_due_at <= $1
     union all
     select count(*) || ' mails of kind ' || kind || ': ' || coalesce(min(reason), 'not tried yet')
       from mail where state = 'waiting' and next_due_at <= $1 group by kind
     union all
     select count(*) || ' deliveries: ' || coalesce(min(reason), 'not tried yet')
       from webhook_delivery where state = 'waiting' and next_due_at <= $1 having count(*) > 0`,
    [now],
  );
  const left = rows.length > 0 ? rows.map(({ line }) => `\n  ${line}`).join('') : ' jobs that do not end';
  return `Nothing was done for ${patienceMs / 1000} s at ${now.toISOString()}. Still due:${left}`;
}
