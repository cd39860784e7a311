import { recordEvents } from '../../platform/events.js';
import type { Tx } from '../../timetable/turn.js';
import type { Watcher } from '../watcher.js';
import { KEY, SEEN } from './read-sessions.js';

/**
 * Ends sessions, whose browsers are signed out at their next request.
 * @param which the key of one that the watcher may end, or all of her own but the one that asks
 * @returns how many ended
 */
export async function endSessions(
  tx: Tx,
  { id, mayOperate }: Watcher,
  which: { readonly key: string } | { readonly allBut: string },
): Promise<number> {
  const one = 'key' in which;
  const [ended] = await tx.manager.query<[{ personId: string }[], number]>(
    `delete from session where sid in (
       select s.sid from (select sid, sess::jsonb as sess, expire, begun_at, used_at from session) s
       where ${SEEN} and ${one ? KEY : 's.sid'} ${one ? '=' : '<>'} $3
     ) returning sess ->> 'personId' as "personId"`,
    [id, one && mayOperate, one ? which.key : which.allBut],
  );
  await recordEvents(
    tx,
    ended.map(({ personId }) => ({ kind: 'session-ended', actorId: id, personId })),
  );
  return ended.length;
}
