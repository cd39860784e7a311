import type { EntityManager } from 'typeorm';
import type { Purpose } from '../../links/link.entity.js';
import { campusesOf, type Scope } from '../watcher.js';

/** A link that somebody has in a mail. Its signature is nowhere but there. */
export interface LinkLine {
  readonly id: string;
  readonly purpose: Purpose;
  /** The course or the round that it is about; null where it is about the person. */
  readonly course: string | null;
  readonly campus: string | null;
  readonly semester: string | null;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  readonly state: 'live' | 'expired' | 'revoked';
}

const NEWEST = 100;

/** The links of somebody to the rounds that one may see, the newest first; sign-ins are for whoever may see all. */
export function readLinks(manager: EntityManager, scope: Scope, personId: string, now: Date): Promise<LinkLine[]> {
  return manager.query<LinkLine[]>(
    `select l.id, l.purpose, q.course, k.name as campus, r.semester, l.created_at as "createdAt",
       l.expires_at as "expiresAt", l.revoked_at as "revokedAt",
       case when l.revoked_at is not null then 'revoked' when l.expires_at <= $3 then 'expired' else 'live' end as state
     from link l
     left join offer o on l.purpose = 'offer' and o.person_id = l.person_id and o.id::text = l.subject
     left join position q on q.id = case when l.purpose = 'offer' then o.position_id
       when l.purpose in ('demand', 'rating', 'final-list') then l.subject end
     left join round r on r.id = case when l.purpose in ('report', 'apply') then l.subject else q.round_id end
     left join campus k on k.id = r.campus_id
     where l.person_id = $2 and ($1::text[] is null or r.campus_id = any($1) or l.purpose = 'laos')
     order by l.created_at desc, l.id limit ${NEWEST}`,
    [campusesOf(scope), personId, now],
  );
}
