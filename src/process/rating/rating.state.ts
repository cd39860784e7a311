import type { EntityManager } from 'typeorm';
import type { RoundContext } from '../../rounds/round-context.js';
import { instantOf } from '../../rounds/wall-clock.js';
import type { Tx } from '../../timetable/turn.js';
import type { Delegate } from './delegation.rule.js';
import type { Word } from './order.rule.js';
import type { RatedPosition, Rater } from './rating.mails.js';
import { type Applicant, ratingDue } from './rating.rule.js';

export interface LoadedPosition extends RatedPosition {
  /** Its own deadline; null where the round's holds. */
  readonly ownDue: Date | null;
  readonly requested: boolean;
  readonly rated: boolean;
  readonly settled: boolean;
  /** The teacher first, then the colleagues to whom it was delegated. */
  readonly raters: readonly Rater[];
}

/** The announced positions of a round that have applicants. */
export async function loadPositions(tx: Tx, round: RoundContext): Promise<LoadedPosition[]> {
  const person = (alias: string) =>
    `json_build_object('id', ${alias}.id, 'name', ${alias}.name, 'email', ${alias}.email, 'locale', ${alias}.locale)`;
  const rows = await tx.manager.query<(Omit<LoadedPosition, 'due' | 'ownDue'> & { ownDue: string | null })[]>(
    `select p.id as "positionId", p.course, p.title, t.name as teacher, p.kind, p.openings, p.hours,
       (select count(*)::int from application a
        where a.position_id = p.id and a.withdrawn_at is null) as applicants,
       p.rating_requested_at is not null as requested, p.rated_at is not null as rated,
       p.settled_at is not null as settled, p.rate_due as "ownDue",
       (select json_agg(r.rater order by r.place) from (
          select 0 as place, ${person('t')} as rater
          union all
          select 1, ${person('d')} from delegation g join person d on d.id = g.person_id
          where g.position_id = p.id and g.taken_back_at is null and g.person_id <> p.teacher_id
        ) r) as raters
     from position p join person t on t.id = p.teacher_id
     where p.round_id = $1 and p.announced_at is not null
       and exists (select 1 from application a where a.position_id = p.id and a.withdrawn_at is null)
     order by p.course, p.id`,
    [round.id],
  );
  return rows.map((row) => {
    const ownDue = row.ownDue === null ? null : instantOf(row.ownDue, tx.timeZone);
    return { ...row, ownDue, due: ratingDue(round.instants, ownDue) };
  });
}

/** The applicants of a position: the rank at which each was offered it, and how the rating that holds says. */
export function loadApplicants(tx: Tx, positionId: string): Promise<(Applicant & { readonly word: Word | null })[]> {
  return tx.manager.query<(Applicant & { readonly word: Word | null })[]>(
    `select a.id as "applicationId", a.withdrawn_at is not null as withdrawn,
       (select max(o.rank) from offer o where o.position_id = a.position_id and o.person_id = a.person_id)
         as "offeredRank",
       (select json_build_object('place', r.rank, 'unsuited', r.rank is null) from rating r
        where r.application_id = a.id) as word
     from application a where a.position_id = $1`,
    [positionId],
  );
}

/** The colleagues who have been asked to rate a position and may do so, in the order in which they were asked. */
export function loadDelegates(manager: EntityManager, positionId: string): Promise<LoadedDelegate[]> {
  return manager.query<LoadedDelegate[]>(
    `select d.person_id as "personId", d.delegated_by_id as "delegatedById", p.email,
       coalesce(nullif(p.name, ''), p.email) as name
     from delegation d join person p on p.id = d.person_id
     where d.position_id = $1 and d.taken_back_at is null order by d.delegated_at, p.name`,
    [positionId],
  );
}

export interface LoadedDelegate extends Delegate {
  readonly name: string;
  readonly email: string;
}
