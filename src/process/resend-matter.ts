import type { Purpose } from '../links/link.entity.js';
import { recordEvents } from '../platform/events.js';
import type { Tx } from '../timetable/turn.js';
import { linkedRounds } from './linked-rounds.js';
import { lockRounds } from './lock-round.js';
import { openMatters } from './open-matters.js';
import { reissueLinks } from './reissue-links.js';
import { sendMatter } from './send-matter.js';

/** One matter of one person, by the link to it, and who acts on it. */
export interface MatterAct {
  readonly personId: string;
  readonly purpose: Purpose;
  /** What the link opens. */
  readonly subject: string;
  readonly actorId: string;
  /** For the record. */
  readonly reason: string;
}

/**
 * Gives somebody a new link to one matter and mails it with what it is about; the old link ends. A mail about it that
 * waits goes instead, with the new link.
 * @returns null when it was done, else why not: nothing is open there (any more), or its round is `paused`
 */
export async function resendMatter(
  tx: Tx,
  { personId, purpose, subject, actorId, reason }: MatterAct,
): Promise<'closed' | 'paused' | null> {
  const which = { personId, purposes: [purpose], subject };
  const { pausedAt } = await lockRounds(tx, await linkedRounds(tx, which));
  const matter = (await openMatters(tx, personId)).find(
    (one) => one.purpose === purpose && one.subject === subject && pausedAt.has(one.roundId),
  );
  if (!matter) return 'closed';
  const { roundId, positionId } = matter;
  if (pausedAt.get(roundId)) return 'paused';
  for (const one of await reissueLinks(tx, which, [matter])) await sendMatter(tx, personId, one);
  await recordEvents(tx, [
    {
      kind: 'link-resent',
      actorId,
      personId,
      roundId,
      ...(positionId && { positionId }),
      data: { purpose, reason },
    },
  ]);
  return null;
}
