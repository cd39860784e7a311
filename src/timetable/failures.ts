import type { App } from '../platform/app.js';
import { withoutAddresses } from '../platform/without-addresses.js';
import type { SubjectStage } from './stages.js';

const MOST = 500;

/**
 * Notes that a subject could not be advanced. The sweep leaves it alone for a while, longer each time, so that one bad row
 * does not fill the queue; a retry in the board is not held back.
 */
export async function noteFailure(app: App, stage: SubjectStage, id: string, error: unknown): Promise<void> {
  await app.database.query(
    `update subject set failures = failures + 1, failure = $3, attempted_at = clock_timestamp(),
       retry_at = clock_timestamp() + least(interval '15 seconds' * 2 ^ least(failures, 10), interval '1 hour')
     where stage = $1 and id = $2`,
    [stage, id, withoutAddresses(error instanceof Error ? error.message : String(error)).slice(0, MOST)],
  );
}

// Real time, not the clock row's: the machinery itself is watched.
const PATIENCE = '5 minutes';

/**
 * Whether subjects are overdue and yet none was attempted for five minutes: the queue has stopped without a word.
 * Subjects that failed and wait for their next try do not count.
 */
export async function isStalled(app: App): Promise<boolean> {
  const [row] = await app.database.query<{ stalled: boolean }[]>(
    `select exists (
       select 1 from subject
       where next_due_at <= (select coalesce(at, clock_timestamp()) - interval '${PATIENCE}' from clock)
         and (retry_at is null or retry_at <= clock_timestamp() - interval '${PATIENCE}')
     ) and not exists (
       select 1 from subject where attempted_at > clock_timestamp() - interval '${PATIENCE}'
     ) as stalled`,
  );
  return row?.stalled ?? false;
}
