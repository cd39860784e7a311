import type { EntityManager } from 'typeorm';
import { instantOf, localDaysLater } from '../../rounds/wall-clock.js';
import { findPersons } from '../match.js';
import { campusesOf, type Scope } from '../watcher.js';
import type { EventFilter } from './filter.js';

/** Something that happened, with the names of whoever did it and whom it is about. */
export interface LoggedEvent {
  readonly id: string;
  readonly at: Date;
  readonly kind: string;
  readonly actor: string | null;
  readonly about: string | null;
  readonly aboutId: string | null;
  readonly roundId: string | null;
  readonly campus: string | null;
  readonly semester: string | null;
  readonly positionId: string | null;
  readonly course: string | null;
  readonly reason: string | null;
}

/**
 * The newest events of a filter that somebody may see. What belongs to no round is the faculty's.
 * @param most so many at most
 */
export async function readEvents(
  manager: EntityManager,
  scope: Scope,
  filter: EventFilter,
  { timeZone, most }: { readonly timeZone: string; readonly most: number },
): Promise<LoggedEvent[]> {
  const values: unknown[] = [];
  const where: string[] = [];
  const add = (condition: (place: string) => string, value: unknown) => {
    values.push(value);
    where.push(condition(`$${values.length}`));
  };
  const campuses = campusesOf(scope);
  if (campuses) add((place) => `e.round_id in (select id from round where campus_id = any(${place}))`, campuses);
  if (filter.round !== null) add((place) => `e.round_id = ${place}`, filter.round);
  if (filter.kind !== null) add((place) => `e.kind = ${place}`, filter.kind);
  if (filter.people) where.push('e.actor_id is not null');
  if (filter.q)
    add((place) => `(e.actor_id = any(${place}) or e.person_id = any(${place}))`, await findPersons(manager, filter.q));
  if (filter.from) add((place) => `e.at >= ${place}`, instantOf(`${filter.from}T00:00`, timeZone));
  if (filter.to) add((place) => `e.at < ${place}`, instantOf(localDaysLater(`${filter.to}T00:00`, 1), timeZone));
  if (filter.before !== null) add((place) => `e.id < ${place}`, filter.before);
  values.push(most);
  return manager.query<LoggedEvent[]>(
    `select e.id, e.at, e.kind, a.name as actor, coalesce(nullif(s.name, ''), s.email) as about, s.id as "aboutId",
       r.id as "roundId", k.name as campus, r.semester, p.id as "positionId", p.course, e.data->>'reason' as reason
     from event e
     left join person a on a.id = e.actor_id left join person s on s.id = e.person_id
     left join round r on r.id = e.round_id left join campus k on k.id = r.campus_id
     left join position p on p.id = e.position_id
     ${where.length > 0 ? `where ${where.join(' and ')}` : ''}
     order by e.id desc limit $${values.length}`,
    values,
  );
}
