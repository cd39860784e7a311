import { transact } from '../../src/platform/app.js';
import { ADVANCE } from '../../src/process/process.js';
import { importScenario } from '../../src/rounds/import/import-scenario.js';
import type { StageName } from '../../src/timetable/stages.js';
import { calendar, oslo } from './calendar.js';
import type { TestApp } from './database.js';
import { smallScenario } from './small-scenario.js';

export const LIVE_ROUND = '2027V-trondheim';
/** An hour after the first offers have left. */
export const LIVE_NOW = oslo('2026-11-06T10:00');

/**
 * A round under way, beside another: P1 has two openings, is rated, and offers Anna and Bo a place; Bo's mail has yet to
 * leave. P2 has two applicants whom nobody has rated, P3 one, who is rated and gets her offer.
 * @param names other names of some of its people, by address
 */
export async function liveRound(app: TestApp, names: Readonly<Record<string, string>> = {}): Promise<void> {
  const scenario = smallScenario();
  // Soon enough that not many mornings follow on which little happens.
  for (const { calendar } of scenario.rounds) calendar.closesAt = '2026-11-24T12:00';
  await app.setClock(oslo('2026-09-01T12:00'));
  await importScenario(app, scenario);
  const { database } = app;
  for (const [email, name] of Object.entries(names))
    await database.query(`update person set name = $2 where email = $1`, [email, name]);
  await runTo(app, oslo(calendar.demandOpens));
  await database.query(
    `update demand set answered_at = $1, kind = 'learning-assistant', openings = case position_id when 'P1' then 2 else 1 end,
       hours = 100`,
    [oslo('2026-09-22T12:00')],
  );
  await runTo(app, oslo(calendar.announceAt));
  const appliedAt = oslo('2026-10-15T12:00');
  for (const { email, applications } of scenario.applicants) {
    await database.query(
      `insert into application_form (round_id, person_id, started_at, sent_at)
       select distinct p.round_id, s.id, $3::timestamptz, $3 from position p, person s where p.id = any($1) and s.email = $2`,
      [applications.map(({ position }) => position), email, appliedAt],
    );
    for (const { position, priority } of applications)
      await database.query(
        `insert into application (position_id, person_id, priority, applied_at)
         select $1, id, $3, $4 from person where email = $2`,
        [position, email, priority, appliedAt],
      );
  }
  await runTo(app, oslo(calendar.applyDue));
  await database.query(`update mail set state = 'sent', next_due_at = null, sent_at = created_at`);
  await database.query(
    `with rated as (
       insert into rating (application_id, position_id, rank)
       select a.id, a.position_id, row_number() over (partition by a.position_id order by s.email)
       from application a join person s on s.id = a.person_id where a.position_id in ('P1', 'P3')
       returning application_id, position_id, rank)
     insert into event (at, kind, position_id, round_id, data)
     select $1, 'rated', position_id, $2,
       json_build_object('order', json_agg(json_build_object('applicationId', application_id, 'rank', rank)))
     from rated group by position_id`,
    [oslo('2026-11-01T12:00'), LIVE_ROUND],
  );
  await database.query(
    `update position set rated_at = $1, ratings = 1, rated_by_id = teacher_id where id in ('P1', 'P3')`,
    [oslo('2026-11-01T12:00')],
  );
  await runTo(app, oslo(calendar.offersAt));
  await database.query(
    `update mail set state = 'sent', next_due_at = null, sent_at = created_at where address <> 'bo@stud.example'`,
  );
  await app.setClock(LIVE_NOW);
}

/** Has everything done that is due until an instant, at its time. */
async function runTo(app: TestApp, until: Date): Promise<void> {
  for (;;) {
    const [next] = await app.database.query<{ stage: StageName; id: string; at: Date }[]>(
      `select stage, id, next_due_at as at from subject where next_due_at <= $1
       order by next_due_at, array_position($2::text[], stage), id limit 1`,
      [until, Object.keys(ADVANCE)],
    );
    if (!next) break;
    await app.setClock(next.at);
    await transact(app, (tx) => ADVANCE[next.stage](tx, next.id));
  }
  await app.setClock(until);
}
