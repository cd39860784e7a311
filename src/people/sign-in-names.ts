import { recordEvents } from '../platform/events.js';
import { Refusal } from '../platform/refusal.js';
import type { Tx } from '../timetable/turn.js';

/**
 * Notes what the provider of the sign-in knows a person by. The address alone then signs that person in no longer.
 * @param name with an @ in lower case
 * @throws Refusal when nobody has the address, or somebody else goes by the name
 */
export async function setSignInName(tx: Tx, email: string, name: string): Promise<void> {
  const [taken] = await tx.manager.query<{ email: string }[]>(
    `select email from person where (sign_in_name = $2 or (email = $2 and sign_in_name is null)) and email <> $1`,
    [email, name],
  );
  if (taken) throw new Refusal(`${taken.email} already signs in as ${name}.`);
  const [rows] = await tx.manager.query<[{ id: string }[], number]>(
    `update person set sign_in_name = $2 where email = $1 returning id`,
    [email, name],
  );
  const [person] = rows;
  if (!person) throw new Refusal(`Nobody has the address ${email}.`);
  await recordEvents(tx, [{ kind: 'sign-in-name-set', personId: person.id }]);
}

/** Lets a person sign in by the mail address again. @returns whether there was another name */
export async function removeSignInName(tx: Tx, email: string): Promise<boolean> {
  const [rows] = await tx.manager.query<[{ id: string }[], number]>(
    `update person set sign_in_name = null where email = $1 and sign_in_name is not null returning id`,
    [email],
  );
  const [person] = rows;
  if (person) await recordEvents(tx, [{ kind: 'sign-in-name-removed', personId: person.id }]);
  return person !== undefined;
}

/** Who signs in by another name than the mail address, and by which. */
export function listSignInNames(tx: Tx): Promise<{ readonly email: string; readonly name: string }[]> {
  return tx.manager.query(
    `select email, sign_in_name as name from person where sign_in_name is not null order by email`,
  );
}
