import { nowOf, type Tx } from '../timetable/turn.js';

/** Something that happened, for the audit. `data` holds ids, numbers and instants, never names or addresses. */
export interface EventRecord {
  readonly kind: string;
  readonly actorId?: string | null;
  readonly roundId?: string;
  readonly positionId?: string;
  readonly personId?: string | null;
  readonly data?: object;
}

/** Writes events in the transaction of the decision that they tell of. @returns their ids */
export async function recordEvents(tx: Tx, events: readonly EventRecord[]): Promise<string[]> {
  if (events.length === 0) return [];
  const at = await nowOf(tx);
  const rows = await tx.manager.query<{ id: string }[]>(
    `insert into event (at, kind, actor_id, round_id, position_id, person_id, data)
     select $1, e.kind, e."actorId", e."roundId", e."positionId", e."personId", coalesce(e.data, '{}')
     from jsonb_to_recordset($2::jsonb)
       as e(kind text, "actorId" uuid, "roundId" text, "positionId" text, "personId" uuid, data jsonb)
     returning id`,
    [at, JSON.stringify(events)],
  );
  return rows.map(({ id }) => id);
}
