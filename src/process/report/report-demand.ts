import { enqueueMails } from '../../outbox/enqueue.js';
import { type App, transact } from '../../platform/app.js';
import { recordEvents } from '../../platform/events.js';
import { loadRound } from '../../rounds/round-context.js';
import { takeTurn } from '../../timetable/turn.js';
import { actOnDemand, type ReviewedCourse } from '../demand/demand.advance.js';
import { advanceReport } from './report.advance.js';
import { demandReportMails } from './report.mails.js';
import { mayReport } from './report.rule.js';
import { loadLines, loadReport, reportAnswers } from './report.state.js';

/**
 * Reports a round's demand to the faculty as the contact has reviewed it. What she corrects becomes the course's answer, so
 * that its teacher sees it.
 * @returns why nothing was reported, if so: it is `early` before demandDue, `closed` at or after reportDue, `changed` when
 * the courses are no longer what she reviewed
 */
export async function reportDemand(
  app: App,
  { roundId, personId, courses }: { roundId: string; personId: string; courses: readonly ReviewedCourse[] },
): Promise<'reported' | 'already' | 'early' | 'closed' | 'changed'> {
  return transact(app, async (tx) => {
    // The demand's lock comes first, as everywhere.
    await takeTurn(tx, 'demand', roundId);
    const turn = await takeTurn(tx, 'report', roundId);
    if (!turn) return 'closed';
    const round = await loadRound(tx, roundId);
    const may = mayReport(await loadReport(tx, round), turn.now);
    if (may !== 'yes') return may;
    const corrected = await actOnDemand(tx, { act: 'answer', roundId, actorId: personId, courses });
    if (corrected !== 'done') return corrected === 'changed' ? 'changed' : 'closed';
    await reportAnswers(tx, roundId, 'all');
    await tx.manager.query(`update report set reported_at = $2, reported_by_id = $3 where round_id = $1`, [
      roundId,
      turn.now,
      personId,
    ]);
    await enqueueMails(tx, demandReportMails(round, 'contact', await loadLines(tx, roundId)));
    await recordEvents(tx, [{ kind: 'demand-reported', actorId: personId, roundId }]);
    await advanceReport(tx, roundId);
    return 'reported';
  });
}
