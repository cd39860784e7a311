import type { EntityManager } from 'typeorm';
import { HOLDINGS, REFERENCES } from './holdings.js';
import type { Appearance } from './retention.rule.js';

const STUDENTS = ['application', 'application_form', 'offer'];
/** What they got, rather than what they did. */
const RECEIVED = ['mail', 'link', 'rating_draft'];

const inRounds = REFERENCES.filter(({ table }) => HOLDINGS[table]?.round && !RECEIVED.includes(table)).map(
  ({ table, column }) => {
    const isStudents = STUDENTS.includes(table) && column === 'person_id';
    // The log tells of everybody; alone it makes nobody anything.
    const as = isStudents ? 'student' : table === 'event' ? 'named' : 'staff';
    return `select t.${column} as person_id, ${HOLDINGS[table]?.round} as round_id, '${as}' as "as" from ${table} t
      where t.${column} is not null and ($1::uuid is null or t.${column} = $1)`;
  },
);

/**
 * Who appears in which round, and as what. Whoever is both student and staff of a round is staff; whoever was erased is
 * not there.
 * @param personId of one alone, or null for everybody
 */
export function readAppearances(manager: EntityManager, personId: string | null): Promise<Appearance[]> {
  return manager.query<Appearance[]>(
    `select a.person_id as "personId", a.round_id as "roundId",
       case when bool_or(a."as" = 'staff') then 'staff'
         when bool_or(exists (select from offer o join position p on p.id = o.position_id
           where p.round_id = a.round_id and o.person_id = a.person_id and o.state = 'accepted')) then 'employed'
         when bool_or(a."as" = 'student') then 'applicant' else 'staff' end as "as",
       bool_or(exists (select from offer o join position p on p.id = o.position_id
         where p.round_id = a.round_id and o.person_id = a.person_id and o.state = 'open')) as "hasOpenOffer"
     from (select distinct * from (${inRounds.join(' union all ')}) every) a
     join person s on s.id = a.person_id and s.erased_at is null
     join round r on r.id = a.round_id
     group by 1, 2 order by 2, 1`,
    [personId],
  );
}
