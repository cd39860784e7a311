import { recordEvents } from '../platform/events.js';
import type { Tx } from '../timetable/turn.js';
import { linkedRounds } from './linked-rounds.js';
import { lockRounds } from './lock-round.js';
import { restartOffer } from './offer/restart-offer.js';
import { type OpenMatter, openMatters } from './open-matters.js';
import { reissueLinks } from './reissue-links.js';
import { sendMatter } from './send-matter.js';

export interface NewAddress {
  readonly personId: string;
  /** In lower case. */
  readonly email: string;
  readonly name: string;
  readonly phone: string | null;
  /** The round through which whoever acts has come, for its record. */
  readonly roundId: string;
  readonly actorId: string;
  readonly reason: string;
}

/**
 * Why somebody's address stays: nothing would be changed, somebody else has it, or it signs in to the board, which is for
 * the person herself or the faculty to change.
 */
export type AddressRefusal = 'same' | 'taken' | 'role';

interface Row {
  readonly email: string;
  readonly name: string;
  readonly phone: string | null;
  readonly taken: boolean;
  readonly mayChange: boolean;
}

/**
 * Gives a person another mail address, a name and a telephone number. With a new address all their links end, what is open
 * for them is sent there with new ones, and what waited in the outbox follows. An open offer that was refused at the old
 * address has its full time from now. With a new name or number alone nothing is sent.
 * @returns null when it was done, else why not
 * @throws Error when there is no such person
 */
export async function changeAddress(tx: Tx, change: NewAddress): Promise<AddressRefusal | null> {
  const { personId, email, name, phone, roundId, actorId, reason } = change;
  const { pausedAt } = await lockRounds(tx, await linkedRounds(tx, { personId }));
  const before = await readBefore(tx, change);
  const moves = before.email !== email;
  if (!moves && before.name === name && before.phone === phone) return 'same';
  if (!before.mayChange) return 'role';
  if (before.taken) return 'taken';
  await tx.manager.query(`update person set email = $2, name = $3, phone = $4 where id = $1`, [
    personId,
    email,
    name,
    phone,
  ]);
  const open = moves ? (await openMatters(tx, personId)).filter((matter) => pausedAt.has(matter.roundId)) : [];
  const restarted = moves ? await resend(tx, change, open) : [];
  await recordEvents(tx, [
    {
      kind: moves ? 'address-changed' : 'person-corrected',
      actorId,
      personId,
      roundId,
      data: { reason, matters: open.map(({ purpose, subject }) => ({ purpose, subject })), restarted },
    },
  ]);
  return null;
}

async function readBefore(tx: Tx, { personId, email, actorId }: NewAddress): Promise<Row> {
  const [row] = await tx.manager.query<Row[]>(
    `select p.email, p.name, p.phone, exists (select from person o where o.email = $2 and o.id <> p.id) as taken,
       (exists (select from faculty f where f.person_id = $3)
         or p.id = $3
         or not exists (select from faculty f where f.person_id = p.id)
           and not exists (select from campus k where k.contact_id = p.id)) as "mayChange"
     from person p where p.id = $1 for no key update`,
    [personId, email, actorId],
  );
  if (!row) throw new Error(`There is no person ${personId}.`);
  return row;
}

/** @returns the offers that have another deadline now */
async function resend(
  tx: Tx,
  { personId, actorId, reason }: NewAddress,
  open: readonly OpenMatter[],
): Promise<string[]> {
  const restarted: string[] = [];
  const unreached = await readUnreached(tx, personId);
  for (const matter of await reissueLinks(tx, { personId }, open)) {
    if (matter.purpose !== 'offer' || !unreached.has(matter.subject)) await sendMatter(tx, personId, matter);
    else if (await restartOffer(tx, matter.subject, { actorId, reason })) restarted.push(matter.subject);
  }
  return restarted;
}

/** The open offers of which the newest mail was refused. */
async function readUnreached(tx: Tx, personId: string): Promise<ReadonlySet<string>> {
  const rows = await tx.manager.query<{ id: string }[]>(
    `select o.id from offer o
     join lateral (select state from mail where offer_id = o.id and kind = 'offer' order by created_at desc, id limit 1) m
       on m.state in ('rejected', 'bounced')
     where o.person_id = $1 and o.state = 'open'`,
    [personId],
  );
  return new Set(rows.map(({ id }) => id));
}
