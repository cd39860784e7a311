import type { EntityManager } from 'typeorm';
import type { Calendar } from '../../rounds/calendar.js';
import type { DraftCourse } from '../../rounds/copy/create-round.js';
import type { CampusLine } from '../campuses.js';
import { campusesOf, type Scope } from '../watcher.js';

/** A round that another can be modelled on. */
export interface ModelRound {
  readonly id: string;
  readonly campus: CampusLine;
  readonly semester: string;
  readonly calendar: Calendar;
}

/** A course of such a round, and what was said of its need. */
export interface ModelCourse extends DraftCourse {
  readonly id: string;
  readonly was: 'asked' | 'none' | 'silent' | 'removed';
}

const SELECT = `
  select r.id, r.semester, r.calendar, json_build_object('id', k.id, 'name', k.name) as campus
  from round r join campus k on k.id = r.campus_id`;

/** A round that one may see; null when there is none of that id. */
export async function readModel(manager: EntityManager, scope: Scope, id: string): Promise<ModelRound | null> {
  const [round] = await manager.query<ModelRound[]>(
    `${SELECT} where r.id = $1 and ($2::text[] is null or r.campus_id = any($2))`,
    [id, campusesOf(scope)],
  );
  return round ?? null;
}

/** The round of a campus that began last, or will; null when it has none. */
export async function readLatest(manager: EntityManager, campusId: string): Promise<ModelRound | null> {
  const [round] = await manager.query<ModelRound[]>(
    `${SELECT} where r.campus_id = $1 order by r.calendar->>'demandOpens' desc, r.id limit 1`,
    [campusId],
  );
  return round ?? null;
}

/** The rounds of a campus by semester. */
export async function readSemesters(manager: EntityManager, campusId: string): Promise<ReadonlyMap<string, string>> {
  const rows = await manager.query<{ semester: string; id: string }[]>(
    `select semester, id from round where campus_id = $1 order by id`,
    [campusId],
  );
  return new Map(rows.map(({ semester, id }) => [semester, id]));
}

/** The courses of a round, those that were taken off its list too; whose teacher is erased, nobody can be asked about. */
export const readModelCourses = (manager: EntityManager, roundId: string): Promise<ModelCourse[]> =>
  manager.query(
    `select p.id, p.course, p.title, json_build_object('name', t.name, 'email', t.email) as teacher,
       case when d.removed_at is not null then 'removed' when d.answered_at is null then 'silent'
         when d.no_need then 'none' else 'asked' end as was
     from position p join person t on t.id = p.teacher_id left join demand d on d.position_id = p.id
     where p.round_id = $1 and t.erased_at is null order by p.course, p.id`,
    [roundId],
  );

/** Who created a round on the board, and when; null when it came otherwise. */
export async function readCreation(
  manager: EntityManager,
  roundId: string,
): Promise<{ readonly at: Date; readonly name: string } | null> {
  const [row] = await manager.query<{ at: Date; name: string }[]>(
    `select e.at, p.name from event e join person p on p.id = e.actor_id
     where e.round_id = $1 and e.kind = 'round-created' order by e.id desc limit 1`,
    [roundId],
  );
  return row ?? null;
}
