import type { EntityManager } from 'typeorm';
import type { Watcher } from '../watcher.js';
import { IDLE_HOURS } from './idle.js';
import { SESSION_HOURS } from './session.js';

/** A browser in which somebody is signed in. */
export interface OpenSession {
  /** Stands for the session's own id, which stays secret. */
  readonly key: string;
  readonly personId: string;
  readonly name: string;
  readonly email: string;
  readonly signedInAt: Date;
  readonly usedAt: Date;
  /** Whether it is the one that asks. */
  readonly here: boolean;
}

/** In a query of `session s`: what stands for its id. */
export const KEY = `encode(sha256(convert_to(s.sid, 'utf8')), 'hex')`;
/** In a query of `session s`: whether somebody is signed in by it, to be seen by `$1`, or by whoever runs Stafett: `$2`. */
export const SEEN = `s.expire > localtimestamp and s.used_at > clock_timestamp() - interval '${IDLE_HOURS} hours'
  and s.begun_at > clock_timestamp() - interval '${SESSION_HOURS} hours'
  and s.sess ? 'personId' and (s.sess ->> 'personId' = $1 or $2)`;

/** The sessions that a watcher may end: her own, and to whoever runs Stafett everybody's. Her own first, the newest first. */
export function readSessions(
  manager: EntityManager,
  { id, mayOperate }: Watcher,
  sessionId: string,
): Promise<OpenSession[]> {
  return manager.query<OpenSession[]>(
    `select ${KEY} as key, p.id as "personId", p.name, p.email, s.used_at as "usedAt", s.sid = $3 as here,
       s.begun_at as "signedInAt"
     from (select sid, sess::jsonb as sess, expire, begun_at, used_at from session) s
     join person p on p.id = (s.sess ->> 'personId')::uuid
     where ${SEEN} order by s.sid = $3 desc, p.id::text = $1 desc, p.name, s.used_at desc`,
    [id, mayOperate, sessionId],
  );
}
