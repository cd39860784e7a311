import type { EntityManager } from 'typeorm';

/** Something that happened, and whose it is to see; null where it belongs to no round. */
export interface Change {
  readonly roundId: string | null;
  readonly campusId: string | null;
}

/** What was seen of the events so far. */
export interface Seen {
  readonly newest: number;
  readonly ids: ReadonlySet<number>;
}

// Two transactions may commit in another order than they took their events' ids. So many ids are looked at again each time.
const MARGIN = 1000;

/**
 * What has happened since the last look. Whatever the pages show leaves an event, a mail that was refused too.
 * @param before null for the first look, which finds nothing new
 */
export async function readChanges(
  manager: EntityManager,
  before: Seen | null,
): Promise<{ readonly seen: Seen; readonly changes: readonly Change[] }> {
  const rows = await manager.query<(Change & { id: string })[]>(
    `select e.id, e.round_id as "roundId", r.campus_id as "campusId"
     from event e left join round r on r.id = e.round_id
     where e.id > ${before ? '$1' : '(select coalesce(max(id), 0) from event) - $1'}`,
    [before ? before.newest - MARGIN : MARGIN],
  );
  const ids = new Set(rows.map(({ id }) => Number(id)));
  const changes = before ? rows.filter(({ id }) => !before.ids.has(Number(id))) : [];
  return { seen: { newest: Math.max(before?.newest ?? 0, ...ids), ids }, changes };
}

/** Which of these sessions are signed in still. */
export async function readSessions(manager: EntityManager, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await manager.query<{ sid: string }[]>(
    `select sid from session where sid = any($1) and expire >= clock_timestamp()`,
    [ids],
  );
  return new Set(rows.map(({ sid }) => sid));
}
