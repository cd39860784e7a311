import { type App, transact } from '../../platform/app.js';
import { recordEvents } from '../../platform/events.js';
import { takeTurn } from '../../timetable/turn.js';
import { mayTakeBack } from './delegation.rule.js';
import { loadDelegates } from './rating.state.js';

/**
 * Takes a rating back from a colleague: her link ends, and what waits for her in the outbox is dropped. What she submitted
 * stands; her draft goes. Does nothing when she has not been asked, or when it is not for this person to do.
 */
export async function takeBackDelegation(
  app: App,
  { positionId, personId, delegateId }: { positionId: string; personId: string; delegateId: string },
): Promise<void> {
  await transact(app, async (tx) => {
    const turn = await takeTurn(tx, 'offer', positionId);
    if (!turn) return;
    const delegates = await loadDelegates(tx.manager, positionId);
    const delegate = delegates.find((one) => one.personId === delegateId);
    if (!delegate || !mayTakeBack(delegates, delegate, personId)) return;
    const hers = [positionId, delegateId];
    await tx.manager.query(`update delegation set taken_back_at = $3 where position_id = $1 and person_id = $2`, [
      ...hers,
      turn.now,
    ]);
    await tx.manager.query(
      // Unless the course has become hers meanwhile.
      `update link set revoked_at = $3
       where subject = $1 and person_id = $2 and purpose = 'rating' and revoked_at is null
         and not exists (select 1 from position where id = $1 and teacher_id = $2)`,
      [...hers, turn.now],
    );
    await tx.manager.query(`delete from rating_draft where position_id = $1 and person_id = $2`, hers);
    const [position] = await tx.manager.query<{ roundId: string }[]>(
      `select round_id as "roundId" from position where id = $1`,
      [positionId],
    );
    await recordEvents(tx, [
      { kind: 'rating-taken-back', actorId: personId, personId: delegateId, positionId, ...position },
    ]);
  });
}
