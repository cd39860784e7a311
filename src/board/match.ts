import type { EntityManager } from 'typeorm';

/** The words of a search, each as a pattern for `ilike`: in whatever case, anywhere in the text. */
export const patternsOf = (q: string): string[] =>
  q
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => `%${word.replace(/[\\%_]/g, '\\$&')}%`);

/** The ids of everybody in whose name and address all words of a search are. */
export async function findPersons(manager: EntityManager, q: string): Promise<string[]> {
  const rows = await manager.query<{ id: string }[]>(`select id from person where name || ' ' || email ilike all($1)`, [
    patternsOf(q),
  ]);
  return rows.map(({ id }) => id);
}
