import { recordEvents } from '../platform/events.js';
import type { Tx } from '../timetable/turn.js';

/** Lets a person with that address see the machinery. One who is not known yet is called by the address. @returns whether that is new */
export async function addOperator(tx: Tx, email: string): Promise<boolean> {
  await tx.manager.query(
    `insert into person (email, name, locale) values ($1, $1, 'nb') on conflict (email) do nothing`,
    [email],
  );
  const [added] = await tx.manager.query<{ id: string }[]>(
    `insert into operator (person_id) select id from person where email = $1 on conflict do nothing
     returning person_id as id`,
    [email],
  );
  if (added) await recordEvents(tx, [{ kind: 'operator-added', personId: added.id }]);
  return added !== undefined;
}

/** Takes that away again; an open session ends with it. @returns whether that person was one */
export async function removeOperator(tx: Tx, email: string): Promise<boolean> {
  const [removed] = await tx.manager.query<{ id: string }[]>(
    `with gone as (
       delete from operator o using person p where p.id = o.person_id and p.email = $1 returning o.person_id as id)
     select id from gone`,
    [email],
  );
  if (removed) await recordEvents(tx, [{ kind: 'operator-removed', personId: removed.id }]);
  return removed !== undefined;
}

/** The addresses of all operators. */
export async function listOperators(tx: Tx): Promise<string[]> {
  const rows = await tx.manager.query<{ email: string }[]>(
    `select p.email from operator o join person p on p.id = o.person_id order by 1`,
  );
  return rows.map(({ email }) => email);
}
