import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from 'pg';

/** Tells whether any job runs or waits to run; delayed ones are alarms and do not count. */
export type JobProbe = () => Promise<boolean>;

/** How long the system may take to finish what is due at one instant. */
const LIMIT_MS = 60_000;

interface Look {
  readonly busy: boolean;
  readonly next: Date | null;
}

/**
 * Waits until the system has done all that is due at `now`: no subject and no mail is due, no job runs or waits.
 * @returns the next instant at which anything falls due by itself, null when nothing will
 * @throws Error that names what is still due after a minute; the signal's reason when that is aborted
 */
export async function untilStill(
  client: Client,
  hasJobs: JobProbe,
  now: Date,
  signal: AbortSignal,
): Promise<Date | null> {
  const started = performance.now();
  for (;;) {
    signal.throwIfAborted();
    const { busy, next } = await look(client, now);
    if (!busy && !(await hasJobs())) return next;
    const waited = performance.now() - started;
    if (waited > LIMIT_MS) throw new Error(await complaint(client, now));
    // Looking costs the database something too: seldom while there is much to do, often while there is little.
    await pause(Math.min(50, Math.max(2, waited / 8)));
  }
}

async function look(client: Client, now: Date): Promise<Look> {
  const { rows } = await client.query<Look>({
    name: 'look',
    text: `select
        exists (select from subject where next_due_at <= $1)
          or exists (select from mail where state = 'waiting' and next_due_at <= $1) as busy,
        least(
          (select min(next_due_at) from subject where next_due_at > $1),
          (select min(next_due_at) from mail where state = 'waiting' and next_due_at > $1)
        ) as next`,
    values: [now],
  });
  return rows[0] ?? { busy: true, next: null };
}

/** What keeps the system busy, for the message of a rehearsal that cannot go on. */
async function complaint(client: Client, now: Date): Promise<string> {
  const { rows } = await client.query<{ line: string }>(
    `select stage || ' ' || id || ', due at ' || next_due_at || ', failed ' || failures || ' times' as line
       from subject where next_due_at <= $1
     union all
     select count(*) || ' mails of kind ' || kind || ': ' || coalesce(min(reason), 'not tried yet')
       from mail where state = 'waiting' and next_due_at <= $1 group by kind`,
    [now],
  );
  const due = rows.length > 0 ? rows.map(({ line }) => `\n  ${line}`).join('') : ' jobs that never end';
  return `The system was not done with ${now.toISOString()} after ${LIMIT_MS / 1000} s. Still due:${due}`;
}
