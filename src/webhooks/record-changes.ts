import { CHANGE_KINDS, CHANGES_SQL } from '../changes/read-changes.js';
import { type EventRecord, recordEvents } from '../platform/events.js';
import { nowOf, type Tx } from '../timetable/turn.js';

/**
 * Writes events in the transaction of the decision that they tell of, and a delivery for every webhook that wants to know of
 * one of them.
 */
export async function recordChanges(tx: Tx, events: readonly EventRecord[]): Promise<void> {
  const ids = await recordEvents(tx, events);
  if (!events.some(({ kind }) => CHANGE_KINDS.has(kind))) return;
  const now = await nowOf(tx);
  const rows = await tx.manager.query<{ id: string }[]>(
    `insert into webhook_delivery (webhook_id, event_id, created_at, next_due_at)
     select w.id, c.id, $1, $1 from (${CHANGES_SQL} and e.id = any($2)) c
     join webhook w on w.removed_at is null and c.event = any(w.events) and (w.campus_id is null or w.campus_id = c.campus)
     order by c.id
     on conflict (webhook_id, event_id) do nothing
     returning id`,
    [now, ids],
  );
  for (const { id } of rows) tx.alarms.push({ queue: 'webhook', id, dueAt: now });
}
