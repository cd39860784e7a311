import { recordEvents } from '../../../platform/events.js';
import { nowOf, type Tx } from '../../../timetable/turn.js';
import { lockApplications } from './lock-applications.js';
import { readImport } from './read-import.js';

/** Whether an import can be undone: nothing hangs on its applications yet. */
export async function undoingOf(tx: Pick<Tx, 'manager'>, importId: string): Promise<'undoable' | 'rated'> {
  const [row] = await tx.manager.query<{ rated: boolean }[]>(
    `select exists (
       select from application a join position p on p.id = a.position_id
       where a.import_id = $1 and (p.rated_at is not null or p.settled_at is not null
         or exists (select from offer o where o.position_id = p.id and o.person_id = a.person_id))
     ) as rated`,
    [importId],
  );
  return row?.rated ? 'rated' : 'undoable';
}

/**
 * Takes away the applications that came with a file, and the people who are known by nothing else.
 * @param reason for the record
 * @returns `rated` when a position of theirs is rated; like the others but `undone` it changes nothing
 */
export async function undoImport(
  tx: Tx,
  { importId, actorId, reason }: { importId: string; actorId: string; reason: string },
): Promise<'undone' | 'already' | 'rated' | 'paused' | 'gone'> {
  await tx.manager.query(`select 1 from application_import where id::text = $1 for update`, [importId]);
  const found = await readImport(tx.manager, importId);
  if (!found?.doneAt) return 'gone';
  if (found.undoneAt) return 'already';
  if (!(await lockApplications(tx, found.roundId))) return 'paused';
  if ((await undoingOf(tx, importId)) === 'rated') return 'rated';
  const [gone] = await tx.manager.query<[{ id: string }[], number]>(
    `delete from application where import_id = $1 returning id`,
    [importId],
  );
  await tx.manager.query(
    `delete from application_form f where f.import_id = $1 and not exists (
       select from application a join position p on p.id = a.position_id
       where a.person_id = f.person_id and p.round_id = f.round_id)`,
    [importId],
  );
  await forgetNewcomers(tx, importId);
  await tx.manager.query(`update application_import set undone_at = $2, newcomers = '{}' where id = $1`, [
    importId,
    await nowOf(tx),
  ]);
  const data = { reason, import: importId, applications: gone.length };
  await recordEvents(tx, [{ kind: 'import-undone', actorId, roundId: found.roundId, data }]);
  return 'undone';
}

/** What is known of a person is kept only as long as there is something to keep it for. */
async function forgetNewcomers(tx: Tx, importId: string): Promise<void> {
  await tx.manager.query(
    `delete from person p using application_import i
     where i.id = $1 and p.id = any(i.newcomers)
       and not exists (select from application where person_id = p.id)
       and not exists (select from application_form where person_id = p.id)
       and not exists (select from offer where person_id = p.id)
       and not exists (select from link where person_id = p.id)
       and not exists (select from mail where person_id = p.id)
       and not exists (select from campus where contact_id = p.id)
       and not exists (select from faculty where person_id = p.id)
       and not exists (select from operator where person_id = p.id)
       and not exists (select from position where teacher_id = p.id or rated_by_id = p.id)
       and not exists (select from delegation where person_id = p.id or delegated_by_id = p.id)`,
    [importId],
  );
}
