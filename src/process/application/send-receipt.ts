import { randomUUID } from 'node:crypto';
import { issueLink } from '../../links/issue.js';
import { enqueueMails } from '../../outbox/enqueue.js';
import type { MailFacts } from '../../outbox/kinds.js';
import type { Locale } from '../../people/person.entity.js';
import type { RoundContext } from '../../rounds/round-context.js';
import type { Tx } from '../../timetable/turn.js';
import { receiptMail } from './application.mails.js';

type Receipt = MailFacts['application-receipt'];

/** What a receipt is for: the whole form, or the application for one course. */
export type Change = Pick<Receipt, 'change' | 'course' | 'title'>;

/** Mails a student what they apply for now that the form is sent, or what they have changed about one application. */
export async function sendReceipt(tx: Tx, round: RoundContext, personId: string, change: Change): Promise<void> {
  const [student] = await tx.manager.query<{ id: string; name: string; email: string; locale: Locale }[]>(
    `select id, name, email, locale from person where id = $1`,
    [personId],
  );
  if (!student) throw new Error('The student is not known.');
  const link = await issueLink(tx, { personId, purpose: 'apply', subject: round.id });
  // Of a single change the others are no part: what they have come to by then is on the page.
  const applications = change.change === 'sent' ? await loadApplications(tx, round.id, personId) : [];
  await enqueueMails(tx, [receiptMail(round, student, { ...change, link, applications }, randomUUID())]);
}

/** What counts of a student's applications for a round, the most wanted first. */
function loadApplications(tx: Tx, roundId: string, personId: string): Promise<Receipt['applications'][number][]> {
  return tx.manager.query<Receipt['applications'][number][]>(
    `select p.course, p.title, t.name as teacher, p.kind, a.priority
     from application a join position p on p.id = a.position_id join person t on t.id = p.teacher_id
     where p.round_id = $1 and a.person_id = $2 and a.withdrawn_at is null order by a.priority`,
    [roundId, personId],
  );
}
