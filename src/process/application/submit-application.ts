import { randomUUID } from 'node:crypto';
import { issueLink } from '../../links/issue.js';
import { enqueueMails } from '../../outbox/enqueue.js';
import type { MailFacts } from '../../outbox/kinds.js';
import type { Locale } from '../../people/person.entity.js';
import { type App, transact } from '../../platform/app.js';
import { recordEvents } from '../../platform/events.js';
import { loadRound } from '../../rounds/round-context.js';
import { nowOf, type Tx } from '../../timetable/turn.js';
import { receiptMail } from './application.mails.js';
import { takesApplications } from './application.rule.js';

/** A student's form for one round. */
export interface SentApplication {
  readonly roundId: string;
  readonly personId: string;
  readonly name: string;
  readonly laos: boolean;
  readonly text: string;
  /** Distinct priorities; 1 is wanted most. Positions that are not named are not applied for. */
  readonly priorities: readonly { readonly positionId: string; readonly priority: number }[];
}

/**
 * Takes a student's applications for a round, over the earlier ones if there are any.
 * @returns `closed` when it came at or after applyDue, and changed nothing
 */
export async function submitApplication(app: App, sent: SentApplication): Promise<'received' | 'closed'> {
  return transact(app, async (tx) => {
    // Shared, so that students do not wait for each other, only for the closing of the round.
    await tx.manager.query(`select 1 from subject where stage = 'application' and id = $1 for key share`, [
      sent.roundId,
    ]);
    const now = await nowOf(tx);
    const round = await loadRound(tx, sent.roundId);
    if (!takesApplications(round.instants, now)) return 'closed';
    const student = await writePerson(tx, sent);
    await writeApplications(tx, sent, now);
    const link = await issueLink(tx, { personId: student.id, purpose: 'apply', subject: round.id });
    const applications = await loadApplications(tx, sent);
    await enqueueMails(tx, [receiptMail(round, student, applications, link, randomUUID())]);
    await recordEvents(tx, [
      {
        kind: 'applied',
        actorId: student.id,
        personId: student.id,
        roundId: round.id,
        data: { positions: applications.length },
      },
    ]);
    return 'received';
  });
}

async function writePerson(tx: Tx, { personId, name, laos }: SentApplication) {
  const [student] = await tx.manager.query<[{ id: string; name: string; email: string; locale: Locale }[], number]>(
    `update person set name = $2, laos = $3 where id = $1 returning id, name, email, locale`,
    [personId, name, laos],
  );
  if (!student[0]) throw new Error('The student of the form is not known.');
  return student[0];
}

async function writeApplications(tx: Tx, { roundId, personId, text, priorities }: SentApplication, now: Date) {
  await tx.manager.query(`update application_form set sent_at = $3, text = $4 where round_id = $1 and person_id = $2`, [
    roundId,
    personId,
    now,
    text,
  ]);
  await tx.manager.query(
    `delete from application a using position p
     where p.id = a.position_id and p.round_id = $1 and a.person_id = $2 and a.position_id <> all($3)`,
    [roundId, personId, priorities.map(({ positionId }) => positionId)],
  );
  await tx.manager.query(
    `insert into application (position_id, person_id, priority, applied_at)
     select p.id, $2, w.priority, $3
     from jsonb_to_recordset($4::jsonb) as w("positionId" text, priority int)
     join position p on p.id = w."positionId" and p.round_id = $1 and p.announced_at is not null
     on conflict (position_id, person_id) do update set priority = excluded.priority`,
    [roundId, personId, now, JSON.stringify(priorities)],
  );
}

function loadApplications(tx: Tx, { roundId, personId }: SentApplication) {
  return tx.manager.query<MailFacts['application-receipt']['applications'][number][]>(
    `select p.course, p.title, t.name as teacher, p.kind, a.priority
     from application a join position p on p.id = a.position_id join person t on t.id = p.teacher_id
     where p.round_id = $1 and a.person_id = $2 order by a.priority`,
    [roundId, personId],
  );
}
