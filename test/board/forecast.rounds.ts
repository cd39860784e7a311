import type { DataSource } from 'typeorm';

/**
 * Twelve positions of Trondheim's round of `seedBoard` beside its own, rated, with students of their own and no offers yet,
 * and an earlier round whose offers were all answered, or not: of eight, five were accepted, two declined.
 */
export async function seedForecast({
  app: { database },
}: {
  readonly app: { readonly database: DataSource };
}): Promise<void> {
  await database.query(
    `insert into person (email, name, locale)
     select 'f' || n || '@stud.example', 'Student ' || n, 'nb' from generate_series(1, 60) n`,
  );
  await database.query(
    `insert into position (id, round_id, course, title, teacher_id, kind, openings, hours, announced_at, rated_at)
     select 'F' || n, '2027V-trondheim', 'TMA' || 4100 + n, 'Matematikk ' || n, t.id,
       case when n % 3 = 0 then 'teaching-assistant' else 'learning-assistant' end, 1 + n % 3, 80,
       '2026-10-12 07:00Z', '2026-11-04 08:00Z'
     from generate_series(1, 12) n, person t where t.email = 'teacher@uni.example'`,
  );
  // The first has fewer applicants than openings.
  await database.query(
    `with applied as (
       insert into application (position_id, person_id, priority, applied_at)
       select p.id, s.id, 1, '2026-10-20 10:00Z'
       from position p join person s on s.email ~ '^f\\d+@' and (substr(s.email, 2, position('@' in s.email) - 2)::int
         + substr(p.id, 2)::int) % case when p.id = 'F1' then 59 else 9 end = 0
       where p.id like 'F%' returning id, position_id)
     insert into rating (application_id, position_id, rank)
     select id, position_id, row_number() over (partition by position_id order by id) from applied`,
  );
  await database.query(
    `insert into round (id, campus_id, semester, calendar)
     select '2026V-trondheim', campus_id, '2026V', replace(replace(calendar::text, '2026', '2025'), '2027', '2026')::jsonb
     from round where id = '2027V-trondheim'`,
  );
  await database.query(
    `insert into position (id, round_id, course, title, teacher_id, kind, openings, hours, announced_at, rated_at, settled_at)
     select 'E1', '2026V-trondheim', 'TDT4100', 'Objektorientert programmering', t.id, 'learning-assistant', 5, 80,
       '2025-10-12 07:00Z', '2025-11-04 08:00Z', '2026-02-01 08:00Z'
     from person t where t.email = 'teacher@uni.example'`,
  );
  await database.query(
    `insert into offer (position_id, person_id, rank, issued_at, expires_at, state, closed_at)
     select 'E1', s.id, n, '2025-11-06 08:00Z', '2025-11-20 23:00Z',
       case when n <= 5 then 'accepted' when n <= 7 then 'declined' else 'expired' end,
       case when n <= 7 then '2025-11-06 08:00Z'::timestamptz + n * interval '1 day' else '2025-11-20 23:00Z' end
     from generate_series(1, 8) n join person s on s.email = 'f' || n || '@stud.example'`,
  );
}
