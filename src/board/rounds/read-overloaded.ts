import type { EntityManager } from 'typeorm';

/** A student of a round who has accepted more hours in the semester than the limit. */
export interface Overloaded {
  readonly name: string;
  readonly email: string;
  readonly hours: number;
  /** All that is accepted in the semester, in the rounds of other campuses too: they make up the hours. */
  readonly positions: readonly { readonly course: string; readonly campus: string; readonly hours: number }[];
}

/** Who of a round's assistants has accepted more than `limit` hours in its semester, the most hours first. */
export function readOverloaded(
  manager: EntityManager,
  { id, semester }: { readonly id: string; readonly semester: string },
  limit: number,
): Promise<Overloaded[]> {
  return manager.query<Overloaded[]>(
    `select s.name, s.email, sum(p.hours)::int as hours,
       json_agg(json_build_object('course', p.course, 'campus', k.name, 'hours', p.hours) order by p.course, p.id)
         as positions
     from offer o
     join position p on p.id = o.position_id
     join round r on r.id = p.round_id
     join campus k on k.id = r.campus_id
     join person s on s.id = o.person_id
     where o.state = 'accepted' and r.semester = $2
       and o.person_id in (
         select own.person_id from offer own join position q on q.id = own.position_id
         where own.state = 'accepted' and q.round_id = $1
       )
     group by s.id having sum(p.hours) > $3
     order by hours desc, s.name, s.email`,
    [id, semester, limit],
  );
}
