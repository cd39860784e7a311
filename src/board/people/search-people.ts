import type { EntityManager } from 'typeorm';
import { patternsOf } from '../match.js';
import { campusesOf, type Scope } from '../watcher.js';
import { peopleInScope } from './people-in-scope.js';

const MOST = 100;

/** Somebody who was found, and what one has to do with them. */
export interface FoundPerson {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  /** Their courses. */
  readonly teaches: readonly string[];
  /** For how many positions they applied. */
  readonly applied: number;
  /** The campuses whose contact they are. */
  readonly contactFor: readonly string[];
  readonly isFaculty: boolean;
}

const FOUND = `p.id, coalesce(nullif(p.name, ''), p.email) as name, p.email,
  array(select distinct q.course from position q join round r on r.id = q.round_id
    where q.teacher_id = p.id and ($1::text[] is null or r.campus_id = any($1)) order by 1) as teaches,
  (select count(*)::int from application a join position q on q.id = a.position_id join round r on r.id = q.round_id
    where a.person_id = p.id and ($1::text[] is null or r.campus_id = any($1))) as applied,
  array(select k.name from campus k where k.contact_id = p.id order by 1) as "contactFor",
  exists (select from faculty f where f.person_id = p.id) as "isFaculty"`;

/** Everybody whom one may see in whose name and address all words of the search are, at most a hundred. */
export async function searchPeople(
  manager: EntityManager,
  scope: Scope,
  q: string,
): Promise<{ readonly people: readonly FoundPerson[]; readonly more: boolean }> {
  const rows = await manager.query<FoundPerson[]>(
    `select ${FOUND} from person p
     where p.erased_at is null and p.name || ' ' || p.email ilike all($2) and ${peopleInScope(scope, 'p.id', '$1')}
     order by p.name, p.email limit ${MOST + 1}`,
    [campusesOf(scope), patternsOf(q)],
  );
  return { people: rows.slice(0, MOST), more: rows.length > MOST };
}

/** Those whose latest mail, of the rounds that one may see, did not arrive: the newest such first. */
export function readUnreached(manager: EntityManager, scope: Scope): Promise<FoundPerson[]> {
  return manager.query<FoundPerson[]>(
    `select ${FOUND} from person p
     join (
       select m.person_id, max(m.created_at) as at from mail m
       where m.state in ('rejected', 'bounced') and ($1::text[] is null or m.round_id in (select id from round where campus_id = any($1)))
         and not exists (select from mail n where n.person_id = m.person_id and n.state = 'sent' and n.sent_at > m.created_at)
       group by 1
     ) u on u.person_id = p.id
     where p.erased_at is null and ${peopleInScope(scope, 'p.id', '$1')} order by u.at desc, p.name limit ${MOST}`,
    [campusesOf(scope)],
  );
}
