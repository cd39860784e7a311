import type { EntityManager } from 'typeorm';
import { IS_UNREACHED } from '../../process/offer/offer.state.js';
import type { ApplicantLine, OfferOf } from '../positions/read-position.js';
import { NEWEST_FIRST } from '../rounds/read-rounds.js';
import { campusesOf, type Scope } from '../watcher.js';

interface OfRound {
  readonly roundId: string;
  readonly campus: string;
  readonly semester: string;
}

interface OfCourse extends OfRound {
  readonly positionId: string;
  readonly course: string;
  readonly title: string;
}

/** A course that somebody teaches. */
export interface TaughtLine extends OfCourse {
  readonly demand: 'unasked' | 'silent' | 'none' | 'asked' | 'removed';
  readonly applicants: number;
  readonly ratedAt: Date | null;
  readonly settledAt: Date | null;
}

/** A rating that was handed on, to this person or by this person. */
export interface DelegationLine extends OfCourse {
  readonly toHere: boolean;
  /** The other one. */
  readonly otherId: string;
  readonly other: string;
  readonly at: Date;
  readonly takenBackAt: Date | null;
}

/** An application, as the position's page lists it, with its position. */
export interface ApplicationLine extends OfCourse, ApplicantLine {
  readonly positionRated: boolean;
}

export interface Matters {
  readonly taught: readonly TaughtLine[];
  readonly delegations: readonly DelegationLine[];
  readonly applications: readonly ApplicationLine[];
}

const OF_COURSE = `q.id as "positionId", q.course, q.title, r.id as "roundId", k.name as campus, r.semester`;
const POSITIONS = `join round r on r.id = q.round_id join campus k on k.id = r.campus_id`;
const IN_SCOPE = `($1::text[] is null or r.campus_id = any($1))`;
const ORDER = `${NEWEST_FIRST}, q.course, q.id`;

/** What somebody has to do with the rounds that one may see, the newest semester first. */
export async function readMatters(manager: EntityManager, scope: Scope, personId: string): Promise<Matters> {
  const values = [campusesOf(scope), personId];
  return {
    taught: await manager.query<TaughtLine[]>(
      `select ${OF_COURSE}, q.rated_at as "ratedAt", q.settled_at as "settledAt",
         case when d.removed_at is not null then 'removed'
           when d.answered_at is not null then case when d.no_need then 'none' else 'asked' end
           when d.requested_at is not null then 'silent' else 'unasked' end as demand,
         (select count(*)::int from application a where a.position_id = q.id and a.withdrawn_at is null) as applicants
       from position q ${POSITIONS} left join demand d on d.position_id = q.id
       where q.teacher_id = $2 and ${IN_SCOPE} order by ${ORDER}`,
      values,
    ),
    delegations: await manager.query<DelegationLine[]>(
      `select ${OF_COURSE}, g.person_id = $2 as "toHere", o.id as "otherId", o.name as other, g.delegated_at as at,
         g.taken_back_at as "takenBackAt"
       from delegation g join position q on q.id = g.position_id ${POSITIONS}
       join person o on o.id = case when g.person_id = $2 then g.delegated_by_id else g.person_id end
       where $2 in (g.person_id, g.delegated_by_id) and ${IN_SCOPE} order by ${ORDER}, g.delegated_at`,
      values,
    ),
    applications: await readApplications(manager, values),
  };
}

async function readApplications(manager: EntityManager, values: readonly unknown[]): Promise<ApplicationLine[]> {
  const offers = await manager.query<(OfferOf & { positionId: string })[]>(
    `select o.id, o.position_id as "positionId", o.state, o.issued_at as "issuedAt", o.expires_at as "expiresAt",
       o.closed_at as "closedAt", b.name as "reinstatedBy", ${IS_UNREACHED} as unreached
     from offer o left join person b on b.id = o.reinstated_by_id where o.person_id = $1 order by o.issued_at`,
    values.slice(1),
  );
  const rows = await manager.query<Omit<ApplicationLine, 'offers'>[]>(
    `select ${OF_COURSE}, s.id as "personId", s.name, s.email, s.erased_at is not null as erased, a.priority, s.laos, t.rank,
       t.application_id is not null as rated, a.withdrawn_at as "withdrawnAt", q.rated_at is not null as "positionRated"
     from application a join person s on s.id = a.person_id join position q on q.id = a.position_id ${POSITIONS}
     left join rating t on t.application_id = a.id
     where a.person_id = $2 and ${IN_SCOPE} order by ${NEWEST_FIRST}, r.id, a.priority, q.course`,
    [...values],
  );
  return rows.map((row) => ({ ...row, offers: offers.filter(({ positionId }) => positionId === row.positionId) }));
}
