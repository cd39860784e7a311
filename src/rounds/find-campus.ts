import { Refusal } from '../platform/refusal.js';
import type { Tx } from '../timetable/turn.js';

/** The campus that a command was given; null for all. @throws Refusal when there is none of that id */
export async function findCampus({ manager }: Tx, id: string | undefined): Promise<string | null> {
  if (id === undefined) return null;
  const known = await manager.query<{ id: string }[]>(`select id from campus order by id`);
  if (known.some((campus) => campus.id === id)) return id;
  throw new Refusal(`There is no campus "${id}". There are: ${known.map((one) => one.id).join(', ') || 'none'}.`);
}
