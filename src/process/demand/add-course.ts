import { recordEvents } from '../../platform/events.js';
import { positionIdOf } from '../../rounds/position-id.js';
import type { Tx } from '../../timetable/turn.js';
import type { Acting, DemandOutcome, NewCourse } from './demand.act.js';
import { writeAnswers } from './write-answers.js';

/**
 * Puts a course on the list. Its teacher is known by the address, and becomes a person if it is a new one.
 * @returns `listed` or `removed` when the round has that course with that teacher, on the list or taken off it
 */
export async function addCourse(tx: Tx, { round, actorId, now }: Acting, added: NewCourse): Promise<DemandOutcome> {
  const { course, title, teacher, answer } = added;
  const [same] = await tx.manager.query<{ removed: boolean }[]>(
    `select d.removed_at is not null as removed
     from position p join demand d on d.position_id = p.id join person t on t.id = p.teacher_id
     where p.round_id = $1 and lower(p.course) = lower($2) and t.email = $3 order by removed limit 1`,
    [round.id, course, teacher.email],
  );
  if (same) return same.removed ? 'removed' : 'listed';
  const [person] = await tx.manager.query<{ id: string }[]>(
    `insert into person (email, name, locale) values ($1, $2, $3)
     on conflict (email) do update set name = case when person.name = '' then excluded.name else person.name end
     returning id`,
    [teacher.email, teacher.name, round.campus.locale],
  );
  if (!person) throw new Error('The teacher was neither found nor created.');
  const positionId = await insertPosition(tx, round.id, { course, title, teacherId: person.id });
  await tx.manager.query(`insert into demand (position_id, listed_at) values ($1, $2)`, [positionId, now]);
  await recordEvents(tx, [{ kind: 'demand-added', actorId, roundId: round.id, positionId, personId: person.id }]);
  if (answer) await writeAnswers(tx, { roundId: round.id, actorId }, [{ positionId, answer }]);
  return 'done';
}

/** Inserts a position under the first id that is free, whoever else takes one at the same time. */
async function insertPosition(
  tx: Tx,
  roundId: string,
  { course, title, teacherId }: { course: string; title: string; teacherId: string },
): Promise<string> {
  for (let n = 1; ; n += 1) {
    const id = positionIdOf(roundId, course, n);
    const inserted = await tx.manager.query<unknown[]>(
      `insert into position (id, round_id, course, title, teacher_id) values ($1, $2, $3, $4, $5)
       on conflict (id) do nothing returning id`,
      [id, roundId, course, title, teacherId],
    );
    if (inserted.length > 0) return id;
  }
}
