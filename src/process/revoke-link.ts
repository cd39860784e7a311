import { revokeLinks } from '../links/issue.js';
import { recordEvents } from '../platform/events.js';
import type { Tx } from '../timetable/turn.js';
import { linkedRounds } from './linked-rounds.js';
import { lockRounds } from './lock-round.js';
import type { MatterAct } from './resend-matter.js';

/**
 * Takes a link back: it opens nothing any more, and what waits in the outbox with it is dropped. Whatever falls due later,
 * such as a reminder, brings a new one; sending it again does so at once.
 * @returns null when it was done, else `gone`: it opened nothing already
 */
export async function revokeLink(
  tx: Tx,
  { personId, purpose, subject, actorId, reason }: MatterAct,
): Promise<'gone' | null> {
  const which = { personId, purposes: [purpose], subject };
  const [roundId] = await linkedRounds(tx, which);
  await lockRounds(tx, roundId ? [roundId] : []);
  const revoked = await revokeLinks(tx, which);
  if (revoked.length === 0) return 'gone';
  await tx.manager.query(
    `update mail m set state = 'dropped', reason = 'the link was taken back', next_due_at = null
     from unnest($2::text[]) as l(id)
     where m.person_id = $1 and m.state = 'waiting' and position(l.id in m.facts::text) > 0`,
    [personId, revoked.map(({ id }) => id)],
  );
  await recordEvents(tx, [
    { kind: 'link-revoked', actorId, personId, ...(roundId && { roundId }), data: { purpose, reason } },
  ]);
  return null;
}
