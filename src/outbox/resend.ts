import { recordEvents } from '../platform/events.js';
import { nowOf, type Tx } from '../timetable/turn.js';
import { type Gone, type GoneChecks, whyGone } from './gone.js';
import { Mail } from './mail.entity.js';

/** Why a mail is not sent again: it has yet to leave, its round rests, or what it would say is no longer so. */
export type ResendRefusal = 'waiting' | 'paused' | 'dead-link' | 'old-deadline' | Gone;

export interface Resend {
  readonly id: string;
  readonly actorId: string;
  /** For the record. */
  readonly reason: string;
}

/**
 * Sends a mail again. One that was rejected or dropped waits anew, the same row under the same Message-ID, and its tries
 * are counted from now. One that was sent stays as it is, and a copy of it goes. Either goes to the address that its
 * person has now, and only if its reason still stands.
 * @param reasons when a mail of a kind has lost its reason
 * @returns null when it waits to be sent, else why not
 * @throws Error when there is no such mail of a round
 */
export async function resendMail(
  tx: Tx,
  { id, actorId, reason }: Resend,
  reasons: GoneChecks,
): Promise<ResendRefusal | null> {
  const { mail, paused } = await lockMail(tx, id);
  if (mail.state === 'waiting') return 'waiting';
  if (paused) return 'paused';
  const now = await nowOf(tx);
  if (await isErased(tx, mail)) return 'the person was erased';
  const gone = await whyGone(tx.manager, mail, now, reasons);
  if (gone) return gone;
  if (await hasDeadLink(tx, mail, now)) return 'dead-link';
  if (await hasOldDeadline(tx, mail)) return 'old-deadline';
  const sentId = mail.state === 'sent' ? await copy(tx, mail, now) : await wake(tx, mail, now);
  if (!sentId) return 'waiting';
  tx.alarms.push({ queue: 'mail', id: sentId, dueAt: now });
  tx.decided?.mails.push(sentId);
  const { roundId, positionId, personId, kind } = mail;
  await recordEvents(tx, [
    {
      kind: 'mail-resent',
      actorId,
      ...(roundId && { roundId }),
      ...(positionId && { positionId }),
      ...(personId && { personId }),
      data: { mailId: sentId, kind, reason, ...(sentId !== id && { resendOf: id }) },
    },
  ]);
  return null;
}

/** The round before the mail, as whoever pauses the round takes them, so that no mail slips out of a round that rests. */
async function lockMail({ manager }: Tx, id: string): Promise<{ mail: Mail; paused: boolean }> {
  const [round] = await manager.query<{ paused: boolean }[]>(
    `select r.paused_at is not null as paused from round r
     where r.id = (select round_id from mail where id = $1) for share`,
    [id],
  );
  const mail = await manager.findOne(Mail, { where: { id }, lock: { mode: 'pessimistic_write' } });
  if (!round || !mail) throw new Error(`There is no mail ${id} of a round.`);
  return { mail, paused: round.paused };
}

async function isErased({ manager }: Tx, { personId }: Mail): Promise<boolean> {
  const rows = await manager.query<unknown[]>(`select 1 from person where id = $1 and erased_at is not null`, [
    personId,
  ]);
  return rows.length > 0;
}

async function hasDeadLink({ manager }: Tx, { facts }: Mail, now: Date): Promise<boolean> {
  const rows = await manager.query<unknown[]>(
    `select 1 from jsonb_path_query($1::jsonb, 'strict $.**.link') as f(id) join link l on l.id = (f.id #>> '{}')::uuid
     where l.revoked_at is not null or l.expires_at <= $2 limit 1`,
    [JSON.stringify(facts), now],
  );
  return rows.length > 0;
}

/** Whether the person was told of another deadline since, or the round rested so long that its deadlines moved. */
async function hasOldDeadline({ manager }: Tx, { id }: Mail): Promise<boolean> {
  const rows = await manager.query<unknown[]>(
    `select 1 from mail m where m.id = $1 and (
       exists (select from mail n where n.thread = m.thread and n.kind = 'deadline-moved' and n.created_at > m.created_at
         and (n.person_id = m.person_id or n.address = m.address))
       or m.facts ? 'due' and exists (select from event e where e.round_id = m.round_id and e.kind = 'round-resumed'
         and e.at > m.created_at))`,
    [id],
  );
  return rows.length > 0;
}

async function wake({ manager }: Tx, { id }: Mail, now: Date): Promise<string> {
  await manager.query(
    `update mail m set state = 'waiting', reason = null, attempts = 0, next_due_at = $2, resent_at = $2, slot_at = null,
       address = coalesce(p.email, m.address), locale = coalesce(p.locale, m.locale)
     from mail o left join person p on p.id = o.person_id where m.id = $1 and o.id = m.id`,
    [id, now],
  );
  return id;
}

/** @returns null when somebody else has sent it again at this very instant */
async function copy({ manager }: Tx, { id }: Mail, now: Date): Promise<string | null> {
  const [row] = await manager.query<{ id: string }[]>(
    `insert into mail (kind, person_id, address, locale, round_id, position_id, offer_id, facts, dedupe_key, thread,
       useless_at, created_at, next_due_at)
     select m.kind, m.person_id, coalesce(p.email, m.address), coalesce(p.locale, m.locale), m.round_id, m.position_id,
       m.offer_id, m.facts, concat('resend:', m.id, ':', $3::text), m.thread, m.useless_at, $2, $2
     from mail m left join person p on p.id = m.person_id where m.id = $1
     on conflict (dedupe_key) do nothing returning id`,
    [id, now, now.toISOString()],
  );
  return row?.id ?? null;
}
