import type { EntityManager } from 'typeorm';

/**
 * The hours of each position that a student has accepted in a semester, in all its rounds.
 * @param except a position that is left out
 */
export async function readAcceptedHours(
  manager: EntityManager,
  { personId, semester }: { readonly personId: string; readonly semester: string },
  except: string,
): Promise<number[]> {
  const rows = await manager.query<{ hours: number }[]>(
    `select p.hours from offer o join position p on p.id = o.position_id join round r on r.id = p.round_id
     where o.person_id = $1 and o.state = 'accepted' and r.semester = $2 and p.id <> $3 and p.hours is not null`,
    [personId, semester, except],
  );
  return rows.map(({ hours }) => hours);
}
