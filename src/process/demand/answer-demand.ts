import { type App, transact } from '../../platform/app.js';
import { loadRound } from '../../rounds/round-context.js';
import { takeTurn } from '../../timetable/turn.js';
import { advanceReport } from '../report/report.advance.js';
import { type DemandAnswer, takesDemand } from './demand.rule.js';
import { writeAnswers } from './write-answers.js';

/**
 * Takes a teacher's answer, over the earlier one if there is one. It may be changed until reportDue; one that comes after
 * the contact has reported is added to the report.
 * @returns why it changed nothing, if so: `closed` at or after reportDue (or before demandOpens), `removed` when the
 * contact has taken the course off the list
 */
export async function answerDemand(
  app: App,
  { positionId, personId, answer }: { positionId: string; personId: string; answer: DemandAnswer },
): Promise<'answered' | 'closed' | 'removed'> {
  return transact(app, async (tx) => {
    const [position] = await tx.manager.query<{ round_id: string }[]>(`select round_id from position where id = $1`, [
      positionId,
    ]);
    if (!position) return 'closed';
    const roundId = position.round_id;
    const turn = await takeTurn(tx, 'demand', roundId);
    if (!turn || !takesDemand((await loadRound(tx, roundId)).instants, turn.now)) return 'closed';
    const removed = await tx.manager.query<unknown[]>(
      `select 1 from demand where position_id = $1 and removed_at is not null`,
      [positionId],
    );
    if (removed.length > 0) return 'removed';
    await writeAnswers(tx, { roundId, actorId: personId }, [{ positionId, answer }]);
    await advanceReport(tx, roundId);
    return 'answered';
  });
}
