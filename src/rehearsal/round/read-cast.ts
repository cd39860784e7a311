import type { EntityManager } from 'typeorm';
import type { Locale, PageLocale } from '../../people/person.entity.js';
import type { Calendar } from '../../rounds/calendar.js';
import type { PositionKind } from '../../rounds/position.entity.js';

/** A round as its people know it, from the database: who has to do with it, and what each has yet to do. */
export interface RoundCast {
  readonly round: { readonly id: string; readonly semester: string; readonly calendar: Calendar };
  readonly campus: {
    readonly id: string;
    readonly name: string;
    readonly locale: PageLocale;
    readonly announceTo: string;
  };
  readonly contact: { readonly id: string; readonly name: string; readonly email: string };
  readonly faculty: string;
  readonly positions: readonly CastPosition[];
  readonly applicants: readonly CastApplicant[];
}

export interface CastPosition {
  readonly id: string;
  readonly course: string;
  readonly title: string;
  /** Null until the demand is reported or answered. */
  readonly kind: PositionKind | null;
  readonly openings: number | null;
  readonly hours: number | null;
  /** Nobody is sought: there is no need, or the course is off the list. */
  readonly isOut: boolean;
  /** Its own deadline for the rating, a wall-clock time; null where the round's holds. */
  readonly rateDue: string | null;
  readonly isRated: boolean;
  readonly teacher: { readonly name: string; readonly email: string };
  /** The applicants' addresses in the order of the teacher's draft; empty where there is none. */
  readonly draft: readonly string[];
}

export interface CastApplicant {
  readonly name: string;
  readonly email: string;
  readonly locale: Locale;
  readonly laos: boolean;
  readonly applications: readonly {
    readonly position: string;
    readonly priority: number;
    /** Until when an open offer can be answered; null while there is none. */
    readonly offerUntil: string | null;
  }[];
}

/** Reads who has to do with a round. */
export async function readCast(manager: EntityManager, roundId: string): Promise<RoundCast> {
  const [head] = await manager.query<Omit<RoundCast, 'positions' | 'applicants'>[]>(
    `select json_build_object('id', r.id, 'semester', r.semester, 'calendar', r.calendar) as round,
       json_build_object('id', k.id, 'name', k.name, 'locale', k.locale, 'announceTo', k.announce_to) as campus,
       json_build_object('id', c.id, 'name', c.name, 'email', c.email) as contact,
       (select f.email from faculty join person f on f.id = faculty.person_id) as faculty
     from round r join campus k on k.id = r.campus_id join person c on c.id = k.contact_id where r.id = $1`,
    [roundId],
  );
  const positions = await manager.query<CastPosition[]>(
    `select p.id, p.course, p.title, coalesce(p.kind, d.kind) as kind, coalesce(p.openings, d.openings) as openings,
       coalesce(p.hours, d.hours) as hours, coalesce(d.no_need or d.removed_at is not null, false) as "isOut",
       p.rate_due as "rateDue", p.rated_at is not null as "isRated",
       json_build_object('name', t.name, 'email', t.email) as teacher,
       coalesce((select json_agg(s.email order by (places.value ->> 'rank')::int)
         from rating_draft draft cross join jsonb_each(draft.places) as places
         join application a on a.id::text = places.key join person s on s.id = a.person_id
         where draft.position_id = p.id and draft.person_id = p.teacher_id
           and places.value ->> 'rank' ~ '^[0-9]{1,4}$'), '[]') as draft
     from position p join person t on t.id = p.teacher_id left join demand d on d.position_id = p.id
     where p.round_id = $1 order by p.id`,
    [roundId],
  );
  const applicants = await manager.query<CastApplicant[]>(
    `select s.name, s.email, s.locale, s.laos,
       json_agg(json_build_object('position', a.position_id, 'priority', a.priority, 'offerUntil',
         (select max(o.expires_at) from offer o
          where o.position_id = a.position_id and o.person_id = s.id and o.state = 'open')) order by a.priority) as applications
     from application a join position p on p.id = a.position_id join person s on s.id = a.person_id
     where p.round_id = $1 and a.withdrawn_at is null and s.erased_at is null group by s.id order by s.email`,
    [roundId],
  );
  if (!head) throw new Error(`There is no round ${roundId}.`);
  return { ...head, positions, applicants };
}
