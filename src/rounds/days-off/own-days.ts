import { recordEvents } from '../../platform/events.js';
import type { Tx } from '../../timetable/turn.js';
import type { OwnSpan } from './days-off.rule.js';

/** Adds own days off of a campus, or of all for `campusId` null. */
export async function addOwnDays(
  tx: Tx,
  { name, firstDay, lastDay, campusId }: OwnSpan & { readonly campusId: string | null },
  actorId: string,
): Promise<void> {
  await tx.manager.query(`insert into own_days (campus_id, name, first_day, last_day) values ($1, $2, $3, $4)`, [
    campusId,
    name,
    firstDay,
    lastDay,
  ]);
  await recordEvents(tx, [{ kind: 'days-off-added', actorId, data: { campusId, firstDay, lastDay } }]);
}

/** Removes own days off; what is gone already stays gone. */
export async function removeOwnDays(tx: Tx, id: string, actorId: string): Promise<void> {
  const [[gone]] = await tx.manager.query<[{ campusId: string | null; firstDay: string; lastDay: string }[], number]>(
    `delete from own_days where id = $1
     returning campus_id as "campusId", first_day as "firstDay", last_day as "lastDay"`,
    [id],
  );
  if (gone) await recordEvents(tx, [{ kind: 'days-off-removed', actorId, data: gone }]);
}
