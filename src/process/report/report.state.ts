import type { DemandLine } from '../../outbox/kinds.js';
import type { RoundContext } from '../../rounds/round-context.js';
import type { Tx } from '../../timetable/turn.js';
import type { ReportState } from './report.rule.js';

interface Row {
  requested: boolean;
  reported: boolean;
  closed: boolean;
  lateAnswers: number;
  answered: number;
  silent: number;
}

/** What is decided on, and the counts that the mails say. */
export type LoadedReport = ReportState & { readonly answered: number; readonly silent: number };

export async function loadReport(tx: Tx, round: RoundContext): Promise<LoadedReport> {
  const [row] = await tx.manager.query<Row[]>(
    `select r.requested_at is not null as requested, r.reported_at is not null as reported,
       r.closed_at is not null as closed,
       count(*) filter (where d.answered_at >= r.reported_at)::int as "lateAnswers",
       count(d.answered_at)::int as answered, count(p.id)::int - count(d.answered_at)::int as silent
     from report r
     left join position p on p.round_id = r.round_id
     left join demand d on d.position_id = p.id
     where r.round_id = $1 group by r.round_id`,
    [round.id],
  );
  if (!row) throw new Error(`Round ${round.id} has no report.`);
  return { instants: round.instants, ...row };
}

/** The round's demand as it is reported now, by course. */
export function loadLines(tx: Tx, roundId: string): Promise<DemandLine[]> {
  return tx.manager.query<DemandLine[]>(
    `select p.course, p.title, t.name as teacher, p.kind, p.openings, p.hours,
       case when p.kind is not null then 'asked' when d.answered_at is null then 'silent' else 'none' end as answer
     from position p join demand d on d.position_id = p.id join person t on t.id = p.teacher_id
     where p.round_id = $1 order by p.course, p.id`,
    [roundId],
  );
}

/** Makes answers part of what is reported: all of them, or just those that came after the contact had reported. */
export async function reportAnswers(tx: Tx, roundId: string, which: 'all' | 'late'): Promise<void> {
  await tx.manager.query(
    `update position p set kind = d.kind, openings = d.openings, hours = d.hours
     from demand d, report r
     where d.position_id = p.id and r.round_id = p.round_id and p.round_id = $1 and d.answered_at is not null
       and ($2 = 'all' or d.answered_at >= r.reported_at)`,
    [roundId, which],
  );
}
