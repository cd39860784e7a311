import type { EntityManager } from 'typeorm';
import { ERASED } from '../../../people/erased.js';
import { readClock } from '../../../platform/clock.js';
import { type OfferLog, overrideOf } from '../fairness.rule.js';
import { readLogs } from '../read-record.js';
import { type Verdict, verdictOf } from './verdict.rule.js';

/** A position with the log of its offers and what came of its replay. */
export interface CheckedPosition {
  readonly id: string;
  readonly course: string;
  readonly title: string;
  readonly log: OfferLog;
  readonly verdict: Verdict;
}

/** Whether the order was followed in every position of a round. */
export interface RoundCheck {
  /** By the database's clock. */
  readonly at: Date;
  readonly round: { readonly id: string; readonly campus: string; readonly semester: string };
  readonly positions: readonly CheckedPosition[];
  /** Who stepped in anywhere; without a name once they are erased. */
  readonly steppedIn: readonly { readonly id: string; readonly name: string | null }[];
}

/** Replays the logs of all positions of a round that ask for somebody, or that have had offers all the same. */
export async function readCheck(manager: EntityManager, round: RoundCheck['round']): Promise<RoundCheck> {
  const rows = await manager.query<{ id: string; course: string; title: string }[]>(
    `select p.id, p.course, p.title from position p left join demand d on d.position_id = p.id
     where p.round_id = $1 and (exists (select from offer o where o.position_id = p.id)
       or exists (select from event e where e.position_id = p.id and e.kind in ('offer-issued', 'offer-reinstated'))
       or d.removed_at is null and d.no_need is not true)
     order by p.course, p.title, p.id`,
    [round.id],
  );
  const ids = rows.map(({ id }) => id);
  const logs = await readLogs(manager, ids);
  const positions = rows.map((row) => {
    const log = logs.get(row.id) ?? { events: [], openings: 0, offered: [] };
    return { ...row, log, verdict: verdictOf(log) };
  });
  const events = positions.flatMap(({ log }) => log.events);
  const actors = events.flatMap((event) => (overrideOf(event) && event.actorId ? [event.actorId] : []));
  const steppedIn = await manager.query<{ id: string; name: string | null }[]>(
    `select id, nullif(name, $2) as name from person where id = any($1) order by name, id`,
    [[...new Set(actors)], ERASED],
  );
  return { at: await readClock(manager), round, positions, steppedIn };
}
