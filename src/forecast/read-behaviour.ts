import type { EntityManager } from 'typeorm';
import { type Calendar, instantsOf } from '../rounds/calendar.js';
import type { PositionKind } from '../rounds/position.entity.js';
import { type Answers, ASSUMED, type Behaviour } from './behaviour.rule.js';

// Three years: whoever studies has changed by then.
const MOST_ROUNDS = 6;
// Points at which the times of answers are taken: as good as all of them, and as many for a large faculty as for a small.
const POINTS = 200;

interface Row extends Answers {
  round: string;
  kind: PositionKind;
  course: string;
}

/**
 * How people behaved in the newest rounds of a campus, or of all where it has none, and in this round so far. Of offers
 * only those count whose time is up, answered or not: of the others the quick answers alone are known.
 */
export async function readBehaviour(
  manager: EntityManager,
  { roundId, campusId }: { readonly roundId: string; readonly campusId: string },
  now: Date,
): Promise<Behaviour> {
  const rounds = await readRounds(manager, campusId, now);
  const earlier = rounds.filter((id) => id !== roundId);
  const answers = await manager.query<Row[]>(
    `select p.round_id as round, p.kind, p.course, count(*) filter (where o.state = 'accepted')::int as accepted,
       count(*) filter (where o.state = 'declined')::int as declined,
       count(*) filter (where o.state = 'expired')::int as silent
     from offer o join position p on p.id = o.position_id
     where p.round_id = any($1) and o.expires_at <= $2 and o.state in ('accepted', 'declined', 'expired')
     group by 1, 2, 3`,
    [rounds, now],
  );
  return {
    rounds: rounds.map((round) => ({
      round,
      answers: {
        'learning-assistant': sum(answers.filter((row) => row.round === round && row.kind === 'learning-assistant')),
        'teaching-assistant': sum(answers.filter((row) => row.round === round && row.kind === 'teaching-assistant')),
      },
    })),
    courses: Object.fromEntries(
      [...new Set(answers.map(({ course }) => course))].map((course) => [
        course,
        sum(answers.filter((row) => row.course === course)),
      ]),
    ),
    delays: {
      accept: await readDelays(manager, rounds, 'accepted', now),
      decline: await readDelays(manager, rounds, 'declined', now),
    },
    ...(await readRatings(manager, earlier)),
  };
}

/** The newest rounds of a campus with offers that are over, newest first; those of all campuses where it has none. */
async function readRounds(manager: EntityManager, campusId: string, now: Date): Promise<string[]> {
  const rows = await manager.query<{ id: string; own: boolean }[]>(
    `select r.id, r.campus_id = $1 as own from round r
     where exists (select from offer o join position p on p.id = o.position_id
       where p.round_id = r.id and o.expires_at <= $2 and o.state in ('accepted', 'declined', 'expired'))
     order by r.calendar->>'closesAt' desc, r.id`,
    [campusId, now],
  );
  const own = rows.filter((row) => row.own);
  return (own.length > 0 ? own : rows).slice(0, MOST_ROUNDS).map(({ id }) => id);
}

/** How long after the offer such answers came, in milliseconds, as that many points of their distribution. */
async function readDelays(
  manager: EntityManager,
  rounds: readonly string[],
  state: 'accepted' | 'declined',
  now: Date,
): Promise<number[]> {
  const [row] = await manager.query<{ count: number; points: number[] | null }[]>(
    `select count(*)::int as count,
       percentile_disc(array(select (n - 0.5) / $4::int from generate_series(1, $4::int) n)) within group
         (order by extract(epoch from o.closed_at - o.issued_at)::float8 * 1000) as points
     from offer o join position p on p.id = o.position_id
     where p.round_id = any($1) and o.expires_at <= $2 and o.state = $3`,
    [rounds, now, state, POINTS],
  );
  // Of a few answers no more points than there are.
  return row?.points?.filter((_, index) => row.count >= POINTS || index % Math.ceil(POINTS / row.count) === 0) ?? [];
}

interface RatedRow {
  calendar: Calendar;
  ratedAt: Date | null;
  openings: number;
  applicants: number;
  suitable: number;
  rated: number;
}

/** When ratings came, whom they had suitable, and how many had applied for an opening. */
async function readRatings(
  manager: EntityManager,
  rounds: readonly string[],
): Promise<Pick<Behaviour, 'ratings' | 'suitable' | 'demand'>> {
  const rows = await manager.query<RatedRow[]>(
    `select r.calendar, p.rated_at as "ratedAt", p.openings, a.count as applicants, g.suitable, g.rated
     from position p join round r on r.id = p.round_id
     cross join lateral (select count(*)::int from application where position_id = p.id) a
     cross join lateral (select count(rank)::int as suitable, count(*)::int as rated from rating where position_id = p.id) g
     where p.round_id = any($1) and p.announced_at is not null and p.openings > 0`,
    [rounds],
  );
  const parts = rows
    .filter(({ applicants }) => applicants > 0)
    .map(({ calendar, ratedAt }) => {
      // Any zone does: what counts is the part of the way between two times on the same clock.
      const { applyDue, rateDue } = instantsOf(calendar, 'UTC');
      if (!ratedAt) return Number.POSITIVE_INFINITY;
      return (ratedAt.getTime() - applyDue.getTime()) / (rateDue.getTime() - applyDue.getTime());
    });
  const suitable = rows.reduce((total, row) => total + row.suitable, 0);
  const rated = rows.reduce((total, row) => total + row.rated, 0);
  return {
    ratings: parts.sort((a, b) => a - b),
    suitable: rated > 0 ? suitable / rated : ASSUMED.suitable,
    demand: rows.map(({ applicants, openings }) => applicants / openings),
  };
}

const sum = (rows: readonly Answers[]): Answers =>
  rows.reduce(
    (total, row) => ({
      accepted: total.accepted + row.accepted,
      declined: total.declined + row.declined,
      silent: total.silent + row.silent,
    }),
    { accepted: 0, declined: 0, silent: 0 },
  );
