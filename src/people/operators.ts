import { recordEvents } from '../platform/events.js';
import type { Tx } from '../timetable/turn.js';

/** In a query of `operator o`: whether it is in force. */
export const IS_OPERATOR = `(o.until is null or o.until > clock_timestamp())`;

/** Lets a person with that address see the machinery. One who is not known yet is called by the address. @returns whether that is new */
export async function addOperator(tx: Tx, email: string): Promise<boolean> {
  await tx.manager.query(
    `insert into person (email, name, locale) values ($1, $1, 'nb') on conflict (email) do nothing`,
    [email],
  );
  const [added] = await tx.manager.query<{ id: string }[]>(
    `insert into operator (person_id) select id from person where email = $1
     on conflict (person_id) do update set until = null where operator.until is not null
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

/**
 * Lets a person see the machinery for so many hours, as the provider of the sign-in says that they run Stafett. Whom the
 * command line made an operator stays one.
 */
export async function lendOperator(tx: Tx, personId: string, hours: number): Promise<void> {
  const [lent] = await tx.manager.query<{ isNew: boolean }[]>(
    `insert into operator (person_id, until) values ($1, clock_timestamp() + make_interval(hours => $2))
     on conflict (person_id) do update set until = excluded.until where operator.until is not null
     returning xmax = 0 as "isNew"`,
    [personId, hours],
  );
  if (lent?.isNew) await recordEvents(tx, [{ kind: 'operator-added', personId }]);
}

/** Takes back what was lent, as the provider no longer says so. */
export async function takeBackOperator(tx: Tx, personId: string): Promise<void> {
  const [, taken] = await tx.manager.query<[unknown[], number]>(
    `delete from operator where person_id = $1 and until is not null`,
    [personId],
  );
  if (taken > 0) await recordEvents(tx, [{ kind: 'operator-removed', personId }]);
}

/** Ends what was lent and is over. */
export const endLentOperators = (tx: Tx) => tx.manager.query(`delete from operator o where not ${IS_OPERATOR}`);

/** The addresses of all operators. */
export async function listOperators(tx: Tx): Promise<string[]> {
  const rows = await tx.manager.query<{ email: string }[]>(
    `select p.email from operator o join person p on p.id = o.person_id where ${IS_OPERATOR} order by 1`,
  );
  return rows.map(({ email }) => email);
}
