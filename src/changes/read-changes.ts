import type { EntityManager } from 'typeorm';
import { type Change, changeSchema } from './change.schema.js';

/** The kinds of events among which the changes are. */
export const CHANGE_KINDS: ReadonlySet<string> = new Set(['offer-accepted', 'offer-withdrawn', 'final-list-sent']);

/**
 * Every change, from the record. An offer that is withdrawn before it was accepted is none: nobody outside ever heard of it.
 * What was recorded before the lists were numbered is counted.
 */
export const CHANGES_SQL = `
  select e.id, e.at,
    case e.kind when 'offer-accepted' then 'accepted' when 'offer-withdrawn' then 'withdrawn' else 'final-list' end as event,
    r.id as round, r.campus_id as campus, r.semester, p.id as position, p.course, p.title, p.kind, p.hours,
    e.data->>'offerId' as offer,
    case when s.erased_at is null and s.id is not null then
      json_build_object('id', s.id, 'name', coalesce(nullif(s.name, ''), s.email), 'email', s.email) end as assistant,
    coalesce((e.data->>'number')::int, (select count(*)::int from event l
      where l.position_id = e.position_id and l.kind = 'final-list-sent' and l.id <= e.id)) as number
  from event e
  join position p on p.id = e.position_id
  join round r on r.id = p.round_id
  left join person s on s.id = e.person_id
  where e.kind = any(array['${[...CHANGE_KINDS].join("', '")}']) and (e.kind <> 'offer-withdrawn' or exists (
    select from event a where a.position_id = e.position_id and a.kind = 'offer-accepted'
      and a.data->>'offerId' = e.data->>'offerId'))`;

type Row = Omit<Change, 'at'> & { readonly at: Date };

const toChange = (row: Row): Change => changeSchema.parse({ ...row, at: row.at.toISOString() });

/** Which changes: those after an event, on a campus or on all. */
export interface Wanted {
  readonly since: string;
  readonly campus: string | null;
  readonly limit: number;
}

/**
 * The next changes in the order of their ids. None is left out for good: an id is drawn before its transaction commits, so a
 * lower one may appear after a higher. What is above the ids of any transaction that still runs is held back until it ends.
 */
export async function readChanges(manager: EntityManager, { since, campus, limit }: Wanted): Promise<Change[]> {
  const decided = await decidedUpTo(manager);
  const rows = await manager.query<Row[]>(
    `${CHANGES_SQL} and e.id > $1 and e.id <= $2 and ($3::text is null or r.campus_id = $3) order by e.id limit $4`,
    [since, decided, campus, limit],
  );
  return rows.map(toChange);
}

/** The change that an event is; null when it is none, or none any more. */
export async function readChange(manager: EntityManager, eventId: string): Promise<Change | null> {
  const [row] = await manager.query<Row[]>(`${CHANGES_SQL} and e.id = $1`, [eventId]);
  return row ? toChange(row) : null;
}

/**
 * The id up to which every event is there to be seen or will never be. Whoever writes events holds an advisory lock from
 * before the first of their ids is drawn until the end of the transaction, whose number is the last id that was drawn by then
 * (the trigger `event_begins`). The newest event is looked up in the statement's snapshot, which is older than the look at
 * the locks: whatever has a lower id is either seen by the next statement, or its lock by this one.
 */
async function decidedUpTo(manager: EntityManager): Promise<string> {
  const [row] = await manager.query<{ id: string }[]>(
    `select least(
       (select coalesce(max(id), 0) from event),
       (select min(objid::bigint) from pg_locks where locktype = 'advisory' and classid = ${EVENT_LOCK} and objsubid = 2
          and database = (select oid from pg_database where datname = current_database()))) as id`,
  );
  return row?.id ?? '0';
}

/** The first half of the locks' keys, as in the migration; any fixed number. */
const EVENT_LOCK = 7_230_116;
