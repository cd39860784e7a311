import type { EntityManager } from 'typeorm';
import { type Earlier, type LastTime, lastTimeOf } from './last-time.rule.js';

type Row = Earlier & {
  readonly positionId: string;
  readonly now: { readonly semester: string; readonly teacherId: string; readonly title: string };
};

/** What the courses of these positions reported last time, by position; one that has no last time is not there. */
export async function readLastTimes(
  manager: EntityManager,
  positionIds: readonly string[],
): Promise<Map<string, LastTime>> {
  if (positionIds.length === 0) return new Map();
  const rows = await manager.query<Row[]>(
    `select n.id as "positionId",
       json_build_object('semester', nr.semester, 'teacherId', n.teacher_id, 'title', n.title) as now,
       er.semester, e.teacher_id as "teacherId", e.title, e.kind, e.openings, e.hours
     from position n
     join round nr on nr.id = n.round_id
     join round er on er.campus_id = nr.campus_id and er.id <> nr.id
     join report on report.round_id = er.id and report.reported_at is not null
     join position e on e.round_id = er.id and lower(e.course) = lower(n.course)
     join demand d on d.position_id = e.id
     where n.id = any($1) and (e.kind is not null or (d.no_need and d.removed_at is null))
     order by e.id`,
    [positionIds],
  );
  const byPosition = new Map<string, Row[]>();
  for (const row of rows) byPosition.set(row.positionId, [...(byPosition.get(row.positionId) ?? []), row]);
  return new Map(
    [...byPosition].flatMap(([positionId, earlier]) => {
      const last = earlier[0] && lastTimeOf(earlier[0].now, earlier);
      return last ? [[positionId, last] as const] : [];
    }),
  );
}
