import { issueLink } from '../../links/issue.js';
import { enqueueMails } from '../../outbox/enqueue.js';
import { type App, transact } from '../../platform/app.js';
import { recordEvents } from '../../platform/events.js';
import { loadRound } from '../../rounds/round-context.js';
import { takeTurn } from '../../timetable/turn.js';
import { type Rater, ratingRequestMail } from './rating.mails.js';
import { takesRating } from './rating.rule.js';
import { loadPositions } from './rating.state.js';

/**
 * Asks a colleague to rate a position. She gets a link of her own; whoever delegates keeps theirs.
 * @returns `closed` when the position can no longer be rated, and then changes nothing
 */
export async function delegateRating(
  app: App,
  { positionId, personId, name, email }: { positionId: string; personId: string; name: string; email: string },
): Promise<'delegated' | 'closed'> {
  return transact(app, async (tx) => {
    const turn = await takeTurn(tx, 'offer', positionId);
    const [found] = await tx.manager.query<{ round_id: string; by: string }[]>(
      `select round_id, (select name from person where id = $2) as by from position where id = $1`,
      [positionId, personId],
    );
    if (!turn || !found) return 'closed';
    const round = await loadRound(tx, found.round_id);
    const position = (await loadPositions(tx, round.id)).find((one) => one.positionId === positionId);
    if (!position || !takesRating(round.instants, position.settled, turn.now)) return 'closed';
    const [colleague] = await tx.manager.query<Rater[]>(
      `insert into person (email, name, locale) values (lower($1), $2, $3)
       on conflict (email) do update set name = case when person.name = '' then excluded.name else person.name end
       returning id, name, email, locale`,
      [email, name, round.campus.locale],
    );
    if (!colleague) throw new Error('The colleague was neither found nor created.');
    await tx.manager.query(
      `insert into delegation (position_id, person_id, delegated_by_id, delegated_at) values ($1, $2, $3, $4)
       on conflict do nothing`,
      [positionId, colleague.id, personId, turn.now],
    );
    const link = await issueLink(tx, { personId: colleague.id, purpose: 'rating', subject: positionId });
    await enqueueMails(tx, [ratingRequestMail(round, position, colleague, link, found.by)]);
    await recordEvents(tx, [
      { kind: 'rating-delegated', actorId: personId, personId: colleague.id, roundId: round.id, positionId },
    ]);
    return 'delegated';
  });
}
