import type { EntityManager } from 'typeorm';
import { type Calendar, instantsOf } from '../../rounds/calendar.js';
import { presentOf } from '../rounds/read-rounds.js';
import { campusesOf, type Scope } from '../watcher.js';
import { type Answering, type CountedPosition, type CountedRound, type Filling, isOver } from './history.rule.js';

/** All that history is told from. */
export interface History {
  /** The rounds whose offers have begun. */
  readonly rounds: readonly CountedRound[];
  readonly filling: readonly Filling[];
  readonly answering: readonly Answering[];
  readonly positions: readonly CountedPosition[];
  /** When the next offers begin, of the rounds where they have not; null when there is no such round. */
  readonly nextAt: Date | null;
}

/** Whose history, of which campus alone, and when. */
export interface Wanted {
  readonly scope: Scope;
  /** Null for every campus of the scope. */
  readonly campusId: string | null;
  readonly now: Date;
  readonly timeZone: string;
}

/**
 * Reads how all rounds went that one may see. Percentiles are PostgreSQL's `percentile_cont`, which lies between two values
 * where it falls between them (type 7 of Hyndman and Fan, as PERCENTILE.INC in a spreadsheet).
 */
export async function readHistory(
  manager: EntityManager,
  { scope, campusId, now, timeZone }: Wanted,
): Promise<History> {
  const rows = await manager.query<RoundRow[]>(ROUNDS, [campusesOf(scope), campusId]);
  const all = rows.map(({ calendar, pausedAt, unsettled, ...round }) => {
    const { offersAt, closesAt } = instantsOf(calendar, timeZone);
    return {
      round: { ...round, offersAt, closesAt, isOver: isOver({ closesAt, paused: pausedAt !== null, unsettled }, now) },
      hasBegun: offersAt <= presentOf({ pausedAt }, now),
    };
  });
  const rounds = all.filter(({ hasBegun }) => hasBegun).map(({ round }) => round);
  const ahead = all.filter(({ hasBegun }) => !hasBegun).map(({ round }) => round.offersAt.getTime());
  const counted = [rounds.map(({ id }) => id), rounds.map(({ offersAt }) => offersAt)];
  return {
    rounds,
    filling: await manager.query<Filling[]>(FILLING, counted),
    answering: await manager.query<Answering[]>(ANSWERING, [rounds.map(({ id }) => id), now]),
    positions: await manager.query<CountedPosition[]>(POSITIONS, counted),
    nextAt: ahead.length > 0 ? new Date(Math.min(...ahead)) : null,
  };
}

interface RoundRow {
  readonly id: string;
  readonly semester: string;
  readonly campusId: string;
  readonly campus: string;
  readonly calendar: Calendar;
  readonly pausedAt: Date | null;
  readonly unsettled: boolean;
}

const ROUNDS = `
  select r.id, r.semester, r.calendar, r.paused_at as "pausedAt", k.id as "campusId", k.name as campus,
    exists (
      select from position p where p.round_id = r.id and p.announced_at is not null and p.settled_at is null
    ) as unsettled
  from round r join campus k on k.id = r.campus_id
  where ($1::text[] is null or k.id = any($1)) and ($2::text is null or k.id = $2)`;

/** How often each state occurs, and how long offers of each lay open. */
const STATES = ['open', 'accepted', 'declined', 'expired', 'withdrawn'];
const byState = (what: (state: string) => string) =>
  `json_build_object(${STATES.map((state) => `'${state}', ${what(state)}`).join(', ')})`;
const COUNTS = byState((state) => `count(state) filter (where state = '${state}')::int`);
const WAITS = byState((state) => `coalesce(sum(waited) filter (where state = '${state}'), 0)`);

const days = (span: string) => `(extract(epoch from ${span}) / 86400)::float8`;

/** The announced positions of the rounds `$1`, whose offers began at `$2`. A position without openings asks for nobody. */
const COUNTED = `
  counted as (
    select p.id, p.round_id, r.semester, r.campus_id, p.course, p.title, p.kind, p.openings, b.offers_at
    from unnest($1::text[], $2::timestamptz[]) as b(round_id, offers_at)
    join round r on r.id = b.round_id
    join position p on p.round_id = r.id and p.announced_at is not null and p.openings > 0
  ),
  offered as (
    select c.id, count(o.id)::int as offers, ${COUNTS} as states,
      count(o.id) filter (where o.state = 'accepted')::int as accepted, min(o.issued_at) as first_at,
      max(coalesce(o.closed_at, o.issued_at)) filter (where o.state = 'accepted') as last_at
    from counted c left join offer o on o.position_id = c.id group by c.id
  ),
  filled as (
    select c.*, f.offers, f.states, f.accepted, coalesce(f.first_at >= c.offers_at + interval '1 day', false) as late,
      case when f.accepted >= c.openings then ${days('f.last_at - f.first_at')} end as fill_days
    from counted c join offered f on f.id = c.id
  )`;

const FILLING = `
  with ${COUNTED}
  select semester, campus_id as "campusId", count(*)::int as positions, count(fill_days)::int as filled,
    sum(accepted)::int as "filledOpenings", count(*) filter (where late)::int as late,
    percentile_cont(0.5) within group (order by fill_days) as median,
    percentile_cont(0.9) within group (order by fill_days) as p90
  from filled group by grouping sets ((semester), (semester, campus_id))`;

const POSITIONS = `
  with ${COUNTED},
  applied as (
    select c.id, count(a.id)::int as applicants from counted c left join application a on a.position_id = c.id
    group by c.id
  )
  select f.id, f.round_id as "roundId", f.semester, f.campus_id as "campusId", f.course, f.title, f.kind, f.openings,
    f.offers, f.states, f.late, f.fill_days as "fillDays", a.applicants
  from filled f join applied a on a.id = f.id order by f.course, f.id`;

/** Only the record of events knows when an offer was accepted that was withdrawn later. */
const ANSWERING = `
  with answered as (
    select r.semester, r.campus_id, p.kind, o.state, o.issued_at, o.closed_at,
      case o.state when 'accepted' then coalesce(o.closed_at, o.issued_at) when 'declined' then o.closed_at
        when 'withdrawn' then (
          select max(e.at) from event e
          where e.position_id = o.position_id and e.kind = 'offer-accepted' and e.data->>'offerId' = o.id::text
        ) end as answered_at
    from round r join position p on p.round_id = r.id join offer o on o.position_id = p.id where r.id = any($1)
  ),
  timed as (
    select *, ${days('answered_at - issued_at')} as answer_days,
      ${days('coalesce(answered_at, closed_at, $2::timestamptz) - issued_at')} as waited
    from answered
  )
  select semester, campus_id as "campusId", kind, ${COUNTS} as states,
    count(answered_at)::int as answered, ${WAITS} as waited,
    percentile_cont(0.5) within group (order by answer_days) as median,
    percentile_cont(0.9) within group (order by answer_days) as p90
  from timed group by grouping sets ((semester), (semester, campus_id), (semester, kind), (semester, campus_id, kind))`;
