import pg from 'pg';
import { migrate } from '../../dist/src/platform/migrate.js';
import { localDaysLater } from '../../dist/src/rounds/wall-clock.js';
import { CALENDAR } from '../parts/calendar.js';

/** A second before, and at the instant at which every offer expires. */
export const BEFORE = '2026-11-20T22:59:59Z';
export const EXPIRY = '2026-11-20T23:00:00Z';
const OFFERS_A_POSITION = 10_000 / 1_500;
const A_SEMESTER = 10_000;
const WEEKS_A_SEMESTER = 26;

/** `2027V`, and so many semesters before it: `2026H`, `2026V` … */
const semesterBack = (back) => `${2027 - Math.ceil(back / 2)}${back % 2 === 0 ? 'V' : 'H'}`;

/** How many positions have so many offers out. */
export const positionsOf = (offers) => Math.round(offers / OFFERS_A_POSITION);

/**
 * Fills an empty database with a round in which so many offers are open and expire at one instant, each with another
 * applicant after it on its list.
 * @param settled so many offers more, of positions of earlier rounds that are done with, ten thousand to a semester
 */
export async function fill(url, offers, settled = 0) {
  await migrate(url);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const query = (sql, values) => client.query(sql, values);
  const positions = positionsOf(offers);
  await query('update clock set at = $1', [BEFORE]);
  await query(
    `insert into person (email, name, locale) values ('faculty@uni.example', 'Faculty', 'en'), ('contact@uni.example', 'Kari Kontakt', 'nb')`,
  );
  await query(
    `insert into person (email, name, locale)
     select 't' || n || '@uni.example', 'Teacher ' || n, 'nb' from generate_series(1, 200) n`,
  );
  await query(`insert into faculty (id, person_id) select 1, id from person where email = 'faculty@uni.example'`);
  await query(
    `insert into campus (id, name, locale, announce_to, contact_id)
     select 'trondheim', 'Trondheim', 'nb', 'students@lists.example', id from person where email = 'contact@uni.example'`,
  );
  /** @param back how many semesters before this one */
  const round = async (back, count) => {
    const open = back === 0;
    const semester = semesterBack(back);
    const id = `${semester}-trondheim`;
    const prefix = open ? 's' : `s${back}x`;
    const days = -WEEKS_A_SEMESTER * 7 * back;
    const calendar = Object.entries(CALENDAR).map(([entry, local]) => [entry, localDaysLater(local, days)]);
    await query(`insert into round (id, campus_id, semester, calendar) values ($1, 'trondheim', $2, $3::jsonb)`, [
      ...[id, semester, JSON.stringify(Object.fromEntries(calendar))],
    ]);
    const later = (instant) => `('${instant}'::timestamptz + make_interval(days => ${days}))`;
    const places = positionsOf(count);
    await query(
      `insert into person (email, name, locale, laos)
       select $1 || n || '@stud.example', 'Student Studentsen ' || n, case when n % 5 = 0 then 'en' else 'nb' end, n % 2 = 0
       from generate_series(1, $2::int) n`,
      [prefix, count * 2 + places],
    );
    await query(
      `insert into position (id, round_id, course, title, teacher_id, kind, openings, hours, announced_at, rated_at, settled_at)
       select $1 || n, $2, 'TDT' || 1000 + n, 'Course number ' || n, p.id, 'learning-assistant',
         $3::int / $4::int + (n <= $3::int % $4::int)::int, 100, ${later('2026-10-12 07:00Z')}, ${later('2026-11-02 10:00Z')},
         case when $5 then null else ${later('2026-11-25 10:00Z')} end
       from generate_series(1, $4::int) n join person p on p.email = 't' || 1 + n % 200 || '@uni.example'`,
      [prefix, id, count, places, open],
    );
    // The first half of the students has the offers, spread evenly; the second half comes after them on the lists.
    await query(
      `insert into application (position_id, person_id, priority, applied_at)
       select $1 || 1 + (n - 1) % $3::int, p.id, 1, ${later('2026-10-20 10:00Z')}
       from generate_series(1, $2::int) n join person p on p.email = $1 || n || '@stud.example'`,
      [prefix, count * 2 + places, places],
    );
    await query(
      `insert into rating (application_id, position_id, rank)
       select a.id, a.position_id, row_number() over (partition by a.position_id
         order by substring(p.email from '([0-9]+)@')::int)
       from position q join application a on a.position_id = q.id join person p on p.id = a.person_id
       where q.round_id = $1`,
      [id],
    );
    await query(
      `insert into offer (position_id, person_id, rank, issued_at, expires_at, state, closed_at)
       select r.position_id, a.person_id, r.rank, ${later('2026-11-06 08:00Z')}, ${later(EXPIRY)},
         case when $2 then 'open' else 'accepted' end, case when $2 then null else ${later('2026-11-10 08:00Z')} end
       from position p join rating r on r.position_id = p.id join application a on a.id = r.application_id
       where p.round_id = $1 and r.rank <= p.openings`,
      [id, open],
    );
  };
  await round(0, offers);
  for (let back = 1, left = settled; left > 0; back += 1, left -= A_SEMESTER) {
    await round(back, Math.min(left, A_SEMESTER));
    if (back % 10 === 1) await query('analyze');
  }
  await query(
    `insert into link (person_id, purpose, subject, created_at)
     select person_id, 'offer', id::text, issued_at from offer where state = 'open'`,
  );
  await query(
    `insert into mail (kind, person_id, address, locale, round_id, position_id, offer_id, facts, dedupe_key, thread, state,
       attempts, created_at, sent_at)
     select 'offer', o.person_id, p.email, p.locale, s.round_id, o.position_id, o.id, '{}', 'offer:' || o.id,
       'offer:' || o.id, 'sent', 1, o.issued_at, o.issued_at
     from offer o join person p on p.id = o.person_id join position s on s.id = o.position_id`,
  );
  await query(
    `insert into subject (stage, id, next_due_at, advanced_to)
     select 'offer', id, case when settled_at is null then $1::timestamptz end, '2026-11-20 08:00Z' from position`,
    [EXPIRY],
  );
  await query('vacuum analyze');
  await client.end();
  return { positions };
}
