import { randomUUID } from 'node:crypto';
import { issueLink } from '../../links/issue.js';
import { enqueueMails } from '../../outbox/enqueue.js';
import type { Locale } from '../../people/person.entity.js';
import type { RoundContext } from '../../rounds/round-context.js';
import { nowOf, type Tx } from '../../timetable/turn.js';
import { applyLinkMail } from './application.mails.js';
import { sendReceipts, wholeForm } from './send-receipt.js';

interface Student {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly locale: Locale;
  readonly sent: boolean;
}

/** Sends a student the link to a form that was started, or the receipt for one that was sent. */
export async function resendApplication(tx: Tx, round: RoundContext, personId: string): Promise<void> {
  const [student] = await tx.manager.query<Student[]>(
    `select p.id, p.name, p.email, p.locale, f.sent_at is not null as sent
     from application_form f join person p on p.id = f.person_id where f.round_id = $1 and f.person_id = $2`,
    [round.id, personId],
  );
  if (!student) return;
  if (student.sent) return sendReceipts(tx, round, [personId], wholeForm(round, await nowOf(tx)));
  const link = await issueLink(tx, { personId, purpose: 'apply', subject: round.id });
  await enqueueMails(tx, [applyLinkMail(round, student, link, randomUUID())]);
}
