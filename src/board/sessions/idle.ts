import type { Request } from 'express';
import type { EntityManager } from 'typeorm';
import { SESSION_HOURS } from './session.js';

/** A session that nobody uses for so long ends, long before the eight hours: the browser may be somebody else's by now. */
export const IDLE_HOURS = 2;

/**
 * Whether the request's session is in use and not over, and notes that it is, to the minute. What a page asks for by itself, to stay up
 * to date, is no use. By the database's real time, as a daemon's own clock may be off.
 */
export async function isInUse(manager: EntityManager, request: Request): Promise<boolean> {
  const [session] = await manager.query<{ over: boolean; stale: boolean }[]>(
    // When it began counts and not `expire`, which the session's library moves whenever it writes the session anew.
    `select used_at < clock_timestamp() - make_interval(hours => $2)
         or begun_at < clock_timestamp() - make_interval(hours => $3) as over,
       used_at < clock_timestamp() - interval '1 minute' as stale
     from session where sid = $1`,
    [request.sessionID, IDLE_HOURS, SESSION_HOURS],
  );
  if (!session || session.over) return false;
  if (session.stale && isByPerson(request))
    await manager.query(`update session set used_at = clock_timestamp() where sid = $1`, [request.sessionID]);
  return true;
}

/** Browsers say in `Sec-Fetch-Dest` when it is a script that asks; what changes something is somebody's doing all the same. */
const isByPerson = (request: Request) => request.method !== 'GET' || request.get('Sec-Fetch-Dest') !== 'empty';
