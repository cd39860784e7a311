import { type App, transact } from '../../platform/app.js';
import { recordEvents } from '../../platform/events.js';
import { nowOf } from '../../timetable/turn.js';

/**
 * Uses up a sign-in link: of two who come at one time, one gets in.
 * @returns the person it was for, or null when it is used or expired
 */
export function useSignInLink(app: App, id: string): Promise<string | null> {
  return transact(app, async (tx) => {
    await tx.manager.query(`select 1 from link where id = $1 for update`, [id]);
    const [rows] = await tx.manager.query<[{ person_id: string }[], number]>(
      `update link set revoked_at = $2
       where id = $1 and purpose = 'sign-in' and revoked_at is null and expires_at > $2
       returning person_id`,
      [id, await nowOf(tx)],
    );
    const personId = rows[0]?.person_id;
    if (!personId) return null;
    await recordEvents(tx, [{ kind: 'signed-in', actorId: personId, personId }]);
    return personId;
  });
}
