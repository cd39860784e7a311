import type { EntityManager } from 'typeorm';
import { patternsOf } from '../match.js';

/** The applicants of a round in whose name and address all words of a search are, by position. */
export async function findApplicants(
  manager: EntityManager,
  roundId: string,
  q: string,
): Promise<ReadonlyMap<string, readonly string[]>> {
  if (q === '') return new Map();
  const rows = await manager.query<{ positionId: string; names: string[] }[]>(
    `select a.position_id as "positionId", array_agg(coalesce(nullif(s.name, ''), s.email) order by s.name) as names
     from position p join application a on a.position_id = p.id join person s on s.id = a.person_id
     where p.round_id = $1 and s.name || ' ' || s.email ilike all($2) group by 1`,
    [roundId, patternsOf(q)],
  );
  return new Map(rows.map(({ positionId, names }) => [positionId, names]));
}
