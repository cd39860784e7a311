import type { StageName } from '../../timetable/stages.js';
import { nowOf, openSubject, type Tx } from '../../timetable/turn.js';
import type { Plan } from './changes.js';

/** The stages that act on a round. */
const ROUND_STAGES = ['demand', 'report', 'announcement', 'application', 'rating'] as const satisfies StageName[];

/** Writes what was planned: a statement for each kind of thing, however many there are. */
export async function writePlan(tx: Tx, plan: Plan): Promise<void> {
  await writePeople(tx, plan);
  await write(tx, [...plan.faculty.created, ...plan.faculty.updated], WRITE_FACULTY);
  await write(tx, [...plan.campuses.created, ...plan.campuses.updated], WRITE_CAMPUSES);
  await write(tx, [...plan.rounds.created, ...plan.rounds.updated], WRITE_ROUNDS);
  await write(tx, [...plan.positions.created, ...plan.positions.updated], WRITE_POSITIONS);
  await write(tx, plan.positions.created, `insert into demand (position_id) select id from ${rows('id text')}`);
  await write(tx, plan.rounds.created, `insert into report (round_id) select id from ${rows('id text')}`);
  for (const { id } of plan.rounds.created) for (const stage of ROUND_STAGES) await openSubject(tx, stage, id);
  await wake(tx, [...plan.woken]);
  // PostgreSQL looks at a table by itself when fifty of its rows have changed, a table of two campuses never, and plans for a
  // large one meanwhile.
  await tx.manager.query(`analyze person, faculty, campus, round, position, subject`);
}

const rows = (columns: string) => `jsonb_to_recordset($1::jsonb) as row_ (${columns})`;

const WRITE_FACULTY = `
  insert into faculty (id, person_id)
  select 1, person.id from ${rows('email text')} join person using (email)
  on conflict (id) do update set person_id = excluded.person_id`;

const WRITE_CAMPUSES = `
  insert into campus (id, name, locale, announce_to, contact_id)
  select row_.id, row_.name, row_.locale, row_."announceTo", person.id
  from ${rows('id text, name text, locale text, "announceTo" text, contact text')}
  join person on person.email = row_.contact
  on conflict (id) do update set name = excluded.name, locale = excluded.locale,
    announce_to = excluded.announce_to, contact_id = excluded.contact_id`;

const WRITE_ROUNDS = `
  insert into round (id, campus_id, semester, calendar)
  select id, campus, semester, calendar from ${rows('id text, campus text, semester text, calendar jsonb')}
  on conflict (id) do update set campus_id = excluded.campus_id, semester = excluded.semester,
    calendar = excluded.calendar`;

const WRITE_POSITIONS = `
  insert into position (id, round_id, course, title, teacher_id)
  select row_.id, row_.round, row_.course, row_.title, person.id
  from ${rows('id text, round text, course text, title text, teacher text')}
  join person on person.email = row_.teacher
  on conflict (id) do update set course = excluded.course, title = excluded.title, teacher_id = excluded.teacher_id`;

async function writePeople(tx: Tx, { people }: Plan): Promise<void> {
  const columns = rows('email text, name text, locale text, phone text, laos boolean');
  // A student may have come through the public page since the people were read.
  await write(
    tx,
    people.created,
    `insert into person (email, name, locale, phone, laos) select email, name, locale, phone, laos from ${columns}
     on conflict (email) do nothing`,
  );
  await write(
    tx,
    people.updated,
    `update person set name = row_.name, locale = row_.locale, phone = row_.phone
     from ${columns} where person.email = row_.email`,
  );
}

async function write(tx: Tx, things: readonly object[], statement: string): Promise<void> {
  if (things.length > 0) await tx.manager.query(statement, [JSON.stringify(things)]);
}

/** Makes every stage of known rounds look again, now. */
async function wake(tx: Tx, rounds: readonly string[]): Promise<void> {
  if (rounds.length === 0) return;
  const dueAt = await nowOf(tx);
  await tx.manager.query(`update subject set next_due_at = $3 where stage = any($1) and id = any($2) and not paused`, [
    ROUND_STAGES,
    rounds,
    dueAt,
  ]);
  for (const id of rounds) for (const queue of ROUND_STAGES) tx.alarms.push({ queue, id, dueAt });
}
