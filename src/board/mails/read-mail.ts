import type { EntityManager } from 'typeorm';
import { isUUID } from '../../links/uuid.js';
import type { Mail } from '../../outbox/mail.entity.js';
import { campusesOf, type Scope } from '../watcher.js';
import { LINE, type MailLine, mailsInScope } from './read-mails.js';

/** A mail of the same thread. */
export interface ThreadLine extends MailLine {
  /** Whether it is the page's own. */
  readonly here: boolean;
}

/** Something that happened to a mail. */
export interface MailEvent {
  readonly kind: string;
  readonly at: Date;
  readonly actor: string | null;
  readonly reason: string | null;
  /** The mail that this one was sent again as, or is a copy of. */
  readonly otherId: string | null;
}

/** A mail with all that its page tells. */
export interface MailPage extends MailLine, Pick<Mail, 'locale' | 'facts' | 'uncertain' | 'resentAt' | 'thread'> {
  readonly campus: string | null;
  readonly semester: string | null;
  readonly paused: boolean;
  /** Whether its recipient was erased, and what it said with them. */
  readonly erased: boolean;
  readonly positionId: string | null;
  readonly course: string | null;
  /** The mails of its thread to its recipient, oldest first: each answers the first of those that left or will. */
  readonly inThread: readonly ThreadLine[];
  readonly events: readonly MailEvent[];
}

const LONGEST_THREAD = 50;

/** Reads a mail that one may see; null when there is none. */
export async function readMail(manager: EntityManager, scope: Scope, id: string): Promise<MailPage | null> {
  if (!isUUID(id)) return null;
  const [mail] = await manager.query<Omit<MailPage, 'inThread' | 'events'>[]>(
    `select ${LINE}, m.locale, m.facts, p.erased_at is not null as erased, m.uncertain, m.resent_at as "resentAt", m.thread, k.name as campus, r.semester,
       r.paused_at is not null as paused, q.id as "positionId", q.course
     from mail m
     left join person p on p.id = m.person_id
     left join round r on r.id = m.round_id
     left join campus k on k.id = r.campus_id
     left join position q on q.id = m.position_id
     where m.id = $2 and ${mailsInScope(scope, '$1')}`,
    [campusesOf(scope), id],
  );
  if (!mail) return null;
  const inThread = await manager.query<ThreadLine[]>(
    `select ${LINE}, m.id = $3 as here from mail m left join person p on p.id = m.person_id
     where m.thread = $1 and m.address = $2 order by m.created_at, m.id limit ${LONGEST_THREAD}`,
    [mail.thread, mail.address, id],
  );
  return { ...mail, inThread, events: await readEvents(manager, mail) };
}

function readEvents(manager: EntityManager, { id, roundId }: MailLine): Promise<MailEvent[]> {
  return manager.query<MailEvent[]>(
    `select e.kind, e.at, a.name as actor, e.data->>'reason' as reason,
       nullif(case when e.data->>'mailId' = $2 then e.data->>'resendOf' else e.data->>'mailId' end, $2) as "otherId"
     from event e left join person a on a.id = e.actor_id
     where e.round_id = $1 and e.kind in ('mail-rejected', 'mail-resent') and $2 in (e.data->>'mailId', e.data->>'resendOf')
     order by e.at desc, e.id desc`,
    [roundId, id],
  );
}
