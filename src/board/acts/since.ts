import type { EntityManager } from 'typeorm';
import type { Matter } from './act.js';

/** An event that happened while somebody had a form open. */
export interface Happening {
  readonly kind: string;
  readonly at: Date;
  /** Null when the rules did it. */
  readonly actor: string | null;
  readonly about: string | null;
  readonly course: string | null;
}

// Of a round, what concerns it as a whole: students who apply and offers that are answered overtake nobody.
const OF_MATTER = `e.round_id = $1
  and case when $2::text is null then e.position_id is null and e.kind <> 'applied' else e.position_id = $2 end`;

type Where = Pick<Matter, 'roundId' | 'positionId'>;

/** The newest event of a matter, to know later what came after; '0' when there is none. */
export async function newestEvent(manager: EntityManager, { roundId, positionId }: Where): Promise<string> {
  const [row] = await manager.query<{ id: string | null }[]>(
    `select max(e.id)::text as id from event e where ${OF_MATTER}`,
    [roundId, positionId],
  );
  return row?.id ?? '0';
}

/** What happened to a matter after an event, but for what this very transaction does. */
export function eventsAfter(manager: EntityManager, { roundId, positionId }: Where, id: string): Promise<Happening[]> {
  return manager.query<Happening[]>(
    `select e.kind, e.at, a.name as actor, coalesce(nullif(p.name, ''), p.email) as about, q.course
     from event e
     left join person a on a.id = e.actor_id
     left join person p on p.id = e.person_id
     left join position q on q.id = e.position_id
     where ${OF_MATTER} and e.id > $3::bigint and e.xmin <> coalesce(pg_current_xact_id_if_assigned()::xid, '0'::xid)
     order by e.id`,
    [roundId, positionId, id],
  );
}
