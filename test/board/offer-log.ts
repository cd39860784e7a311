import type { DataSource } from 'typeorm';

/** Writes the log of P1, as its rating and its offers in the seed came about: Åse, Bo, Cy and Di, in that order. */
export async function seedLog(database: DataSource): Promise<void> {
  await database.query(
    `insert into event (at, kind, round_id, position_id, actor_id, data)
     select '2026-11-03 10:15Z', 'rated', '2027V-trondheim', 'P1', t.id, jsonb_build_object('order', (
       select jsonb_agg(jsonb_build_object('applicationId', a.id, 'rank', o.rank)) from application a
       join offer o on o.person_id = a.person_id))
     from person t where t.email = 'teacher@uni.example'`,
  );
  for (const [kind, email, at] of [
    ['offer-issued', 'student@stud.example', '2026-11-06 08:00Z'],
    ['offer-issued', 'b@stud.example', '2026-11-06 08:00Z'],
    ['offer-accepted', 'student@stud.example', '2026-11-07 09:30Z'],
    ['offer-declined', 'b@stud.example', '2026-11-08 11:00Z'],
    ['offer-issued', 'c@stud.example', '2026-11-08 11:00Z'],
    ['offer-expired', 'c@stud.example', '2026-11-09 23:00Z'],
    ['offer-issued', 'd@stud.example', '2026-11-09 23:00Z'],
  ])
    await database.query(
      `insert into event (at, kind, round_id, position_id, person_id) select $1, $2, '2027V-trondheim', 'P1', id
       from person where email = $3`,
      [at, kind, email],
    );
}
