import { issueLink } from '../../links/issue.js';
import { enqueueMails } from '../../outbox/enqueue.js';
import type { Locale } from '../../people/person.entity.js';
import { type App, transact } from '../../platform/app.js';
import { loadRound } from '../../rounds/round-context.js';
import { nowOf } from '../../timetable/turn.js';
import { applyLinkMail } from './application.mails.js';
import { takesApplications } from './application.rule.js';

interface Student {
  id: string;
  name: string;
  email: string;
  locale: Locale;
}

/**
 * Starts (or finds again) a student's application form for a round and mails the link to it: once a minute, for a form
 * that was sent twice.
 * @param email in any case; whoever is new is known by it from now on
 * @returns `closed` outside the time to apply, and then changes nothing
 */
export async function startApplication(
  app: App,
  { roundId, email, locale }: { roundId: string; email: string; locale: Locale },
): Promise<'started' | 'closed'> {
  return transact(app, async (tx) => {
    const now = await nowOf(tx);
    const round = await loadRound(tx, roundId);
    if (round.pausedAt || !takesApplications(round.instants, now)) return 'closed';
    // The update that changes nothing makes `returning` give the row of someone who is known already.
    const [student] = await tx.manager.query<Student[]>(
      `insert into person (email, name, locale) values (lower($1), '', $2)
       on conflict (email) do update set email = excluded.email returning id, name, email, locale`,
      [email, locale],
    );
    if (!student) throw new Error('The student was neither found nor created.');
    await tx.manager.query(
      `insert into application_form (round_id, person_id, started_at) values ($1, $2, $3) on conflict do nothing`,
      [roundId, student.id, now],
    );
    const link = await issueLink(tx, { personId: student.id, purpose: 'apply', subject: roundId });
    await enqueueMails(tx, [
      applyLinkMail(round, student, link, now.toISOString().slice(0, 'yyyy-mm-ddThh:mm'.length)),
    ]);
    return 'started';
  });
}
