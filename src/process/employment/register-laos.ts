import { type App, transact } from '../../platform/app.js';
import { recordEvents } from '../../platform/events.js';
import { nowOf } from '../../timetable/turn.js';

/** Registers that a student has done the LAOS training; the reminders end with that. */
export async function registerLaos(app: App, { personId }: { personId: string }): Promise<void> {
  await transact(app, async (tx) => {
    await nowOf(tx);
    const [rows] = await tx.manager.query<[{ id: string }[], number]>(
      `update person set laos = true where id = $1 and not laos returning id`,
      [personId],
    );
    if (rows.length > 0) await recordEvents(tx, [{ kind: 'laos-registered', actorId: personId, personId }]);
  });
}
