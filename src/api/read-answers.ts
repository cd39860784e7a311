import type { EntityManager } from 'typeorm';
import type { z } from 'zod';
import { type Calendar, instantsOf } from '../rounds/calendar.js';
import type { finalListAnswer, roundsAnswer } from './answers.js';

type Round = z.infer<typeof roundsAnswer>['rounds'][number];
type Position = z.infer<typeof finalListAnswer>['positions'][number];

/** The rounds of a campus, or all, in the order of their ids. */
export async function readRounds(manager: EntityManager, campus: string | null, timeZone: string): Promise<Round[]> {
  const rows = await manager.query<(Omit<Round, 'closesAt'> & { calendar: Calendar })[]>(
    `select r.id, r.semester, r.calendar, json_build_object('id', k.id, 'name', k.name) as campus,
       coalesce((select bool_and(p.settled_at is not null) from position p
         where p.round_id = r.id and p.announced_at is not null), false) as settled
     from round r join campus k on k.id = r.campus_id where $1::text is null or k.id = $1 order by r.id`,
    [campus],
  );
  return rows.map(({ calendar, ...round }) => ({
    ...round,
    closesAt: instantsOf(calendar, timeZone).closesAt.toISOString(),
  }));
}

/**
 * Who is employed in a round, as it is now, in each position whose final list was sent.
 * @param campus whose rounds may be read; null for all
 * @returns null when there is no such round
 */
export async function readFinalList(
  manager: EntityManager,
  id: string,
  campus: string | null,
): Promise<Position[] | null> {
  const found = await manager.query<unknown[]>(
    `select 1 from round where id = $1 and ($2::text is null or campus_id = $2)`,
    [id, campus],
  );
  if (found.length === 0) return null;
  return manager.query<Position[]>(
    `select p.id, p.course, p.title, p.kind, p.hours, r.campus_id as campus, p.final_lists as number,
       p.settled_at is not null as settled, case when t.erased_at is null then json_build_object('name', t.name, 'email', t.email) end as teacher,
       coalesce((select json_agg(json_build_object('id', s.id, 'name', coalesce(nullif(s.name, ''), s.email),
           'email', s.email, 'offer', o.id, 'laos', case when p.kind = 'learning-assistant' then s.laos end)
           order by s.name, s.email, o.id)
         from offer o join person s on s.id = o.person_id
         where o.position_id = p.id and o.state = 'accepted' and s.erased_at is null), '[]') as assistants
     from position p join round r on r.id = p.round_id join person t on t.id = p.teacher_id
     where r.id = $1 and p.final_lists > 0 order by p.course, p.id`,
    [id],
  );
}
