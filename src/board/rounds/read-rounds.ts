import type { EntityManager } from 'typeorm';
import { type Calendar, type Instants, instantsOf } from '../../rounds/calendar.js';
import { campusesOf, type Scope } from '../watcher.js';

/** A round, without what is counted of it. */
export interface RoundHead {
  readonly id: string;
  readonly campusId: string;
  readonly campus: string;
  readonly contact: { readonly id: string; readonly name: string };
  readonly semester: string;
  /** As it is written, in the faculty's zone. */
  readonly calendar: Calendar;
  readonly instants: Instants;
  readonly pausedAt: Date | null;
  readonly endsOnWorkingDays: boolean;
  /** A pause that is planned, or has begun by itself. */
  readonly plannedPause: { readonly startsAt: string; readonly endsAt: string; readonly begun: boolean } | null;
  readonly reportedAt: Date | null;
  /** Nothing of what was announced is left to settle. */
  readonly isSettled: boolean;
}

/** A round and how many of what it has. */
export interface RoundLine extends RoundHead {
  readonly positions: number;
  readonly answered: number;
  readonly announced: number;
  /** The openings of what is announced. */
  readonly openings: number;
  readonly applicants: number;
  /** Positions that have applicants, and those of them whose applicants are rated. */
  readonly toRate: number;
  readonly rated: number;
  readonly open: number;
  readonly accepted: number;
  readonly settled: number;
}

/** In a query of `round r`: the autumn (H) of a year comes after its spring (V). */
export const NEWEST_FIRST = `left(r.semester, 4) desc, substr(r.semester, 5)`;

const HEAD = `
  r.id, r.semester, r.calendar, r.paused_at as "pausedAt", r.ends_on_working_days as "endsOnWorkingDays",
  (select json_build_object('startsAt', n.starts_at, 'endsAt', n.ends_at, 'begun', n.begun)
   from planned_pause n where n.round_id = r.id) as "plannedPause",
  k.id as "campusId", k.name as campus, json_build_object('id', c.id, 'name', c.name) as contact,
  f.reported_at as "reportedAt", not exists (
    select from position q where q.round_id = r.id and q.announced_at is not null and q.settled_at is null
  ) as "isSettled"`;

const ROUNDS = `
  round r join campus k on k.id = r.campus_id join person c on c.id = k.contact_id
  left join report f on f.round_id = r.id`;

const ORDER = `${NEWEST_FIRST}, k.name, r.id`;

// With `offset 0` PostgreSQL looks up what each position has. Free to join as it likes it takes the offers of all years for few,
// as long as they are some hundred thousand, and reads them whole.
const COUNTED = `
  cross join lateral (
    select count(*)::int as positions,
      count(d.answered_at)::int as answered,
      count(p.announced_at)::int as announced,
      coalesce(sum(p.openings) filter (where p.announced_at is not null), 0)::int as openings,
      count(p.rated_at)::int as rated,
      count(p.settled_at)::int as settled
    from position p left join demand d on d.position_id = p.id
    where p.round_id = r.id and d.removed_at is null
  ) counted
  cross join lateral (
    select count(distinct a.person_id)::int as applicants, count(distinct a.position_id)::int as "toRate"
    from position p cross join lateral (
      select a.person_id, a.position_id from application a
      where a.position_id = p.id and a.withdrawn_at is null offset 0
    ) a where p.round_id = r.id
  ) applied
  cross join lateral (
    select count(*) filter (where o.state = 'open')::int as open,
      count(*) filter (where o.state = 'accepted')::int as accepted
    from position p cross join lateral (select o.state from offer o where o.position_id = p.id offset 0) o
    where p.round_id = r.id
  ) offered`;

/** The rounds that one may see, the newest semester first: nothing is counted, so that many years of them cost little. */
export async function readRoundHeads(manager: EntityManager, scope: Scope, timeZone: string): Promise<RoundHead[]> {
  const rows = await manager.query<Omit<RoundHead, 'instants'>[]>(
    `select ${HEAD} from ${ROUNDS} where $1::text[] is null or r.campus_id = any($1) order by ${ORDER}`,
    [campusesOf(scope)],
  );
  return rows.map((head) => ({ ...head, instants: instantsOf(head.calendar, timeZone) }));
}

/** Some of the rounds that one may see, the newest semester first, with what there is of each. */
export async function readRounds(
  manager: EntityManager,
  scope: Scope,
  timeZone: string,
  ids: readonly string[],
): Promise<RoundLine[]> {
  const rows = await manager.query<Omit<RoundLine, 'instants'>[]>(
    `select ${HEAD}, counted.*, applied.*, offered.* from ${ROUNDS} ${COUNTED}
     where ($1::text[] is null or r.campus_id = any($1)) and r.id = any($2) order by ${ORDER}`,
    [campusesOf(scope), ids],
  );
  return rows.map((line) => ({ ...line, instants: instantsOf(line.calendar, timeZone) }));
}

/** A round by its id; null when there is none that one may see. */
export async function readRound(
  manager: EntityManager,
  scope: Scope,
  timeZone: string,
  id: string,
): Promise<RoundLine | null> {
  const [line] = await readRounds(manager, scope, timeZone, [id]);
  return line ?? null;
}

/** The instant that counts for what is late: of a paused round the one since which it rests. */
export const presentOf = ({ pausedAt }: Pick<RoundHead, 'pausedAt'>, now: Date): Date => pausedAt ?? now;
