import { recordEvents } from '../platform/events.js';
import { loadRound, roundFacts, toPerson } from '../rounds/round-context.js';
import { nowOf, type Tx } from '../timetable/turn.js';
import { enqueueMails } from './enqueue.js';
import type { MailKind } from './kinds.js';
import { Mail } from './mail.entity.js';

/** How a mail came to nothing: its server refused it, or took it and reported later that it could not be delivered. */
export interface Unreached {
  readonly state: 'rejected' | 'bounced';
  /** What the server said. */
  readonly reason: string;
}

// Whoever would be told is the one who cannot be reached, or asks for a new mail at once.
const UNTOLD: ReadonlySet<MailKind> = new Set(['unreached', 'sign-in', 'digest']);

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
  if (roundId && !UNTOLD.has(kind)) await tellContact(tx, mail, roundId, reason);
}

/** At most once an hour of what is alike: where a server refuses everything, one mail says so as well as four hundred. */
async function tellContact(tx: Tx, mail: Mail, roundId: string, reason: string): Promise<void> {
  const { kind, positionId, personId, address } = mail;
  const [about] = await tx.manager.query<{ course: string | null; title: string | null; name: string | null }[]>(
    `select p.course, p.title, nullif(w.name, '') as name
     from round r left join position p on p.id = $2 left join person w on w.id = $3 where r.id = $1`,
    [roundId, positionId, personId],
  );
  // A mail may outlive what it was about.
  if (!about) return;
  const round = await loadRound(tx, roundId);
  if (personId === round.contact.id) return;
  const stopped = kind === 'offer';
  const hour = (await nowOf(tx)).toISOString().slice(0, 'yyyy-mm-ddThh'.length);
  await enqueueMails(tx, [
    {
      kind: 'unreached',
      to: toPerson(round.contact),
      facts: {
        ...roundFacts(round),
        recipient: round.contact.name,
        who: about.name ?? address,
        address,
        mail: kind,
        course: about.course,
        title: about.title,
        stopped,
        said: reason,
      },
      key: `unreached:${roundId}:${stopped ? 'offer' : 'other'}:${hour}`,
      thread: `unreached:${roundId}`,
      roundId,
      ...(positionId && { positionId }),
    },
  ]);
}
