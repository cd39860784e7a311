import { issueLink } from '../../links/issue.js';
import { enqueueMails } from '../../outbox/enqueue.js';
import { recordEvents } from '../../platform/events.js';
import { loadRound } from '../../rounds/round-context.js';
import { endTurn, type Tx, takeTurn } from '../../timetable/turn.js';
import { demandReportMails, reportMail } from './report.mails.js';
import { decideReport } from './report.rule.js';
import { loadLines, loadReport, reportAnswers } from './report.state.js';

/** Does what is due of a round's report. */
export async function advanceReport(tx: Tx, roundId: string): Promise<void> {
  const turn = await takeTurn(tx, 'report', roundId);
  if (!turn) return;
  const round = await loadRound(tx, roundId);
  const state = await loadReport(tx, round);
  const decision = decideReport(state, turn, tx.timeZone);

  if (decision.request || decision.remind) {
    const link = await issueLink(tx, { personId: round.contact.id, purpose: 'report', subject: roundId });
    await enqueueMails(tx, [reportMail(round, { ...state, link }, decision.remind ?? undefined)]);
  }
  if (decision.request)
    await tx.manager.query(`update report set requested_at = $2 where round_id = $1`, [roundId, turn.now]);
  if (decision.addLate) await reportAnswers(tx, roundId, 'late');
  if (decision.close) {
    if (decision.close === 'automatic') await reportAnswers(tx, roundId, 'all');
    await tx.manager.query(
      `update report set closed_at = $2, reported_at = coalesce(reported_at, $2) where round_id = $1`,
      [roundId, turn.now],
    );
    if (decision.close !== 'as-reported') {
      const by = decision.close === 'automatic' ? 'automatic' : 'late';
      await enqueueMails(tx, demandReportMails(round, by, await loadLines(tx, roundId)));
    }
    await recordEvents(tx, [{ kind: 'report-closed', roundId, data: { as: decision.close } }]);
  }
  await endTurn(tx, turn, decision.nextDueAt);
}
