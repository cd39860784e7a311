import { endLentOperators, IS_OPERATOR } from '../people/operators.js';
import { recordEvents } from '../platform/events.js';
import { lockRounds } from '../process/lock-round.js';
import { type Calendar, instantsOf } from '../rounds/calendar.js';
import { nowOf, type Tx } from '../timetable/turn.js';
import { forgetPeople } from './forget-people.js';
import { partPeople } from './part-people.js';
import { readAppearances } from './read-appearances.js';
import { readTraits } from './read-traits.js';

/**
 * What is open with somebody, who is then not erased: a role, an open offer, courses of a round that runs, a rating to be
 * made, an application in a round that has not closed. Each is to be ended first, by those who know what follows from it: a
 * withdrawal passes an offer on to the next, and that is nothing to happen behind an erasure.
 */
export type EraseRefusal = 'role' | 'offer' | 'teaching' | 'rating' | 'application';

interface Erasure {
  readonly personId: string;
  /** Null where it is done on the command line. */
  readonly actorId: string | null;
  readonly reason: string | null;
  /** The round through which whoever acts has come, for its record. */
  readonly roundId: string | null;
}

/**
 * Erases somebody everywhere, at their request (GDPR art. 17). What is counted, and the record of who was offered what in
 * which order, stays without them.
 * @returns null when it was done, else what is open with them, or `gone` when there is no such person
 */
export async function erasePerson(tx: Tx, erasure: Erasure): Promise<EraseRefusal | 'gone' | null> {
  const { personId, actorId, reason, roundId } = erasure;
  const before = await roundsOf(tx, personId);
  await lockRounds(tx, before);
  if (!(await exists(tx, personId))) return 'gone';
  const open = await whatIsOpen(tx, personId);
  if (open) return open;
  await endLentOperators(tx);
  // Whoever acts may name them in the reason.
  await recordEvents(tx, [
    { kind: 'person-erased', actorId, ...(roundId && { roundId }), data: reason === null ? {} : { reason } },
  ]);
  await letGo(tx, erasure);
  const traits = await readTraits(tx.manager, [personId]);
  for (const round of await roundsOf(tx, personId)) await partPeople(tx, round, [personId], traits);
  await forgetPeople(tx, [personId], traits);
  return null;
}

const roundsOf = async (tx: Tx, personId: string) => [
  ...new Set((await readAppearances(tx.manager, personId)).map(({ roundId }) => roundId)),
];

async function exists(tx: Tx, personId: string): Promise<boolean> {
  const rows = await tx.manager.query<unknown[]>(
    `select 1 from person where id = $1 and erased_at is null for update`,
    [personId],
  );
  return rows.length > 0;
}

/**
 * Whoever still waits in a round that has not closed lets go: an opening may come free again at a settled position, and is
 * then not for somebody who cannot be asked.
 */
async function letGo(tx: Tx, { personId, actorId }: Erasure): Promise<void> {
  const now = await nowOf(tx);
  const rounds = await tx.manager.query<{ id: string; calendar: Calendar }[]>(`select id, calendar from round`);
  const running = rounds.filter(({ calendar }) => now < instantsOf(calendar, tx.timeZone).closesAt).map(({ id }) => id);
  const [gone] = await tx.manager.query<[{ positionId: string; roundId: string }[], number]>(
    `update application a set withdrawn_at = $2 from position p
     where p.id = a.position_id and p.round_id = any($3) and a.person_id = $1 and a.withdrawn_at is null and not exists (
       select from offer o where o.position_id = p.id and o.person_id = a.person_id)
     returning a.position_id as "positionId", p.round_id as "roundId"`,
    [personId, now, running],
  );
  await recordEvents(
    tx,
    gone.map((one) => ({ ...one, kind: 'application-withdrawn', actorId, personId })),
  );
}

interface Row {
  readonly calendar: Calendar;
  readonly offer: boolean;
  readonly teaching: boolean;
  readonly rating: boolean;
  readonly application: boolean;
}

/** What is open with somebody; null when nothing is. */
export async function whatIsOpen(tx: Tx, personId: string): Promise<EraseRefusal | null> {
  const roles = await tx.manager.query<unknown[]>(
    `select 1 from campus where contact_id = $1 union all select 1 from faculty where person_id = $1
     union all select 1 from operator o where o.person_id = $1 and ${IS_OPERATOR}`,
    [personId],
  );
  if (roles.length > 0) return 'role';
  const rounds = await tx.manager.query<Row[]>(
    `select r.calendar,
       exists (select from offer o join position p on p.id = o.position_id
         where p.round_id = r.id and o.person_id = $1 and o.state = 'open') as offer,
       exists (select from position p where p.round_id = r.id and p.teacher_id = $1) as teaching,
       exists (select from position p join delegation d on d.position_id = p.id
         where p.round_id = r.id and d.person_id = $1 and d.taken_back_at is null and p.rated_at is null)
         or exists (select from position p join rating_draft d on d.position_id = p.id
           where p.round_id = r.id and d.person_id = $1 and p.rated_at is null) as rating,
       exists (select from position p join application a on a.position_id = p.id
         left join offer o on o.position_id = p.id and o.person_id = a.person_id
         where p.round_id = r.id and a.person_id = $1 and a.withdrawn_at is null
           and (o.state = 'accepted' or o.id is null and p.settled_at is null)) as application
     from round r`,
    [personId],
  );
  if (rounds.some(({ offer }) => offer)) return 'offer';
  const now = await nowOf(tx);
  const running = rounds.filter(({ calendar }) => now < instantsOf(calendar, tx.timeZone).closesAt);
  for (const what of ['teaching', 'rating', 'application'] as const)
    if (running.some((round) => round[what])) return what;
  return null;
}
