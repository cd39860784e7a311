import type { EntityManager } from 'typeorm';
import { hashOf, newSecret } from '../links/secret.js';
import type { Locale } from '../people/person.entity.js';
import { NOW_SQL } from '../platform/clock.js';
import { recordEvents } from '../platform/events.js';
import { nowOf, type Tx } from '../timetable/turn.js';

/** Somebody's feed as its owner sees it: its address is shown once and kept nowhere. */
export interface OwnFeed {
  readonly id: string;
  readonly madeAt: Date;
  readonly fetchedAt: Date | null;
}

/** The feed of a person; null when there is none that works. */
export async function readFeed(manager: EntityManager, personId: string): Promise<OwnFeed | null> {
  const [feed] = await manager.query<OwnFeed[]>(
    `select id, made_at as "madeAt", fetched_at as "fetchedAt" from calendar_feed
     where person_id = $1 and ended_at is null`,
    [personId],
  );
  return feed ?? null;
}

/**
 * Makes a feed for a person in the place of the one that they have, which ends.
 * @param replaced the id of that one, as they last saw it; null when they saw none
 * @returns its secret; null when they have another by now, as when a form is sent twice
 */
export async function makeFeed(tx: Tx, personId: string, replaced: string | null): Promise<string | null> {
  const secret = newSecret();
  await tx.manager.query(`delete from calendar_feed where person_id = $1 and (id = $2 or ended_at is not null)`, [
    personId,
    replaced,
  ]);
  const made = await tx.manager.query<unknown[]>(
    `insert into calendar_feed (person_id, hash, made_at) values ($1, $2, $3)
     on conflict (person_id) do nothing returning id`,
    [personId, hashOf(secret), await nowOf(tx)],
  );
  if (made.length === 0) return null;
  await recordEvents(tx, [{ kind: 'calendar-feed-made', actorId: personId, personId }]);
  return secret;
}

/** Ends a person's feed: whoever fetches it from now on is told that there is none such. */
export async function revokeFeed(tx: Tx, personId: string): Promise<void> {
  const [rows] = await tx.manager.query<[unknown[], number]>(
    `delete from calendar_feed where person_id = $1 returning id`,
    [personId],
  );
  if (rows.length > 0) await recordEvents(tx, [{ kind: 'calendar-feed-revoked', actorId: personId, personId }]);
}

/** A feed that was asked for by its secret. */
export interface FoundFeed {
  readonly personId: string;
  readonly locale: Locale;
  readonly endedAt: Date | null;
  readonly now: Date;
}

/**
 * Finds a feed by its secret, and notes to the hour that it is fetched, for its owner to see. What it holds does not show that.
 * @returns null when there is none such
 */
export async function findFeed(manager: EntityManager, secret: string): Promise<FoundFeed | null> {
  const [row] = await manager.query<(FoundFeed & { id: string; stale: boolean })[]>(
    `select f.id, f.person_id as "personId", p.locale, f.ended_at as "endedAt", ${NOW_SQL} as now,
       coalesce(f.fetched_at <= ${NOW_SQL} - interval '1 hour', true) as stale
     from calendar_feed f join person p on p.id = f.person_id cross join clock where f.hash = $1`,
    [hashOf(secret)],
  );
  if (!row) return null;
  const { id, stale, ...feed } = row;
  if (stale) await manager.query(`update calendar_feed set fetched_at = $2 where id = $1`, [id, feed.now]);
  return feed;
}

// For so long the calendars that subscribe to it are told that it is over: an address that is gone would leave in them
// what they fetched last.
const DAYS_EMPTY = 30;

/** Ends the feeds of those who see no round any more, for good: a role that comes back brings none back. */
export async function endFeeds(tx: Tx): Promise<void> {
  const now = await nowOf(tx);
  await tx.manager.query(
    `update calendar_feed f set ended_at = $1 where ended_at is null
       and not exists (select from campus where contact_id = f.person_id)
       and not exists (select from faculty where person_id = f.person_id)`,
    [now],
  );
  await tx.manager.query(`delete from calendar_feed where ended_at < $1::timestamptz - make_interval(days => $2)`, [
    now,
    DAYS_EMPTY,
  ]);
}
