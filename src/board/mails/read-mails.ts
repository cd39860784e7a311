import type { EntityManager } from 'typeorm';
import type { MailKind } from '../../outbox/kinds.js';
import type { MailState } from '../../outbox/mail.entity.js';
import { findPersons, patternsOf } from '../match.js';
import { campusesOf, type Scope } from '../watcher.js';
import type { MailFilter, MailStanding } from './mail-filter.js';

const PAGE = 100;

/** A mail as its sender's side sees it. */
export interface MailLine {
  readonly id: string;
  readonly kind: MailKind;
  readonly personId: string | null;
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

export interface MailList {
  readonly mails: readonly MailLine[];
  /** Where the next page begins; null on the last. */
  readonly next: MailFilter['after'];
}

/** How many mails there are of a state and a kind. */
export interface MailCount {
  readonly state: MailStanding;
  readonly kind: MailKind;
  readonly count: number;
}

/** The columns of a MailLine, from `mail m left join person p`. */
export const LINE = `m.id, m.kind, m.person_id as "personId", nullif(p.name, '') as name, m.address,
  m.round_id as "roundId", m.state, m.reason, m.attempts, m.created_at as "createdAt", m.next_due_at as "nextDueAt",
  m.sent_at as "sentAt"`;

/** Which mails one may see: those of one's rounds; those of no round, such as sign-ins, are for whoever may see all. */
export const mailsInScope = (scope: Scope, campuses: string): string =>
  scope === 'all'
    ? `${campuses}::text[] is null`
    : `m.round_id in (select r.id from round r where r.campus_id = any(${campuses}))`;

/** One page of the mails that a filter lets through, the newest first. */
export async function readMails(manager: EntityManager, scope: Scope, filter: MailFilter): Promise<MailList> {
  const { where, values } = await conditions(manager, scope, filter);
  if (filter.state) where.push(ofStanding(filter.state));
  if (filter.kind) where.push(`m.kind = $${values.push(filter.kind)}`);
  if (filter.after)
    where.push(`(m.created_at, m.id) < ($${values.push(filter.after.at)}, $${values.push(filter.after.id)}::uuid)`);
  const rows = await manager.query<MailLine[]>(
    `select ${LINE} from mail m left join person p on p.id = m.person_id
     where ${where.join(' and ')} order by m.created_at desc, m.id desc limit ${PAGE + 1}`,
    values,
  );
  const mails = rows.slice(0, PAGE);
  const last = mails.at(-1);
  return { mails, next: rows.length > PAGE && last ? { at: last.createdAt, id: last.id } : null };
}

/** The mails of the filter's round and search by state and kind, so that each choice can say how many it would leave. */
export async function countMails(manager: EntityManager, scope: Scope, filter: MailFilter): Promise<MailCount[]> {
  const { where, values } = await conditions(manager, scope, filter);
  const rows = await manager.query<{ state: MailState; kind: MailKind; count: number }[]>(
    // From an index alone: the number of tries, which tells who waits from who is tried again, is not in it.
    `select m.state, m.kind, count(*)::int as count from mail m where ${where.join(' and ')} group by 1, 2`,
    values,
  );
  const retrying = await manager.query<{ kind: MailKind; count: number }[]>(
    `select m.kind, count(*)::int as count from mail m
     where ${[...where, ofStanding('retrying')].join(' and ')} group by 1`,
    values,
  );
  const again = new Map(retrying.map(({ kind, count }) => [kind, count]));
  return [
    ...rows.map(({ state, kind, count }): MailCount => {
      if (state === 'waiting') return { state, kind, count: count - (again.get(kind) ?? 0) };
      return { state: state === 'rejected' || state === 'bounced' ? 'unreached' : state, kind, count };
    }),
    ...retrying.map((row) => ({ ...row, state: 'retrying' as const })),
  ].filter(({ count }) => count > 0);
}

const ofStanding = (state: MailStanding) =>
  state === 'retrying'
    ? `m.state = 'waiting' and m.attempts > 0`
    : state === 'waiting'
      ? `m.state = 'waiting' and m.attempts = 0`
      : state === 'unreached'
        ? `m.state in ('rejected', 'bounced')`
        : `m.state = '${state}'`;

async function conditions(manager: EntityManager, scope: Scope, { round, q }: MailFilter) {
  const values: unknown[] = [campusesOf(scope)];
  const where = [mailsInScope(scope, '$1')];
  if (round) where.push(`m.round_id = $${values.push(round)}`);
  if (q) {
    const persons = `$${values.push(await findPersons(manager, q))}`;
    const lists = `$${values.push(patternsOf(q))}`;
    const address = `$${values.push(q.toLowerCase())}`;
    // Each part by its own index; one condition of them all would read every mail.
    where.push(`m.id in (
      select id from mail where person_id = any(${persons}::uuid[])
      union select id from mail where address = ${address}
      union select id from mail where address in (select announce_to from campus where announce_to ilike all(${lists}))
    )`);
  }
  return { where, values };
}
