import type { Visit } from '../../links/visit.js';
import type { PositionKind } from '../../rounds/position.entity.js';

/** What is said of a course's need. */
export interface Said {
  readonly answer: 'silent' | 'none' | 'asked';
  readonly kind: PositionKind | null;
  readonly openings: number | null;
  readonly hours: number | null;
}

/** A course as the contact sees it: what is answered, what is reported, and what its teacher was told. */
export interface CourseRow {
  readonly id: string;
  readonly course: string;
  readonly title: string;
  readonly teacher: string;
  readonly comment: string;
  readonly removed: boolean;
  readonly askedAt: Date | null;
  readonly remindedAt: Date | null;
  /** When the contact last reminded the teacher herself. */
  readonly nudgedAt: Date | null;
  readonly answeredAt: Date | null;
  /** Who answered, when it was not the teacher. */
  readonly by: string | null;
  readonly answered: Said;
  readonly reported: Said;
}

/** The courses of a round: those on the list, and those that were taken off it. */
export interface CourseList {
  readonly courses: readonly CourseRow[];
  readonly removed: readonly CourseRow[];
}

/** The courses of the round that the link opens. */
export async function readCourses({ app, link }: Visit): Promise<CourseList> {
  const rows = await app.database.manager.query<CourseRow[]>(
    `select p.id, p.course, p.title, t.name as teacher, coalesce(d.comment, '') as comment,
       d.removed_at is not null as removed, d.requested_at as "askedAt", m.at as "remindedAt", n.at as "nudgedAt",
       d.answered_at as "answeredAt", case when b.id <> t.id then b.name end as by,
       json_build_object('kind', d.kind, 'openings', d.openings, 'hours', d.hours, 'answer',
         case when d.answered_at is null then 'silent' when d.no_need then 'none' else 'asked' end) as answered,
       json_build_object('kind', p.kind, 'openings', p.openings, 'hours', p.hours, 'answer',
         case when p.kind is not null then 'asked' when d.answered_at is null then 'silent' else 'none' end) as reported
     from position p
     join person t on t.id = p.teacher_id
     left join demand d on d.position_id = p.id
     left join person b on b.id = d.answered_by_id
     left join (
       select position_id, max(coalesce(sent_at, created_at)) as at from mail
       where round_id = $1 and dedupe_key like 'demand-reminder:%' and state in ('waiting', 'sent')
       group by position_id
     ) m on m.position_id = p.id
     left join (
       select position_id, max(at) as at from event where round_id = $1 and kind = 'demand-nudged' group by position_id
     ) n on n.position_id = p.id
     where p.round_id = $1 order by p.course, p.id`,
    [link.subject],
  );
  return { courses: rows.filter((row) => !row.removed), removed: rows.filter((row) => row.removed) };
}
