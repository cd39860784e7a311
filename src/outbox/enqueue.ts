import type { Locale } from '../people/person.entity.js';
import { MAILS_A_JOB } from '../timetable/mails-a-job.js';
import { nowOf, type Tx } from '../timetable/turn.js';
import type { MailFacts, MailKind } from './kinds.js';

/** Whom a mail goes to. */
export interface Recipient {
  /** Absent for an announcement list. */
  readonly personId?: string;
  readonly address: string;
  readonly locale: Locale;
}

/** A mail of one kind with just the facts that kind needs. */
export type NewMail = {
  [K in MailKind]: {
    readonly kind: K;
    readonly to: Recipient;
    readonly facts: MailFacts[K];
    /** One key, one mail: a second with the same key is not written. */
    readonly key: string;
    /** Mails of one thread to one recipient thread under the first; a matter such as `offer:<id>`. */
    readonly thread: string;
    readonly roundId?: string;
    readonly positionId?: string;
    readonly offerId?: string;
    readonly uselessAt?: Date;
  };
}[MailKind];

/** Writes mails to the outbox in the transaction of the decision that causes them, and sets their alarms. */
export async function enqueueMails(tx: Tx, mails: readonly NewMail[]): Promise<void> {
  if (mails.length === 0) return;
  const now = await nowOf(tx);
  const rows = await tx.manager.query<{ id: string }[]>(
    `insert into mail (kind, person_id, address, locale, round_id, position_id, offer_id, facts, dedupe_key, thread,
       useless_at, created_at, next_due_at)
     select m.kind, (m."to"->>'personId')::uuid, m."to"->>'address', m."to"->>'locale', m."roundId", m."positionId",
       m."offerId", m.facts, m.key, m.thread, m."uselessAt", $1, $1
     from jsonb_to_recordset($2::jsonb) as m(kind text, "to" jsonb, facts jsonb, key text, thread text,
       "roundId" text, "positionId" text, "offerId" uuid, "uselessAt" timestamptz)
     on conflict (dedupe_key) do nothing
     returning id`,
    [now, JSON.stringify(mails)],
  );
  tx.decided?.mails.push(...rows.map(({ id }) => id));
  for (let index = 0; index < rows.length; index += MAILS_A_JOB)
    tx.alarms.push({ queue: 'mail', id: (rows[index] as { id: string }).id, dueAt: now });
}
