import { issueLinks } from '../../links/issue.js';
import { enqueueMails } from '../../outbox/enqueue.js';
import { recordEvents } from '../../platform/events.js';
import { loadRound } from '../../rounds/round-context.js';
import { endTurn, type Tx, takeTurn } from '../../timetable/turn.js';
import { ratingOverdueMail, ratingReminderMail, ratingRequestMail } from './rating.mails.js';
import { decideRating } from './rating.rule.js';
import { type LoadedPosition, loadPositions } from './rating.state.js';

/** Does what is due of a round's ratings. */
export async function advanceRating(tx: Tx, roundId: string): Promise<void> {
  const turn = await takeTurn(tx, 'rating', roundId);
  if (!turn) return;
  const round = await loadRound(tx, roundId);
  const positions = await loadPositions(tx, round);
  const decision = decideRating({ instants: round.instants, positions }, turn, tx.timeZone);
  const some = (ids: readonly string[]) => positions.filter((position) => ids.includes(position.positionId));

  if (decision.request.length > 0) {
    const asked = await withLinks(tx, some(decision.request));
    await enqueueMails(
      tx,
      asked.map(({ position, rater, link }) => ratingRequestMail(round, position, rater, link, null)),
    );
    await tx.manager.query(`update position set rating_requested_at = $1 where id = any($2)`, [
      turn.now,
      decision.request,
    ]);
    await recordEvents(tx, [{ kind: 'rating-requested', roundId, data: { positions: decision.request.length } }]);
  }
  if (decision.remind.length > 0) {
    const instants = new Map(decision.remind.map(({ positionId, at }) => [positionId, at]));
    const asked = await withLinks(tx, some([...instants.keys()]));
    await enqueueMails(
      tx,
      asked.map(({ position, rater, link }) =>
        ratingReminderMail(round, position, rater, link, instants.get(position.positionId) as Date),
      ),
    );
  }
  if (decision.tellOverdue.length > 0) {
    const unrated = await withLinks(
      tx,
      some(decision.tellOverdue).map((position) => ({ ...position, raters: [round.contact] })),
    );
    await enqueueMails(tx, [ratingOverdueMail(round, unrated)]);
  }
  await endTurn(tx, turn, decision.nextDueAt);
}

/** Each rater of each of these positions, with the link to it. */
export async function withLinks(tx: Tx, positions: readonly LoadedPosition[]) {
  const asked = positions.flatMap((position) => position.raters.map((rater) => ({ position, rater })));
  const links = await issueLinks(
    tx,
    asked.map(({ position, rater }) => ({ personId: rater.id, purpose: 'rating', subject: position.positionId })),
  );
  return asked.map((one, index) => ({ ...one, link: links[index] as string }));
}
