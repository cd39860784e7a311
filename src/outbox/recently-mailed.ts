import { nowOf, type Tx } from '../timetable/turn.js';
import type { MailKind } from './kinds.js';

/** Nobody is reminded by hand sooner after another reminder, however often a button is pressed. */
const PAUSE = '1 hour';

/** Who was sent a mail of a kind about a position, or has one waiting, so shortly ago that another would be a nuisance. */
export async function recentlyMailed(tx: Tx, kind: MailKind, positionId: string): Promise<ReadonlySet<string>> {
  const rows = await tx.manager.query<{ id: string }[]>(
    `select distinct person_id as id from mail
     where kind = $1 and position_id = $2 and state in ('waiting', 'sent') and person_id is not null
       and coalesce(sent_at, created_at) > $3::timestamptz - $4::interval`,
    [kind, positionId, await nowOf(tx), PAUSE],
  );
  return new Set(rows.map(({ id }) => id));
}
