import type { EntityManager } from 'typeorm';

/** An event with the people's names, the newest first. */
export interface EventLine {
  readonly kind: string;
  readonly at: Date;
  readonly actor: string | null;
  readonly about: string | null;
  readonly reason: string | null;
}

const NEWEST = 100;

/** What happened to a position, the newest first. */
export function readEvents(manager: EntityManager, positionId: string): Promise<EventLine[]> {
  return manager.query<EventLine[]>(
    `select e.kind, e.at, a.name as actor, coalesce(nullif(p.name, ''), p.email) as about, e.data->>'reason' as reason
     from event e left join person a on a.id = e.actor_id left join person p on p.id = e.person_id
     where e.position_id = $1 order by e.at desc, e.id desc limit ${NEWEST}`,
    [positionId],
  );
}
