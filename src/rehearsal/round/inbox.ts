import { type EntityManager, In } from 'typeorm';
import { Mail } from '../../outbox/mail.entity.js';
import { writeMail } from '../../outbox/write-mail.js';
import type { ReceivedMail } from '../mailbox.js';

/** A mail that somebody has, and has yet to do something about. */
export interface Unanswered {
  readonly mail: Mail;
  /** Where they read it now. */
  readonly to: string;
}

/** The newest mail that asks for each thing that is still open, as far as its link opens anything. */
export async function readUnanswered(manager: EntityManager, roundId: string): Promise<Unanswered[]> {
  const rows = await manager.query<{ id: string; to: string }[]>(
    `select distinct on (m.kind, m.person_id, coalesce(m.offer_id::text, m.position_id, m.round_id)) m.id, s.email as to
     from mail m join person s on s.id = m.person_id
     join link l on l.id::text = m.facts ->> 'link' and l.revoked_at is null
     left join demand d on d.position_id = m.position_id left join position p on p.id = m.position_id
     left join report on report.round_id = m.round_id left join offer o on o.id = m.offer_id
     where m.round_id = $1 and m.state = 'sent' and case m.kind
       when 'demand-request' then d.answered_at is null and d.removed_at is null and report.closed_at is null
       when 'report-request' then report.reported_at is null and report.closed_at is null
       when 'rating-request' then p.rated_at is null and p.settled_at is null
       when 'offer' then o.state = 'open'
       else false end
     order by m.kind, m.person_id, coalesce(m.offer_id::text, m.position_id, m.round_id), m.created_at desc, m.id`,
    [roundId],
  );
  const mails = await manager.findBy(Mail, { id: In(rows.map(({ id }) => id)) });
  const recipients = new Map(rows.map(({ id, to }) => [id, to]));
  return mails.map((mail) => ({ mail, to: recipients.get(mail.id) ?? mail.address }));
}

/**
 * The mails as they would read if they came now. A mail is kept as facts, so its link is signed anew: what left the live
 * system opens nothing here, and the other way about.
 */
export function readAnew(
  unanswered: readonly Unanswered[],
  context: { readonly secret: string; readonly home: string; readonly timeZone: string; readonly mailFrom: string },
  now: Date,
): ReceivedMail[] {
  const baseUrl = context.home.replace(/\/$/, '');
  return unanswered.map(({ mail, to }) => {
    const { subject, text, messageId } = writeMail(mail, { ...context, baseUrl, now, first: null });
    return { kind: mail.kind, to, subject, text, messageId, receivedAt: now };
  });
}
