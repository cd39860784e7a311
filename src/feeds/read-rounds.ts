import type { EntityManager } from 'typeorm';
import { campusesOf, type Scope } from '../board/watcher.js';
import { type Calendar, type Instants, instantsOf } from '../rounds/calendar.js';

/** How often something was moved, and when last. */
export interface Revision {
  readonly number: number;
  readonly at: Date;
}

/** A round as a calendar shows it. */
export interface FeedRound {
  readonly id: string;
  readonly campus: string;
  readonly semester: string;
  readonly instants: Instants;
  readonly pausedAt: Date | null;
  readonly revision: Revision;
  /** The instant at which the last of its open offers ends, and how the offers have gone; null when none is open. */
  readonly lastOffer: { readonly at: Date; readonly revision: Revision } | null;
}

interface Row extends Omit<FeedRound, 'instants' | 'revision' | 'lastOffer'> {
  readonly calendar: Calendar;
  readonly revision: number;
  readonly revisedAt: Date;
  readonly offersUntil: Date | null;
  readonly offered: number;
  readonly offeredAt: Date | null;
}

/** All rounds of a scope, in the order in which they begin. */
export async function readFeedRounds(manager: EntityManager, scope: Scope, timeZone: string): Promise<FeedRound[]> {
  const rows = await manager.query<Row[]>(
    `select r.id, k.name as campus, r.semester, r.calendar, r.paused_at as "pausedAt", r.revision,
       r.revised_at as "revisedAt", open.until as "offersUntil", told.number as offered, told.at as "offeredAt"
     from round r join campus k on k.id = r.campus_id
     cross join lateral (
       select max(o.expires_at) as until from offer o join position p on p.id = o.position_id
       where p.round_id = r.id and o.state = 'open'
     ) open
     left join lateral (
       select count(*)::int as number, max(e.at) as at from event e where e.round_id = r.id and e.kind like 'offer-%'
     ) told on open.until is not null
     where $1::text[] is null or r.campus_id = any($1)
     order by r.calendar->>'demandOpens', r.id`,
    [campusesOf(scope)],
  );
  return rows.map(({ calendar, revision, revisedAt, offersUntil, offered, offeredAt, ...round }) => ({
    ...round,
    instants: instantsOf(calendar, timeZone),
    revision: { number: revision, at: revisedAt },
    lastOffer: offersUntil && { at: offersUntil, revision: { number: offered, at: offeredAt ?? revisedAt } },
  }));
}
