import type { EntityManager } from 'typeorm';
import type { PositionKind } from '../../rounds/position.entity.js';
import { instantOf } from '../../rounds/wall-clock.js';

/** A position and how far it has come. */
export interface PositionLine {
  readonly id: string;
  readonly roundId: string;
  readonly course: string;
  readonly title: string;
  readonly teacherId: string;
  readonly teacher: string;
  /** Whom the teacher asked to rate. */
  readonly delegates: readonly string[];
  readonly kind: PositionKind | null;
  readonly openings: number | null;
  readonly hours: number | null;
  readonly demand: 'unasked' | 'silent' | 'none' | 'asked';
  readonly announced: boolean;
  /** Who applies, but for those who let go. */
  readonly applicants: number;
  /** Of them, who has had no offer and can still get one: as long as nobody is rated, everybody. */
  readonly waiting: number;
  readonly open: number;
  readonly accepted: number;
  /** Employed learning assistants without the training. */
  readonly untrained: number;
  readonly ratedAt: Date | null;
  /** A deadline of its own for the rating; null where the round's holds. */
  readonly ownDue: Date | null;
  readonly settledAt: Date | null;
}

type Row = Omit<PositionLine, 'ownDue'> & { readonly ownDue: string | null };

/** The positions of rounds, whose courses are on the list, in the order of their courses. */
export async function readPositions(
  manager: EntityManager,
  roundIds: readonly string[],
  timeZone: string,
): Promise<PositionLine[]> {
  const rows = await manager.query<Row[]>(
    `with mine as (select id, rated_at from position where round_id = any($1)),
     offers as (select o.position_id, o.person_id, o.state from mine join offer o on o.position_id = mine.id),
     applied as (
       select a.position_id, count(*)::int as applicants,
         count(*) filter (
           where (mine.rated_at is null or r.rank is not null) and had.person_id is null
         )::int as waiting
       from mine join application a on a.position_id = mine.id left join rating r on r.application_id = a.id
         left join (select distinct position_id, person_id from offers) had
           on had.position_id = a.position_id and had.person_id = a.person_id
       where a.withdrawn_at is null group by 1
     ),
     offered as (
       select o.position_id, count(*) filter (where o.state = 'open')::int as open,
         count(*) filter (where o.state = 'accepted')::int as accepted,
         count(*) filter (where o.state = 'accepted' and not s.laos)::int as untrained
       from offers o join person s on s.id = o.person_id group by 1
     )
     select p.id, p.round_id as "roundId", p.course, p.title, t.id as "teacherId", t.name as teacher,
       array(select s.name from delegation g join person s on s.id = g.person_id
         where g.position_id = p.id and g.taken_back_at is null order by 1) as delegates,
       coalesce(p.kind, d.kind) as kind, coalesce(p.openings, d.openings) as openings,
       coalesce(p.hours, d.hours) as hours,
       case when d.answered_at is not null then case when d.no_need then 'none' else 'asked' end
         when d.requested_at is not null then 'silent' else 'unasked' end as demand,
       p.announced_at is not null as announced, p.rated_at as "ratedAt", p.rate_due as "ownDue",
       p.settled_at as "settledAt", coalesce(applied.applicants, 0) as applicants,
       coalesce(applied.waiting, 0) as waiting, coalesce(offered.open, 0) as open,
       coalesce(offered.accepted, 0) as accepted,
       case when p.kind = 'learning-assistant' then coalesce(offered.untrained, 0) else 0 end as untrained
     from position p
     join person t on t.id = p.teacher_id
     left join demand d on d.position_id = p.id
     left join applied on applied.position_id = p.id
     left join offered on offered.position_id = p.id
     where p.round_id = any($1) and d.removed_at is null
     order by p.course, p.title, p.id`,
    [roundIds],
  );
  return rows.map(({ ownDue, ...row }) => ({ ...row, ownDue: ownDue === null ? null : instantOf(ownDue, timeZone) }));
}
