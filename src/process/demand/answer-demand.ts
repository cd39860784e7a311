import { type App, transact } from '../../platform/app.js';
import { recordEvents } from '../../platform/events.js';
import { loadRound } from '../../rounds/round-context.js';
import { takeTurn } from '../../timetable/turn.js';
import { advanceReport } from '../report/report.advance.js';
import { type DemandAnswer, takesDemand } from './demand.rule.js';

/**
 * Takes a teacher's answer, over the earlier one if there is one. It may be changed until reportDue; one that comes after
 * the contact has reported is added to the report.
 * @returns `closed` when it came at or after reportDue (or before demandOpens), and changed nothing
 */
export async function answerDemand(
  app: App,
  { positionId, personId, answer }: { positionId: string; personId: string; answer: DemandAnswer },
): Promise<'answered' | 'closed'> {
  return transact(app, async (tx) => {
    const [position] = await tx.manager.query<{ round_id: string }[]>(`select round_id from position where id = $1`, [
      positionId,
    ]);
    if (!position) return 'closed';
    const roundId = position.round_id;
    const turn = await takeTurn(tx, 'demand', roundId);
    if (!turn || !takesDemand((await loadRound(tx, roundId)).instants, turn.now)) return 'closed';
    const wanted = answer.need ? answer : { kind: null, openings: null, hours: null };
    await tx.manager.query(
      `update demand set answered_at = $2, answered_by_id = $3, no_need = $4, kind = $5, openings = $6, hours = $7,
         comment = $8
       where position_id = $1`,
      [positionId, turn.now, personId, !answer.need, wanted.kind, wanted.openings, wanted.hours, answer.comment],
    );
    await recordEvents(tx, [
      { kind: 'demand-answered', actorId: personId, roundId, positionId, data: { need: answer.need } },
    ]);
    await advanceReport(tx, roundId);
    return 'answered';
  });
}
