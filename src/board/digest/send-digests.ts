import type { EntityManager } from 'typeorm';
import { enqueueMails, type NewMail } from '../../outbox/enqueue.js';
import type { App } from '../../platform/app.js';
import { message } from '../../platform/messages.js';
import { sayInstant } from '../../platform/say-time.js';
import { loadRound, type RoundContext, roundFacts, toPerson } from '../../rounds/round-context.js';
import type { Period } from '../../timetable/recurring.js';
import { nowOf, type Tx } from '../../timetable/turn.js';
import { type Needy, needsOf } from '../home/needs.js';
import { readHome } from '../home/read-home.js';
import { sayNames } from '../say-names.js';
import { NEWS } from './happenings.js';

/**
 * Sends each contact one mail for each of her rounds in which something has happened since the last one, or needs her. A
 * round in which neither is so, and one that is paused, brings none.
 * @returns how many mails were written
 */
export async function sendDigests({ config }: App, tx: Tx, period: Period): Promise<number> {
  const { manager } = tx;
  const now = await nowOf(tx);
  const contacts = await manager.query<{ id: string; campusIds: string[] }[]>(
    `select contact_id as id, array_agg(id order by id) as "campusIds" from campus group by 1 order by 1`,
  );
  const mails: NewMail[] = [];
  for (const { id, campusIds } of contacts) {
    const { running } = await readHome(manager, config, { id, scope: { campusIds } }, now);
    for (const needy of running.filter(({ round }) => !round.pausedAt))
      mails.push(...(await digestOf(tx, await loadRound(tx, needy.round.id), needy, config.hoursLimit, period)));
  }
  await enqueueMails(tx, mails);
  return mails.length;
}

async function digestOf(
  tx: Tx,
  round: RoundContext,
  needy: Needy,
  hoursLimit: number,
  { since, at }: Period,
): Promise<NewMail[]> {
  const happened = await readHappened(tx.manager, round, since, at);
  const needs = sayNeeds(needy, at, { locale: round.contact.locale, timeZone: tx.timeZone, hoursLimit });
  if (happened.length + needs.length === 0) return [];
  return [
    {
      kind: 'digest',
      to: toPerson(round.contact),
      facts: { ...roundFacts(round), recipient: round.contact.name, since: since.toISOString(), happened, needs },
      key: `digest:${round.id}:${at.toISOString()}`,
      thread: `digest:${round.id}:${at.toISOString()}`,
      roundId: round.id,
    },
  ];
}

/** What others did, or the rules, by kind in the order in which the kinds are news. */
const readHappened = (manager: EntityManager, round: RoundContext, since: Date, until: Date) =>
  manager.query<{ kind: string; count: number }[]>(
    `select kind, count(*)::int as count from event
     where round_id = $1 and kind = any($2) and at > $3 and at <= $4 and actor_id is distinct from $5
     group by 1 order by array_position($2, kind)`,
    [round.id, NEWS, since, until, round.contact.id],
  );

interface Reader {
  readonly locale: RoundContext['contact']['locale'];
  readonly timeZone: string;
  readonly hoursLimit: number;
}

function sayNeeds(needy: Needy, now: Date, { locale, timeZone, hoursLimit }: Reader): string[] {
  return needsOf(needy, now).map(({ kind, count, names, until }) => {
    const said = message(locale, 'board', `home.needs.${kind}`, {
      count,
      limit: hoursLimit,
      until: until ? sayInstant(until, locale, timeZone) : '',
    });
    const who = sayNames(names, locale);
    const more = who.more > 0 ? ` ${message(locale, 'board', 'home.more', { count: who.more })}` : '';
    return names.length > 0 ? `${said} ${who.said}${more}` : said;
  });
}
