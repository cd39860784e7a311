import { issueLink } from '../../links/issue.js';
import { enqueueMails } from '../../outbox/enqueue.js';
import { type App, transact } from '../../platform/app.js';
import { recordEvents } from '../../platform/events.js';
import { loadRound } from '../../rounds/round-context.js';
import { takeTurn } from '../../timetable/turn.js';
import { type Rater, ratingRequestMail } from './rating.mails.js';
import { takesRating } from './rating.rule.js';
import { loadPositions } from './rating.state.js';

/** What came of asking a colleague; `self` and `teacher`: the address is of somebody who rates it anyway. */
export type Delegated = 'delegated' | 'closed' | 'self' | 'teacher';

/**
 * Asks a colleague to rate a position. She gets a link of her own; whoever delegates keeps theirs. One from whom the task
 * was taken back is asked anew.
 * @returns what came of it; all but `delegated` change nothing
 */
export async function delegateRating(
  app: App,
  { positionId, personId, name, email }: { positionId: string; personId: string; name: string; email: string },
): Promise<Delegated> {
  return transact(app, async (tx) => {
    const turn = await takeTurn(tx, 'offer', positionId);
    const [found] = await tx.manager.query<{ roundId: string; by: string; self: string; teacher: string }[]>(
      `select p.round_id as "roundId", s.name as by, s.email as self, t.email as teacher
       from position p join person t on t.id = p.teacher_id join person s on s.id = $2 where p.id = $1`,
      [positionId, personId],
    );
    if (!turn || !found) return 'closed';
    const round = await loadRound(tx, found.roundId);
    const position = (await loadPositions(tx, round)).find((one) => one.positionId === positionId);
    if (!position || !takesRating(round.instants, position.settled, turn.now)) return 'closed';
    if (email === found.self) return 'self';
    if (email === found.teacher) return 'teacher';
    const [colleague] = await tx.manager.query<Rater[]>(
      `insert into person (email, name, locale) values (lower($1), $2, $3)
       on conflict (email) do update set name = case when person.name = '' then excluded.name else person.name end
       returning id, name, email, locale`,
      [email, name, round.campus.locale],
    );
    if (!colleague) throw new Error('The colleague was neither found nor created.');
    await tx.manager.query(
      `insert into delegation as old (position_id, person_id, delegated_by_id, delegated_at) values ($1, $2, $3, $4)
       on conflict (position_id, person_id) do update
         set taken_back_at = null, delegated_by_id = excluded.delegated_by_id, delegated_at = excluded.delegated_at
         where old.taken_back_at is not null`,
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
