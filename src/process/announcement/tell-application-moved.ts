import { issueLinks } from '../../links/issue.js';
import { enqueueMails } from '../../outbox/enqueue.js';
import type { RoundContext } from '../../rounds/round-context.js';
import { nowOf, type Tx } from '../../timetable/turn.js';
import { type Applicant, applicationMovedMail } from './announcement.mails.js';

/**
 * Tells the announcement list, and every student who has a form of the round, of a new applyDue: nobody while nothing is
 * announced.
 * @param round as it is now
 * @param from what the deadline was
 */
export async function tellApplicationMoved(tx: Tx, round: RoundContext, from: Date): Promise<void> {
  const announced = await tx.manager.query<unknown[]>(
    `select 1 from position where round_id = $1 and announced_at is not null limit 1`,
    [round.id],
  );
  if (announced.length === 0) return;
  const students = await tx.manager.query<Omit<Applicant, 'link'>[]>(
    `select p.id, p.name, p.email, p.locale from application_form f join person p on p.id = f.person_id
     where f.round_id = $1 order by p.id`,
    [round.id],
  );
  const links = await issueLinks(
    tx,
    students.map(({ id }) => ({ personId: id, purpose: 'apply', subject: round.id })),
  );
  const moved = { from, at: await nowOf(tx) };
  await enqueueMails(tx, [
    applicationMovedMail(round, null, moved),
    ...students.map((student, index) =>
      applicationMovedMail(round, { ...student, link: links[index] as string }, moved),
    ),
  ]);
}
