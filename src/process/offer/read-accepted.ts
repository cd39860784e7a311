import type { EntityManager } from 'typeorm';

/**
 * In SQL: the hours of each position that a student has accepted in a semester, in all its rounds, as JSON.
 * @param whose the student, the semester, and a position that is left out, each in SQL
 */
export const acceptedHoursJson = (whose: { person: string; semester: string; except: string }) =>
  `(select coalesce(json_agg(p.hours), '[]')
    from offer o join position p on p.id = o.position_id join round r on r.id = p.round_id
    where o.person_id = ${whose.person} and o.state = 'accepted' and r.semester = ${whose.semester}
      and p.id <> ${whose.except} and p.hours is not null)`;

/**
 * The hours of each position that a student has accepted in a semester, in all its rounds.
 * @param except a position that is left out
 */
export async function readAcceptedHours(
  manager: EntityManager,
  { personId, semester }: { readonly personId: string; readonly semester: string },
  except: string,
): Promise<number[]> {
  const [row] = await manager.query<{ hours: number[] }[]>(
    `select ${acceptedHoursJson({ person: '$1::uuid', semester: '$2', except: '$3' })} as hours`,
    [personId, semester, except],
  );
  return row?.hours ?? [];
}
