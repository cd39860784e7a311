import { enqueueMails } from '../../outbox/enqueue.js';
import { type App, transact } from '../../platform/app.js';
import { recordEvents } from '../../platform/events.js';
import type { PositionKind } from '../../rounds/position.entity.js';
import { loadRound } from '../../rounds/round-context.js';
import { takeTurn } from '../../timetable/turn.js';
import { advanceReport } from './report.advance.js';
import { demandReportMails } from './report.mails.js';
import { mayReport } from './report.rule.js';
import { loadLines, loadReport } from './report.state.js';

/** What the contact reports for one course; null where nothing is asked for. */
export interface Correction {
  readonly positionId: string;
  readonly answer: { readonly kind: PositionKind; readonly openings: number; readonly hours: number } | null;
}

/**
 * Reports a round's demand to the faculty as the contact has reviewed it. A course that is not named is not reported.
 * @returns why nothing was reported, if so: it is `early` before demandDue, `closed` at or after reportDue
 */
export async function reportDemand(
  app: App,
  { roundId, personId, corrections }: { roundId: string; personId: string; corrections: readonly Correction[] },
): Promise<'reported' | 'already' | 'early' | 'closed'> {
  return transact(app, async (tx) => {
    const turn = await takeTurn(tx, 'report', roundId);
    if (!turn) return 'closed';
    const round = await loadRound(tx, roundId);
    const may = mayReport(await loadReport(tx, round), turn.now);
    if (may !== 'yes') return may;
    await tx.manager.query(
      `update position p set kind = c.kind, openings = c.openings, hours = c.hours
       from jsonb_to_recordset($2::jsonb) as c("positionId" text, kind text, openings int, hours int)
       where p.id = c."positionId" and p.round_id = $1`,
      [roundId, JSON.stringify(corrections.map(({ positionId, answer }) => ({ positionId, ...answer })))],
    );
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
