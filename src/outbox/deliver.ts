import type { EntityManager } from 'typeorm';
import type { App } from '../platform/app.js';
import { NOW_SQL } from '../platform/clock.js';
import { passStep } from '../platform/steps.js';
import type { Alarm, Tx } from '../timetable/turn.js';
import { type Failure, failureOf, nextTry, reasonOf } from './failure.js';
import type { MailKind } from './kinds.js';
import { Mail } from './mail.entity.js';
import { markUnreached } from './mark-unreached.js';
import { type Post, SendError } from './transport.js';
import { writeMail } from './write-mail.js';

/** Every reason for which a mail is dropped; the board has words for each. */
export const GONE = [
  'too late',
  'the course is off the list',
  'the teacher has answered',
  'the demand is reported',
  'the application was sent',
  'the task was taken back',
  'the position is rated',
  'the offer is closed',
  'the deadline was moved',
  'the training is registered',
  'the teacher was replaced',
  'the link was taken back',
  'the deadline was moved again',
] as const;
export type Gone = (typeof GONE)[number];

/** By kind: why a mail of it is useless now (a reminder after the answer), or null when it is to be sent. */
export type GoneChecks = Partial<
  Record<MailKind, (manager: EntityManager, mail: Mail, now: Date) => Promise<Gone | null>>
>;

/** Thrown when the mail server refuses the login: no mail can leave until someone acts. */
export class LoginRefused extends Error {}

interface Outcome {
  readonly event: 'mail-sent' | 'mail-dropped' | 'mail-put-off' | 'mail-rejected';
  readonly kind: MailKind;
  readonly now: Date;
  /** The next try of a mail that was put off, and what a mail that did not arrive gives rise to. */
  readonly alarms?: readonly Alarm[];
}

/**
 * Sends one mail if it is due, or notes why not; nothing when it is not due or someone else is at it.
 *
 * The row's lock is the claim, held while the mail is sent: a crash lets go of it, and the mail goes again with the same
 * Message-ID. So each call keeps a connection to the database for as long as the mail server takes, and it is one plain
 * transaction that is never tried again as a whole: a second run would send a second mail.
 * @param id of the mail
 * @throws LoginRefused, with the mail left as it was
 */
export async function deliverMail(app: App, post: Post, id: string, reasons: GoneChecks): Promise<void> {
  passStep('mail-taken');
  const outcome = await app.database.transaction(async (manager): Promise<Outcome | null> => {
    const mail = await manager.findOne(Mail, {
      where: { id, state: 'waiting' },
      lock: { mode: 'pessimistic_write', onLocked: 'skip_locked' },
    });
    if (!mail?.nextDueAt) return null;
    passStep('mail-claimed');
    const { now, first } = await readThread(manager, mail);
    if (mail.nextDueAt > now) return null;
    const gone = await whyGone(manager, mail, now, reasons);
    if (gone !== null) return drop(manager, mail, now, gone);
    const failure = await trySending(app, post, mail, now, first);
    if (failure !== null) return await noteFailure(app, manager, mail, now, failure);
    passStep('mail-handed-over');
    const sent = await markSent(manager, mail, now);
    passStep('mail-noted');
    return sent;
  });
  passStep('mail-committed');
  if (!outcome) return;
  const { event, kind, now, alarms } = outcome;
  app.log[event === 'mail-rejected' ? 'warn' : 'info']({ mail: id, kind }, event);
  if (alarms) await app.setAlarms(alarms, now);
}

/** Why a mail has lost its reason; null while it is to be sent. */
export async function whyGone(
  manager: EntityManager,
  mail: Mail,
  now: Date,
  reasons: GoneChecks,
): Promise<Gone | null> {
  if (mail.uselessAt && mail.uselessAt <= now) return 'too late';
  return (await reasons[mail.kind]?.(manager, mail, now)) ?? null;
}

/** The present instant, and the first mail of the thread that this one answers: null when it is the first itself. */
async function readThread(manager: EntityManager, mail: Mail): Promise<{ now: Date; first: string | null }> {
  const [row] = await manager.query<{ now: Date; first: string }[]>(
    `select ${NOW_SQL} as now,
       (select id from mail where thread = $1 and address = $2 and (state in ('waiting', 'sent') or id = $3)
        order by created_at, id limit 1) as first
     from clock`,
    [mail.thread, mail.address, mail.id],
  );
  if (!row) throw new Error('The table clock has no row; run `npx stafett migrate`.');
  return { now: row.now, first: row.first === mail.id ? null : row.first };
}

/** Null when it was sent. A mail that cannot even be written waits like any other, for whoever mends its template. */
async function trySending(app: App, post: Post, mail: Mail, now: Date, first: string | null): Promise<Failure | null> {
  try {
    await post.send(writeMail(mail, { ...app.config, now, first }));
    return null;
  } catch (error) {
    if (!(error instanceof SendError)) return { verdict: 'retry', uncertain: false, reason: reasonOf(String(error)) };
    const failure = failureOf(error.fault);
    if (failure.verdict === 'refused-by-login') throw new LoginRefused(failure.reason);
    return failure;
  }
}

async function drop(manager: EntityManager, { id, kind }: Mail, now: Date, reason: Gone): Promise<Outcome> {
  await manager.update(Mail, { id }, { state: 'dropped', reason, nextDueAt: null });
  return { event: 'mail-dropped', kind, now };
}

async function markSent(manager: EntityManager, { id, kind, attempts }: Mail, now: Date): Promise<Outcome> {
  await manager.update(
    Mail,
    { id },
    { state: 'sent', reason: null, nextDueAt: null, sentAt: now, attempts: attempts + 1 },
  );
  return { event: 'mail-sent', kind, now };
}

async function noteFailure(
  app: App,
  manager: EntityManager,
  mail: Mail,
  now: Date,
  failure: Failure,
): Promise<Outcome> {
  const { id, kind } = mail;
  const { reason } = failure;
  const attempts = mail.attempts + 1;
  const tried = { attempts, reason, uncertain: mail.uncertain || failure.uncertain };
  const dueAt = failure.verdict === 'retry' ? nextTry(attempts, mail.resentAt ?? mail.createdAt, now) : null;
  if (dueAt) {
    await manager.update(Mail, { id }, { ...tried, nextDueAt: dueAt });
    return { event: 'mail-put-off', kind, now, alarms: [{ queue: 'mail', id, dueAt }] };
  }
  await manager.update(Mail, { id }, tried);
  const tx: Tx = { manager, timeZone: app.config.timeZone, alarms: [], now };
  await markUnreached(tx, mail, { state: 'rejected', reason });
  return { event: 'mail-rejected', kind, now, alarms: tx.alarms };
}
