import pLimit from 'p-limit';
import { Counter } from 'prom-client';
import type { EntityManager } from 'typeorm';
import type { App } from '../platform/app.js';
import { NOW_SQL } from '../platform/clock.js';
import { inSpan } from '../platform/spans.js';
import { passStep } from '../platform/steps.js';
import type { Alarm, Decided, Tx } from '../timetable/turn.js';
import { type Failure, failureOf, nextTry, reasonOf } from './failure.js';
import { type Gone, type GoneChecks, whyEachGone } from './gone.js';
import { type Hold, holdEach } from './hold/hold.js';
import { Mail } from './mail.entity.js';
import { markUnreached } from './mark-unreached.js';
import { shapes } from './shapes.js';
import { CONNECTIONS, type Post, SendError } from './transport.js';
import { writeMail } from './write-mail.js';

const mailsTotal = new Counter({
  name: 'stafett_mails_total',
  help: 'Mails by kind and what became of a try to send them.',
  labelNames: ['kind', 'result'],
});

// What first counts when it is no longer nought looks to Prometheus as if it had never grown.
for (const kind of Object.keys(shapes))
  for (const result of ['sent', 'dropped', 'held', 'put-off', 'rejected']) mailsTotal.inc({ kind, result }, 0);

// One for each connection, and one to follow: what is written long before it leaves lives long enough for V8 to move it among
// the old objects.
const atOnce = pLimit(CONNECTIONS + 1);

/** Thrown when the mail server refuses the login: no mail can leave until someone acts. */
export class LoginRefused extends Error {}

/** What became of a mail, and what that gives rise to: its next try, and what a mail that did not arrive causes. */
interface Outcome {
  readonly mail: Claimed;
  readonly event: 'mail-sent' | 'mail-dropped' | 'mail-held' | 'mail-put-off' | 'mail-rejected';
  readonly alarms?: readonly Alarm[];
  /** The mails that tell somebody of it. */
  readonly told?: readonly string[];
}

/**
 * A mail that is ours to send, the instant at which it was claimed, and the mail of its thread that it answers: null when it is
 * the first itself.
 */
type Claimed = Mail & { readonly first: string | null; readonly now: Date };

/** How sending a mail went. */
type Try =
  | { readonly went: 'out' }
  | { readonly went: 'nowhere'; readonly gone: Gone }
  | { readonly went: 'later'; readonly hold: Hold }
  | { readonly went: 'wrong'; readonly failure: Failure };

/**
 * Sends a mail if it is due, and others that are, or notes why not; nothing when none is due or someone else is at them.
 *
 * The rows' locks are the claim, held while the mails are sent: a crash lets go of them, and they go again with the same
 * Message-IDs. So each call keeps a connection to the database for as long as the mail server takes, and it is one plain
 * transaction that is never tried again as a whole: a second run would send second mails.
 * @param id of the mail that goes first
 * @param most how many are sent in all
 * @throws LoginRefused, with the mails that were refused left as they were
 */
export async function deliverMails(app: App, post: Post, id: string, most: number, checks: GoneChecks): Promise<void> {
  passStep('mail-taken');
  let refused: LoginRefused | undefined;
  const done = await app.database.transaction(async (manager) => {
    const mails = await claim(manager, id, most);
    const now = mails[0]?.now;
    if (!now) return null;
    passStep('mail-claimed');
    const gone = await whyEachGone(manager, mails, now, checks);
    const leaving = mails.filter((_, index) => !gone[index]);
    const held = new Map((await holdEach(app, leaving, now)).map((hold, index) => [leaving[index], hold]));
    const tries = await Promise.all(
      mails.map(async (mail, index): Promise<Try | LoginRefused> => {
        const why = gone[index];
        if (why) return { went: 'nowhere', gone: why };
        const hold = held.get(mail);
        return hold ? { went: 'later', hold } : atOnce(() => trySending(app, post, mail, now));
      }),
    );
    refused = tries.find((one) => one instanceof LoginRefused);
    const outcomes = await note(app, manager, mails, tries, now);
    passStep('mail-noted');
    return { now, outcomes };
  });
  passStep('mail-committed');
  if (!done) return;
  const { now, outcomes } = done;
  for (const { event, mail, told } of outcomes) {
    app.log.info({ mail: mail.id, kind: mail.kind, ...(told && { mails: told }) }, event);
    mailsTotal.inc({ kind: mail.kind, result: event.replace('mail-', '') });
  }
  const alarms = outcomes.flatMap((outcome) => outcome.alarms ?? []);
  if (alarms.length > 0) await app.setAlarms(alarms, now);
  if (refused) throw refused;
}

const COLUMNS = `m.id, m.kind, m.person_id as "personId", m.address, m.locale, m.round_id as "roundId",
  m.position_id as "positionId", m.offer_id as "offerId", m.facts, m.dedupe_key as "dedupeKey", m.thread,
  m.useless_at as "uselessAt", m.state, m.reason, m.created_at as "createdAt", m.next_due_at as "nextDueAt", m.attempts,
  m.uncertain, m.sent_at as "sentAt", m.resent_at as "resentAt", m.slot_at as "slotAt"`;

/**
 * Locks the mail, if it is due, and as many others that are due as there is room for, those due longest first. What others
 * hold is left to them.
 */
async function claim(manager: EntityManager, id: string, most: number): Promise<readonly Claimed[]> {
  return manager.query<Claimed[]>(
    `with moment as materialized (
       select ${NOW_SQL} as now from clock
     ), own as (
       select * from mail where id = $1 for update skip locked
     ), due as (
       select * from own where state = 'waiting' and next_due_at <= (select now from moment)
     ), others as (
       select * from mail where state = 'waiting' and next_due_at <= (select now from moment) and id <> $1
       order by next_due_at limit $2 - (select count(*) from due) for update skip locked
     )
     select ${COLUMNS}, moment.now, nullif((
         select f.id from mail f
         where f.thread = m.thread and f.address = m.address and (f.state in ('waiting', 'sent') or f.id = m.id)
         order by f.created_at, f.id limit 1
       ), m.id) as first
     from moment, (select * from due union all select * from others) m
     order by m.id = $1 desc, m.next_due_at`,
    [id, most],
  );
}

/** Tries one. A mail that cannot even be written waits like any other, for whoever mends its template. */
async function trySending(app: App, post: Post, mail: Claimed, now: Date): Promise<Try | LoginRefused> {
  try {
    const written = writeMail(mail, { ...app.config, now, first: mail.first });
    await inSpan('mail', { 'stafett.mail': mail.id, 'stafett.kind': mail.kind }, () => post.send(written));
    passStep('mail-handed-over');
    return { went: 'out' };
  } catch (error) {
    if (!(error instanceof SendError))
      return { went: 'wrong', failure: { verdict: 'retry', uncertain: false, reason: reasonOf(String(error)) } };
    const failure = failureOf(error.fault);
    return failure.verdict === 'refused-by-login' ? new LoginRefused(failure.reason) : { went: 'wrong', failure };
  }
}

/** Notes how each went; those whose login was refused stay as they are. */
async function note(
  app: App,
  manager: EntityManager,
  mails: readonly Claimed[],
  tries: readonly (Try | LoginRefused)[],
  now: Date,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const sent: Claimed[] = [];
  for (const [index, mail] of mails.entries()) {
    const went = tries[index];
    if (!went || went instanceof LoginRefused) continue;
    if (went.went === 'out') sent.push(mail);
    else if (went.went === 'nowhere') outcomes.push(await drop(manager, mail, went.gone));
    else if (went.went === 'later') outcomes.push(await keep(manager, mail, went.hold));
    else outcomes.push(await noteFailure(app, manager, mail, now, went.failure));
  }
  if (sent.length > 0)
    await manager.query(
      `update mail set state = 'sent', reason = null, next_due_at = null, sent_at = $2, attempts = attempts + 1
       where id = any($1)`,
      [sent.map(({ id }) => id), now],
    );
  return [...sent.map((mail) => ({ mail, event: 'mail-sent' as const })), ...outcomes];
}

async function drop(manager: EntityManager, mail: Claimed, reason: Gone): Promise<Outcome> {
  await manager.update(Mail, { id: mail.id }, { state: 'dropped', reason, nextDueAt: null });
  return { mail, event: 'mail-dropped' };
}

async function keep(manager: EntityManager, mail: Claimed, { until, slotAt }: Hold): Promise<Outcome> {
  await manager.update(Mail, { id: mail.id }, { nextDueAt: until, slotAt });
  return { mail, event: 'mail-held', alarms: [{ queue: 'mail', id: mail.id, dueAt: until }] };
}

async function noteFailure(
  app: App,
  manager: EntityManager,
  mail: Claimed,
  now: Date,
  failure: Failure,
): Promise<Outcome> {
  const { id } = mail;
  const { reason } = failure;
  const attempts = mail.attempts + 1;
  const tried = { attempts, reason, uncertain: mail.uncertain || failure.uncertain };
  const dueAt = failure.verdict === 'retry' ? nextTry(attempts, mail.resentAt ?? mail.createdAt, now) : null;
  if (dueAt) {
    await manager.update(Mail, { id }, { ...tried, nextDueAt: dueAt, slotAt: null });
    return { mail, event: 'mail-put-off', alarms: [{ queue: 'mail', id, dueAt }] };
  }
  await manager.update(Mail, { id }, tried);
  const decided: Decided = { subjects: [], mails: [] };
  const tx: Tx = { manager, timeZone: app.config.timeZone, alarms: [], now, decided };
  await markUnreached(tx, mail, { state: 'rejected', reason });
  return { mail, event: 'mail-rejected', alarms: tx.alarms, told: decided.mails };
}
