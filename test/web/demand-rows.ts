import type { Round, World } from './world.js';

/** The first course's round of the spring before, reported with three learning assistants or without need. */
export async function lastTime({ app }: World, round: Round, need = true): Promise<void> {
  const id = `${round.id}-last`;
  await app.database.query(
    `insert into round (id, campus_id, semester, calendar)
     select $2, campus_id, '2026V', calendar from round where id = $1`,
    [round.id, id],
  );
  await app.database.query(`insert into report (round_id, reported_at) values ($1, '2025-10-09 13:00Z')`, [id]);
  await app.database.query(
    `insert into position (id, round_id, course, title, teacher_id, kind, openings, hours)
     select $2, $2, course, title, teacher_id, $3, $4, $5 from position where id = $1`,
    [round.positions[0], id, ...(need ? ['learning-assistant', 3, 100] : [null, null, null])],
  );
  await app.database.query(`insert into demand (position_id, answered_at, no_need) values ($1, '2025-09-22', $2)`, [
    id,
    !need,
  ]);
}

/** The contact takes courses off the list: the first one unless told. */
export async function takeOff(
  { app }: World,
  round: Round,
  positions: readonly string[] = [round.positions[0]],
): Promise<void> {
  await app.database.query(`update demand set removed_at = '2026-09-22 10:00Z' where position_id = any($1)`, [
    positions,
  ]);
}

/** The contact has answered for the first course, and its teacher was asked, and reminded in every way, of the second. */
export async function followUp({ app }: World, round: Round): Promise<void> {
  const [first, second] = round.positions;
  await app.database.query(`update demand set answered_by_id = $2 where position_id = $1`, [first, round.contact.id]);
  await app.database.query(`update demand set requested_at = '2026-09-21 06:00Z' where position_id = $1`, [second]);
  await app.database.query(
    `insert into mail (kind, address, locale, round_id, position_id, facts, dedupe_key, thread, state, created_at, sent_at)
     values ('demand-reminder', 'x@uni.example', 'nb', $1, $2::text, '{}', 'demand-reminder:' || $2, $2, 'sent',
       '2026-09-28 07:00Z', '2026-09-28 07:00Z')`,
    [round.id, second],
  );
  await app.database.query(
    `insert into event (at, kind, round_id, position_id) values ('2026-10-02 09:12Z', 'demand-nudged', $1, $2)`,
    [round.id, second],
  );
}
