import { enqueueMails } from '../../outbox/enqueue.js';
import type { MailFacts } from '../../outbox/kinds.js';
import { recordEvents } from '../../platform/events.js';
import { loadRound } from '../../rounds/round-context.js';
import { endTurn, type Tx, takeTurn } from '../../timetable/turn.js';
import { advanceRating } from '../rating/rating.advance.js';
import { overviewMail } from './application.mails.js';
import { decideApplication, inOverviewOrder } from './application.rule.js';

type OverviewLine = MailFacts['overview']['positions'][number];

/** Does what is due when a round's applications close. */
export async function advanceApplication(tx: Tx, roundId: string): Promise<void> {
  const turn = await takeTurn(tx, 'application', roundId);
  if (!turn) return;
  const round = await loadRound(tx, roundId);
  const decision = decideApplication(round.instants, turn);
  if (decision.tellOverview) {
    const positions = await tx.manager.query<OverviewLine[]>(
      `select p.course, p.title, t.name as teacher, p.openings, count(a.id)::int as applicants
       from position p join person t on t.id = p.teacher_id left join application a on a.position_id = p.id and a.withdrawn_at is null
       where p.round_id = $1 and p.announced_at is not null group by p.id, t.name`,
      [roundId],
    );
    await enqueueMails(tx, [overviewMail(round, inOverviewOrder(positions))]);
    await recordEvents(tx, [{ kind: 'applications-closed', roundId }]);
    await advanceRating(tx, roundId);
  }
  await endTurn(tx, turn, decision.nextDueAt);
}
