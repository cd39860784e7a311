import type { DemandLine } from '../../outbox/kinds.js';
import type { RoundContext } from '../../rounds/round-context.js';
import type { Tx } from '../../timetable/turn.js';
import type { ReportState } from './report.rule.js';

interface Row {
  requested: boolean;
  reported: boolean;
  closed: boolean;
  lateChanges: number;
  answered: number;
  silent: number;
}

/** What is decided on, and the counts that the mails say. */
export type LoadedReport = ReportState & { readonly answered: number; readonly silent: number };

/**
 * Whether a course `d` differs from what the contact had reported in `r`, in SQL. What she corrected by reporting is in the
 * report; whatever anybody else did at that very instant came after it.
 */
const IS_LATE = `(d.answered_at is not null and (
  d.answered_at > r.reported_at
  or d.answered_at = r.reported_at and d.answered_by_id is distinct from r.reported_by_id
  or d.removed_at >= r.reported_at
  or d.listed_at >= r.reported_at))`;

export async function loadReport(tx: Tx, round: RoundContext): Promise<LoadedReport> {
  const [row] = await tx.manager.query<Row[]>(
    `select r.requested_at is not null as requested, r.reported_at is not null as reported,
       r.closed_at is not null as closed,
       count(*) filter (where ${IS_LATE})::int as "lateChanges",
       count(*) filter (where d.removed_at is null and d.answered_at is not null)::int as answered,
       count(*) filter (where d.removed_at is null and d.answered_at is null and p.id is not null)::int as silent
     from report r
     left join position p on p.round_id = r.round_id
     left join demand d on d.position_id = p.id
     where r.round_id = $1 group by r.round_id`,
    [round.id],
  );
  if (!row) throw new Error(`Round ${round.id} has no report.`);
  return { instants: round.instants, ...row };
}

/** The round's demand as it is reported now, by course; those off the list are not in it. */
export function loadLines(tx: Tx, roundId: string): Promise<DemandLine[]> {
  return tx.manager.query<DemandLine[]>(
    `select p.course, p.title, t.name as teacher, p.kind, p.openings, p.hours,
       case when p.kind is not null then 'asked' when d.answered_at is null then 'silent' else 'none' end as answer
     from position p join demand d on d.position_id = p.id join person t on t.id = p.teacher_id
     where p.round_id = $1 and d.removed_at is null order by p.course, p.id`,
    [roundId],
  );
}

/** Makes answers part of what is reported: all of them, or just what changed after the contact had reported. */
export async function reportAnswers(tx: Tx, roundId: string, which: 'all' | 'late'): Promise<void> {
  await tx.manager.query(
    `update position p set
       kind = case when d.removed_at is null then d.kind end,
       openings = case when d.removed_at is null then d.openings end,
       hours = case when d.removed_at is null then d.hours end
     from demand d, report r
     where d.position_id = p.id and r.round_id = p.round_id and p.round_id = $1 and ($2 = 'all' or ${IS_LATE})`,
    [roundId, which],
  );
}
