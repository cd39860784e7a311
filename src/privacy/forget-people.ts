import type { Tx } from '../timetable/turn.js';
import { REFERENCES } from './holdings.js';
import { type Parted, partPeople } from './part-people.js';
import type { Traits } from './traits.rule.js';

/** Parts people from all that there still is of them, and deletes who they were. */
export async function forgetPeople(tx: Tx, personIds: readonly string[], known?: Traits): Promise<Parted> {
  if (personIds.length === 0) return {};
  const parted = await partPeople(tx, null, personIds, known);
  await tx.manager.query(`delete from person where id = any($1)`, [personIds]);
  return { ...parted, person: personIds.length };
}

/** What says of somebody that they matter, beside what they were sent. */
const TIES = REFERENCES.filter(({ table }) => !['mail', 'link', 'event'].includes(table));

/**
 * Those to whom nothing refers any more but mails, links and the log, known since before an instant.
 * @param parted who was parted from a round just now, however long they are known
 */
export async function readUnused(tx: Tx, parted: readonly string[], before: Date): Promise<string[]> {
  const ties = TIES.map(({ table, column }) => `select from ${table} t where t.${column} = s.id`);
  const unused = (whom: string) =>
    `select s.id from person s where s.erased_at is null and ${whom}
       and not exists (select from event e join round r on r.id = e.round_id where s.id in (e.actor_id, e.person_id))
       and ${ties.map((sql) => `not exists (${sql})`).join(' and ')}
     order by s.id`;
  const found = await tx.manager.query<{ id: string }[]>(
    `${unused('(s.id = any($1) or s.known_since < $2)')} for update of s`,
    [parted, before],
  );
  if (found.length === 0) return [];
  // Whoever came back before the lock was had, as by asking for a link to apply, is in use again.
  const rows = await tx.manager.query<{ id: string }[]>(unused('s.id = any($1)'), [found.map(({ id }) => id)]);
  return rows.map(({ id }) => id);
}
