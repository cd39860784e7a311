import type { OfferState } from '../process/offer/offer.entity.js';
import { loadRound, roundFacts, toPerson } from '../rounds/round-context.js';
import { nowOf, type Tx } from '../timetable/turn.js';
import { enqueueMails } from './enqueue.js';
import type { MailKind } from './kinds.js';
import type { Mail } from './mail.entity.js';

// Whoever would be told is the one who cannot be reached, or asks for a new mail at once.
const UNTOLD: ReadonlySet<MailKind> = new Set(['unreached', 'sign-in', 'digest', 'retention-notice']);

interface About {
  readonly course: string | null;
  readonly title: string | null;
  readonly name: string | null;
  /** The state of the offer that the mail brings. */
  readonly offer: OfferState | null;
}

/**
 * Tells the contact of a mail's round that it did not arrive. At most once an hour of what is alike: where a server refuses
 * everything, one mail says so as well as four hundred.
 * @param reason what the server said
 */
export async function tellUnreached(tx: Tx, mail: Mail, reason: string): Promise<void> {
  const { kind, roundId, positionId, personId, offerId, address } = mail;
  if (!roundId || UNTOLD.has(kind)) return;
  const [about] = await tx.manager.query<About[]>(
    `select p.course, p.title, nullif(w.name, '') as name, o.state as offer
     from round r left join position p on p.id = $2 left join person w on w.id = $3 left join offer o on o.id = $4
     where r.id = $1`,
    [roundId, positionId, personId, offerId],
  );
  // A mail may outlive what it was about.
  if (!about) return;
  // Whoever has answered an offer knows of it, whatever a late report says.
  if (kind === 'offer' && (about.offer === 'accepted' || about.offer === 'declined')) return;
  const round = await loadRound(tx, roundId);
  if (personId === round.contact.id) return;
  const stopped = kind === 'offer' && about.offer === 'open';
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
