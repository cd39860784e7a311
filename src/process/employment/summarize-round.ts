import { enqueueMails } from '../../outbox/enqueue.js';
import type { MailFacts } from '../../outbox/kinds.js';
import type { RoundContext } from '../../rounds/round-context.js';
import type { Tx } from '../../timetable/turn.js';
import { summaryMails } from './employment.mails.js';
import { loadUnfilled } from './load-unfilled.js';

type Line = Omit<MailFacts['round-summary']['positions'][number], 'because'> & {
  readonly id: string;
  readonly settled: boolean;
};

/** Sends the round summary once the last of its positions is settled. */
export async function summarizeRound(tx: Tx, round: RoundContext): Promise<void> {
  // Two positions that are settled at the same time would each see the other as open; the lock makes one of them last.
  await tx.manager.query(`select 1 from round where id = $1 for no key update`, [round.id]);
  const lines = await tx.manager.query<Line[]>(
    `select p.id, p.course, p.title, t.name as teacher, p.openings, p.settled_at is not null as settled,
       count(o.id) filter (where o.state = 'accepted')::int as employed, count(o.id)::int as offers
     from position p join person t on t.id = p.teacher_id left join offer o on o.position_id = p.id
     where p.round_id = $1 and p.announced_at is not null group by p.id, t.name order by p.course, p.id`,
    [round.id],
  );
  if (lines.some((line) => !line.settled)) return;
  const unfilled = await loadUnfilled(
    tx.manager,
    lines.map(({ id }) => id),
  );
  await enqueueMails(
    tx,
    summaryMails(
      round,
      lines.map(({ settled: _, id, ...line }) => ({ ...line, because: unfilled.get(id) ?? null })),
    ),
  );
}
