import { randomUUID } from 'node:crypto';
import { issueLinks } from '../../links/issue.js';
import { enqueueMails } from '../../outbox/enqueue.js';
import type { MailFacts } from '../../outbox/kinds.js';
import type { Locale } from '../../people/person.entity.js';
import type { RoundContext } from '../../rounds/round-context.js';
import type { Tx } from '../../timetable/turn.js';
import { receiptMail } from './application.mails.js';

type Receipt = MailFacts['application-receipt'];

/** What a receipt is for: the whole form, or the application for one course. */
export type Change = Pick<Receipt, 'change' | 'course' | 'title'>;

/** For the whole form, as it is at that instant. */
export const wholeForm = ({ instants }: RoundContext, now: Date): Change => ({
  change: now < instants.applyDue ? 'sent' : 'late',
  course: null,
  title: null,
});

/** Mails students what they apply for now that their forms are in, or what they have changed about one application. */
export async function sendReceipts(
  tx: Tx,
  round: RoundContext,
  personIds: readonly string[],
  change: Change,
): Promise<void> {
  const students = await tx.manager.query<{ id: string; name: string; email: string; locale: Locale }[]>(
    `select id, name, email, locale from person where id = any($1) order by id`,
    [personIds],
  );
  if (students.length < new Set(personIds).size) throw new Error('A student is not known.');
  const links = await issueLinks(
    tx,
    students.map(({ id }) => ({ personId: id, purpose: 'apply', subject: round.id })),
  );
  // Of a single change the others are no part: what they have come to by then is on the page.
  const applications = change.course === null ? await loadApplications(tx, round.id, personIds) : new Map();
  await enqueueMails(
    tx,
    students.map((student, index) => {
      const facts = { ...change, link: links[index] as string, applications: applications.get(student.id) ?? [] };
      return receiptMail(round, student, facts, randomUUID());
    }),
  );
}

/** What counts of these students' applications for a round, by student, the most wanted first. */
async function loadApplications(
  tx: Tx,
  roundId: string,
  personIds: readonly string[],
): Promise<Map<string, Receipt['applications'][number][]>> {
  const rows = await tx.manager.query<(Receipt['applications'][number] & { personId: string })[]>(
    `select a.person_id as "personId", p.course, p.title, t.name as teacher, p.kind, a.priority
     from application a join position p on p.id = a.position_id join person t on t.id = p.teacher_id
     where p.round_id = $1 and a.person_id = any($2) and a.withdrawn_at is null order by a.priority`,
    [roundId, personIds],
  );
  const by = new Map<string, Receipt['applications'][number][]>();
  for (const { personId, ...application } of rows) by.set(personId, [...(by.get(personId) ?? []), application]);
  return by;
}
