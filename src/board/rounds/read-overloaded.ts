import type { EntityManager } from 'typeorm';

/** A student of a round who has accepted more hours in the semester than the limit. */
export interface Overloaded {
  readonly roundId: string;
  readonly name: string;
  readonly email: string;
  readonly hours: number;
  /** All that is accepted in the semester, in the rounds of other campuses too: they make up the hours. */
  readonly positions: readonly { readonly course: string; readonly campus: string; readonly hours: number }[];
}

/** Who of the assistants of rounds has accepted more than `limit` hours in the semester, the most hours first. */
export function readOverloaded(
  manager: EntityManager,
  roundIds: readonly string[],
  limit: number,
): Promise<Overloaded[]> {
  return manager.query<Overloaded[]>(
    `with semester as (select distinct semester from round where id = any($1)),
     overloaded as (
       select o.person_id, r.semester, sum(p.hours)::int as hours, array_agg(distinct p.round_id) as round_ids,
         json_agg(json_build_object('course', p.course, 'campus', k.name, 'hours', p.hours) order by p.course, p.id)
           as positions
       from semester
       join round r on r.semester = semester.semester
       join campus k on k.id = r.campus_id
       join position p on p.round_id = r.id
       join offer o on o.position_id = p.id
       where o.state = 'accepted'
       group by 1, 2 having sum(p.hours) > $2
     )
     select r.id as "roundId", s.name, s.email, overloaded.hours, overloaded.positions
     from overloaded
     join round r on r.id = any(overloaded.round_ids) and r.id = any($1)
     join person s on s.id = overloaded.person_id
     order by hours desc, s.name, s.email`,
    [roundIds, limit],
  );
}
