import { recordEvents } from '../platform/events.js';
import type { Tx } from '../timetable/turn.js';
import { Mail } from './mail.entity.js';
import { tellUnreached } from './tell-unreached.js';

/** How a mail came to nothing: its server refused it, or took it and reported later that it could not be delivered. */
export interface Unreached {
  readonly state: 'rejected' | 'bounced';
  /** What the server said. */
  readonly reason: string;
}

/**
 * Notes that a mail did not reach its recipient and will not by itself, and tells the contact of its round. The clock of an
 * offer stands from then on: that rule reads the mail.
 * @param mail locked by the caller
 */
export async function markUnreached(tx: Tx, mail: Mail, { state, reason }: Unreached): Promise<void> {
  const { id, kind, roundId, positionId, personId } = mail;
  await tx.manager.update(Mail, { id }, { state, reason, nextDueAt: null });
  await recordEvents(tx, [
    {
      kind: `mail-${state}`,
      ...(roundId && { roundId }),
      ...(positionId && { positionId }),
      ...(personId && { personId }),
      data: { mailId: id, kind },
    },
  ]);
  await tellUnreached(tx, mail, reason);
}
