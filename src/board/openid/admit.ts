import { z } from 'zod';
import { lendOperator, takeBackOperator } from '../../people/operators.js';
import type { Locale } from '../../people/person.entity.js';
import { type App, transact } from '../../platform/app.js';
import { recordEvents } from '../../platform/events.js';
import type { Tx } from '../../timetable/turn.js';
import { SESSION_HOURS } from '../sessions/session.js';
import { watcherById } from '../watcher.js';

/** Somebody of whom the provider says who it is. */
export interface Visitor {
  /** What the provider knows them by; an address in lower case. */
  readonly knownAs: string;
  /** What they are called; empty when that is not said. */
  readonly name: string;
  /** Whether the provider says that they run Stafett. */
  readonly operates: boolean;
}

/** The person who signs in, if there is one, and whether the board is for them. */
export interface Admission {
  readonly personId: string | null;
  readonly admitted: boolean;
}

/** Decides whether somebody is let in, by the roles that the database has of them and the one that the provider gives. */
export function admit(app: App, { knownAs, name, operates }: Visitor, locale: Locale): Promise<Admission> {
  return transact(app, async (tx) => {
    let personId = await personKnownAs(tx, knownAs);
    // An operator need not be known before: the provider says who runs Stafett.
    if (!personId && operates) personId = await addPerson(tx, knownAs, name, locale);
    if (!personId) return { personId: null, admitted: false };
    if (operates) await lendOperator(tx, personId, SESSION_HOURS);
    else await takeBackOperator(tx, personId);
    const admitted = (await watcherById(tx.manager, personId)) !== null;
    if (admitted) await recordEvents(tx, [{ kind: 'signed-in', actorId: personId, personId, data: { by: 'openid' } }]);
    return { personId, admitted };
  });
}

/** By the name that was given for the sign-in; where none was given, by the mail address. */
async function personKnownAs(tx: Tx, knownAs: string): Promise<string | null> {
  const [person] = await tx.manager.query<{ id: string }[]>(
    `select id from person where sign_in_name = $1 or (email = $1 and sign_in_name is null)
     order by sign_in_name nulls last limit 1`,
    [knownAs],
  );
  return person?.id ?? null;
}

/** Null when the provider knows them by no address, or somebody else, who signs in under another name, has it. */
async function addPerson(tx: Tx, knownAs: string, name: string, locale: Locale): Promise<string | null> {
  if (!z.email().safeParse(knownAs).success) return null;
  const [person] = await tx.manager.query<{ id: string }[]>(
    `insert into person (email, name, locale) values ($1, $2, $3) on conflict (email) do nothing returning id`,
    [knownAs, name || knownAs, locale],
  );
  return person?.id ?? null;
}
