import { recordEvents } from '../platform/events.js';
import { endTurn, type Tx, takeTurn } from '../timetable/turn.js';
import { pauseRound } from './pause-round.js';
import type { PlannedPause } from './planned-pause.entity.js';
import { resumeRound } from './resume-round.js';

/**
 * Begins and ends the planned pause of a round, each at its own instant: from the start on `takeTurn` turns everyone away,
 * so that a daemon which comes late finds everything as it was then, and the end moves what lay ahead by the days that were
 * planned. Where somebody has paused the round by hand, that pause is not ended by this one.
 */
export async function advancePause(tx: Tx, roundId: string): Promise<void> {
  const turn = await takeTurn(tx, 'pause', roundId);
  if (!turn) return;
  const plan = await readPlan(tx, roundId);
  if (!plan || turn.now < plan.startsAt) return endTurn(tx, turn, plan?.startsAt ?? null);
  const by = { roundId, actorId: plan.plannedById, reason: plan.reason };
  if (!plan.begun) {
    const begun = (await pauseRound(tx, { ...by, at: plan.startsAt })) === 'paused';
    await tx.manager.query(
      begun
        ? `update planned_pause set begun = true where round_id = $1`
        : `delete from planned_pause where round_id = $1`,
      [roundId],
    );
    if (!begun) {
      await recordEvents(tx, [{ kind: 'pause-dropped', roundId }]);
      return endTurn(tx, turn, null);
    }
  }
  if (turn.now < plan.endsAt) return endTurn(tx, turn, plan.endsAt);
  await resumeRound(tx, { ...by, at: plan.endsAt });
  return endTurn(tx, turn, null);
}

async function readPlan(tx: Tx, roundId: string) {
  const [plan] = await tx.manager.query<
    Pick<PlannedPause, 'startsAt' | 'endsAt' | 'begun' | 'plannedById' | 'reason'>[]
  >(
    `select starts_at as "startsAt", ends_at as "endsAt", begun, planned_by_id as "plannedById", reason
     from planned_pause where round_id = $1`,
    [roundId],
  );
  return plan;
}
