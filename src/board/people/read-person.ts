import type { EntityManager } from 'typeorm';
import { isUUID } from '../../links/uuid.js';
import type { Locale } from '../../people/person.entity.js';
import { LINE, type MailLine, mailsInScope } from '../mails/read-mails.js';
import type { EventLine } from '../positions/read-events.js';
import { campusesOf, type Scope } from '../watcher.js';
import { peopleInScope } from './people-in-scope.js';

const NEWEST_MAILS = 50;
const NEWEST_EVENTS = 100;

/** Who somebody is. */
export interface PersonLine {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly phone: string | null;
  readonly locale: Locale;
  /** Whether the LAOS training is done; null for somebody who has not applied for anything. */
  readonly laos: boolean | null;
  readonly erased: boolean;
}

export interface PersonEvent extends EventLine {
  readonly course: string | null;
}

/** Reads somebody whom one may see; null when there is no such person. */
export async function readPerson(manager: EntityManager, scope: Scope, id: string): Promise<PersonLine | null> {
  if (!isUUID(id)) return null;
  const [person] = await manager.query<PersonLine[]>(
    `select p.id, coalesce(nullif(p.name, ''), p.email) as name, p.email, p.phone, p.locale, p.erased_at is not null as erased,
       case when p.laos or exists (select from application_form f where f.person_id = p.id)
         or exists (select from application a where a.person_id = p.id) then p.laos end as laos
     from person p where p.id = $2 and ${peopleInScope(scope, 'p.id', '$1')}`,
    [campusesOf(scope), id],
  );
  return person ?? null;
}

/** The newest mails to somebody. */
export function readPersonMails(manager: EntityManager, scope: Scope, personId: string): Promise<MailLine[]> {
  return manager.query<MailLine[]>(
    `select ${LINE} from mail m left join person p on p.id = m.person_id
     where m.person_id = $2 and ${mailsInScope(scope, '$1')}
     order by m.created_at desc, m.id desc limit ${NEWEST_MAILS}`,
    [campusesOf(scope), personId],
  );
}

/** What somebody did, and what was done to them, the newest first. */
export function readPersonEvents(manager: EntityManager, scope: Scope, personId: string): Promise<PersonEvent[]> {
  return manager.query<PersonEvent[]>(
    `select e.kind, e.at, a.name as actor, coalesce(nullif(p.name, ''), p.email) as about, e.data->>'reason' as reason,
       q.course
     from event e
     left join person a on a.id = e.actor_id
     left join person p on p.id = e.person_id
     left join position q on q.id = e.position_id
     where (e.person_id = $2 or e.actor_id = $2)
       and ($1::text[] is null or coalesce(e.round_id, q.round_id) in (select id from round where campus_id = any($1)))
     order by e.at desc, e.id desc limit ${NEWEST_EVENTS}`,
    [campusesOf(scope), personId],
  );
}
