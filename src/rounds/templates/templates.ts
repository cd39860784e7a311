import type { EntityManager } from 'typeorm';
import { recordEvents } from '../../platform/events.js';
import type { Tx } from '../../timetable/turn.js';
import type { Places } from '../copy/places.rule.js';

/** A template that rounds can be made by. */
export interface Template {
  readonly id: string;
  readonly name: string;
  /** The campus whose it is; null where it is the faculty's. */
  readonly campus: { readonly id: string; readonly name: string } | null;
  /** That of the round that it was saved from. */
  readonly semester: string;
  readonly places: Places;
}

/** The templates for rounds of these campuses: their own and the faculty's, by name. @param campusIds null for all campuses */
export const readTemplates = (manager: EntityManager, campusIds: readonly string[] | null): Promise<Template[]> =>
  manager.query(
    `select t.id, t.name, t.semester, t.places,
       case when k.id is not null then json_build_object('id', k.id, 'name', k.name) end as campus
     from calendar_template t left join campus k on k.id = t.campus_id
     where $1::text[] is null or t.campus_id is null or t.campus_id = any($1) order by lower(t.name), t.id`,
    [campusIds],
  );

interface NewTemplate {
  /** The round whose calendar it keeps. */
  readonly roundId: string;
  readonly campusId: string | null;
  readonly name: string;
  readonly semester: string;
  readonly places: Places;
  readonly actorId: string;
}

const TAKEN = `exists (select from calendar_template where campus_id is not distinct from $1 and lower(name) = lower($2)
  and id is distinct from $3::uuid)`;

/** Keeps a calendar as a template. @returns its id; null when the campus, or the faculty, has one of that name */
export async function saveTemplate(tx: Tx, template: NewTemplate): Promise<string | null> {
  const { roundId, campusId, name, semester, places, actorId } = template;
  const [made] = await tx.manager.query<{ id: string }[]>(
    `insert into calendar_template (campus_id, name, semester, places) select $1, $2, $4, $5 where not ${TAKEN} returning id`,
    [campusId, name, null, semester, JSON.stringify(places)],
  );
  if (!made) return null;
  await recordEvents(tx, [
    { kind: 'calendar-template-saved', actorId, roundId, data: { templateId: made.id, semester } },
  ]);
  return made.id;
}

/** Gives a template another name. @returns false when the name is taken, or the template is gone */
export async function renameTemplate(
  tx: Tx,
  { id, campus }: Pick<Template, 'id' | 'campus'>,
  name: string,
  actorId: string,
): Promise<boolean> {
  const [rows] = await tx.manager.query<[unknown[], number]>(
    `update calendar_template set name = $2 where id = $3::uuid and not ${TAKEN} returning id`,
    [campus?.id ?? null, name, id],
  );
  if (rows.length === 0) return false;
  await recordEvents(tx, [{ kind: 'calendar-template-renamed', actorId, data: { templateId: id } }]);
  return true;
}

/** Removes a template. The rounds that were made by it stay as they are. */
export async function removeTemplate(tx: Tx, id: string, actorId: string): Promise<void> {
  const [rows] = await tx.manager.query<[unknown[], number]>(
    `delete from calendar_template where id = $1 returning id`,
    [id],
  );
  if (rows.length > 0)
    await recordEvents(tx, [{ kind: 'calendar-template-removed', actorId, data: { templateId: id } }]);
}
