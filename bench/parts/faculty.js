import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { boardPart, signInPage } from '../../dist/src/board/board.js';
import { readConfig } from '../../dist/src/platform/config.js';
import { databaseAt } from '../../dist/src/platform/database.js';
import { startEmbeddedPostgres } from '../../dist/src/platform/embedded-postgres.js';
import { createLog } from '../../dist/src/platform/log.js';
import { migrate } from '../../dist/src/platform/migrate.js';
import { createWeb, listen } from '../../dist/src/web/web.js';
import { CALENDAR } from './calendar.js';

/** In the middle of the rounds below: offers are out. */
const NOW = '2026-11-10T12:00:00Z';
export const CONTACT = 'contact@uni.example';

/**
 * A faculty with one campus and its board, over a database of its own.
 * @param size how many positions and students; each student applies for three positions, and half of the list of each is offered
 */
export async function openFaculty(size) {
  const directory = await mkdtemp(join(tmpdir(), 'stafett-bench-'));
  const postgres = await startEmbeddedPostgres({ directory });
  await migrate(postgres.url);
  const database = await databaseAt(postgres.url, 20).initialize();
  const app = {
    config: {
      ...readConfig({ BASE_URL: 'http://stafett.example' }),
      databaseUrl: postgres.url,
      secret: 'for measuring only, and nothing else at all',
    },
    database,
    log: createLog('warn'),
    setAlarms: async () => undefined,
  };
  await database.query('update clock set at = $1', [NOW]);
  await fill(database, size);
  const board = boardPart(app, { databaseUrl: postgres.url, queues: [] });
  const server = await listen(await createWeb(app, { linkPages: [signInPage], parts: [board] }), 0);
  return {
    database,
    url: `http://127.0.0.1:${server.port}`,
    secret: app.config.secret,
    async close() {
      await server.close();
      await board.close();
      await database.destroy();
      await postgres.stop({ force: true });
      for (const path of new Set([directory, postgres.home])) await rm(path, { recursive: true, force: true });
    },
  };
}

async function fill(database, { positions, students }) {
  await database.query(
    `insert into person (email, name, locale) values ('faculty@uni.example', 'Faculty', 'en'), ($1, 'Kari Kontakt', 'nb')`,
    [CONTACT],
  );
  await database.query(
    `insert into person (email, name, locale) select 't' || n || '@uni.example', 'Teacher ' || n, 'nb'
     from generate_series(1, $1::int) n`,
    [positions],
  );
  await database.query(
    `insert into person (email, name, locale, laos) select 's' || n || '@stud.example', 'Student ' || n, 'nb', n % 2 = 0
     from generate_series(1, $1::int) n`,
    [students],
  );
  await database.query(
    `insert into faculty (id, person_id) select 1, id from person where email = 'faculty@uni.example'`,
  );
  await database.query(
    `insert into campus (id, name, locale, announce_to, contact_id)
     select 'trondheim', 'Trondheim', 'nb', 'students@lists.example', id from person where email = $1`,
    [CONTACT],
  );
  await database.query(
    `insert into round (id, campus_id, semester, calendar) values ('2027V-trondheim', 'trondheim', '2027V', $1::jsonb)`,
    [JSON.stringify(CALENDAR)],
  );
  await database.query(
    `insert into position (id, round_id, course, title, teacher_id, kind, openings, hours, announced_at, rated_at)
     select 'P' || n, '2027V-trondheim', 'TDT' || 1000 + n, 'Course number ' || n, p.id, 'learning-assistant', 6, 100,
       '2026-10-12 07:00Z', '2026-11-02 10:00Z'
     from generate_series(1, $1::int) n join person p on p.email = 't' || n || '@uni.example'`,
    [positions],
  );
  await database.query(
    `insert into demand (position_id, requested_at, answered_at, no_need, kind, openings, hours)
     select id, '2026-09-21 06:00Z', '2026-09-22 06:00Z', false, kind, openings, hours from position`,
  );
  // Of each ten applications one is for the first position, so that it has many.
  await database.query(
    `insert into application (position_id, person_id, priority, applied_at)
     select 'P' || case when k = 1 and n % 10 = 0 then 1 else 1 + (n * 7 + k * 13) % $1::int end, p.id, k, '2026-10-20 10:00Z'
     from generate_series(1, $2::int) n cross join generate_series(1, 3) k
     join person p on p.email = 's' || n || '@stud.example'
     on conflict do nothing`,
    [positions, students],
  );
  await database.query(
    `insert into application_form (round_id, person_id, started_at, sent_at, text)
     select distinct '2027V-trondheim', person_id, '2026-10-19 10:00Z'::timestamptz, '2026-10-20 10:00Z'::timestamptz,
       repeat('I know the course. ', 20) from application`,
  );
  await database.query(
    `insert into rating (application_id, position_id, rank)
     select id, position_id, row_number() over (partition by position_id order by id) from application`,
  );
  await database.query(
    `insert into offer (position_id, person_id, rank, issued_at, expires_at, state, closed_at)
     select r.position_id, a.person_id, r.rank, '2026-11-06 08:00Z', '2026-11-20 23:00Z',
       case when r.rank <= 2 then 'accepted' when r.rank <= 4 then 'declined' else 'open' end,
       case when r.rank <= 4 then '2026-11-07 09:30Z'::timestamptz end
     from rating r join application a on a.id = r.application_id where r.rank <= 8`,
  );
  await database.query(
    `insert into event (at, kind, round_id, position_id, person_id)
     select issued_at, 'offer-issued', '2027V-trondheim', position_id, person_id from offer`,
  );
  await database.query(
    `insert into mail (kind, person_id, address, locale, round_id, position_id, offer_id, facts, dedupe_key, thread, state,
       attempts, created_at, sent_at)
     select 'offer', o.person_id, p.email, 'nb', '2027V-trondheim', o.position_id, o.id, '{}', 'offer:' || o.id,
       'offer:' || o.id, 'sent', 1, o.issued_at, o.issued_at
     from offer o join person p on p.id = o.person_id`,
  );
  await database.query(
    `insert into subject (stage, id, next_due_at) select 'offer', id, '2026-11-20 23:00Z' from position
     union all select stage, '2027V-trondheim', null::timestamptz
       from unnest(array['demand', 'report', 'announcement', 'application', 'rating']) stage`,
  );
  await database.query('analyze');
}
