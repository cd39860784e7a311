import { type Resend, type ResendRefusal, resendMail } from '../outbox/resend.js';
import type { Tx } from '../timetable/turn.js';
import { sendAnew } from './offer/restart-offer.js';
import { GONE_CHECKS } from './process.js';

/**
 * Sends a mail again (see `resendMail`). An open offer that did not arrive goes out anew, with the whole of its time: its
 * clock stood meanwhile.
 * @returns null when it waits to be sent, else why not
 * @throws Error when there is no such mail of a round
 */
export async function resendUnreached(tx: Tx, resend: Resend): Promise<ResendRefusal | null> {
  const [offer] = await tx.manager.query<{ id: string }[]>(
    `select o.id from mail m join offer o on o.id = m.offer_id and o.state = 'open'
     where m.id = $1 and m.kind = 'offer' and m.state in ('rejected', 'bounced')`,
    [resend.id],
  );
  if (offer && (await sendAnew(tx, offer.id, resend)) === null) return null;
  return resendMail(tx, resend, GONE_CHECKS);
}
