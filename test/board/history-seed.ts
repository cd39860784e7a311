import type { DataSource } from 'typeorm';
import { calendar } from '../support/calendar.js';

/** When the offers of the semester below began. */
export const BEGAN = '2026-05-06T07:00:00Z';

/**
 * A semester of Trondheim that is over. H1 had two openings and filled the last 19 days after its first offer, since one offer
 * ran out. H2 was declined after a day, then accepted after three and given back: it was not filled. H3 began two days late
 * and was filled within a day. H4 had no applicants.
 */
export async function seedHistory(database: DataSource): Promise<void> {
  const before = {
    ...calendar,
    ...{ demandOpens: '2026-03-01T08:00', demandDue: '2026-03-10T08:00', reportDue: '2026-03-11T08:00' },
    ...{ announceAt: '2026-03-12T08:00', applyDue: '2026-04-12T23:59', rateDue: '2026-04-20T23:59' },
    ...{ offersAt: '2026-05-06T09:00', closesAt: '2026-08-18T12:00' },
  };
  await database.query(
    `insert into round (id, campus_id, semester, calendar) values ('2026H-trondheim', 'trondheim', '2026H', $1)`,
    [JSON.stringify(before)],
  );
  await database.query(
    `insert into position (id, round_id, course, title, teacher_id, kind, openings, hours, announced_at, rated_at, settled_at)
     select v.id, '2026H-trondheim', v.course, v.title, p.id, v.kind, v.openings, 80, $1, $1, $1
     from (values ('H1', 'TDT4100', 'Objektorientert programmering', 'learning-assistant', 2),
       ('H2', 'TDT4109', 'Informasjonsteknologi', 'teaching-assistant', 1),
       ('H3', '=TDT4120', 'Algoritmer', 'learning-assistant', 1), ('H4', 'TDT4137', 'Kognitive arkitekturer', 'learning-assistant', 1)
     ) as v(id, course, title, kind, openings), (select id from person where email = 'teacher@uni.example') p`,
    [BEGAN],
  );
  await database.query(
    `with made as (
       insert into offer (position_id, person_id, rank, issued_at, expires_at, state, closed_at)
       select v.position, p.id, v.rank, $1::timestamptz + v.issued * interval '1 day', $1::timestamptz + (v.issued + 15) * interval '1 day',
         v.state, $1::timestamptz + v.closed * interval '1 day'
       from (values ('H1', 'student', 1, 0, 'accepted', 2), ('H1', 'b', 2, 0, 'expired', 15), ('H1', 'c', 3, 15, 'accepted', 19),
         ('H2', 'b', 1, 0, 'declined', 1), ('H2', 'd', 2, 1, 'withdrawn', 10), ('H3', 'd', 1, 2, 'accepted', 3)
       ) as v(position, name, rank, issued, state, closed) join person p on p.email = v.name || '@stud.example'
       returning id, position_id, person_id, state, issued_at),
     applied as (
       insert into application (position_id, person_id, priority, applied_at)
       select position_id, person_id, 1, $1 from made)
     insert into event (at, kind, round_id, position_id, person_id, data)
     select issued_at + interval '3 days', 'offer-accepted', '2026H-trondheim', position_id, person_id, jsonb_build_object('offerId', id)
     from made where state = 'withdrawn'`,
    [BEGAN],
  );
}
