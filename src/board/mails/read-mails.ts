import type { EntityManager } from 'typeorm';
import type { MailKind } from '../../outbox/kinds.js';
import type { MailState } from '../../outbox/mail.entity.js';
import { campusesOf, type Scope } from '../watcher.js';

/** The most mails on one page. */
export const NEWEST = 200;

/** A mail as its sender's side sees it. */
export interface MailLine {
  readonly id: string;
  readonly kind: MailKind;
  readonly name: string | null;
  readonly address: string;
  readonly roundId: string | null;
  readonly state: MailState;
  readonly reason: string | null;
  readonly attempts: number;
  readonly createdAt: Date;
  readonly nextDueAt: Date | null;
  readonly sentAt: Date | null;
}

/** The newest mails of the rounds that one may see; those of no round, such as sign-ins, are for whoever may see all. */
export function readMails(manager: EntityManager, scope: Scope): Promise<MailLine[]> {
  return manager.query<MailLine[]>(
    `select m.id, m.kind, p.name, m.address, m.round_id as "roundId", m.state, m.reason, m.attempts,
       m.created_at as "createdAt", m.next_due_at as "nextDueAt", m.sent_at as "sentAt"
     from mail m left join person p on p.id = m.person_id
     where $1::text[] is null or m.round_id in (select r.id from round r where r.campus_id = any($1))
     order by m.created_at desc, m.id
     limit $2`,
    [campusesOf(scope), NEWEST],
  );
}
