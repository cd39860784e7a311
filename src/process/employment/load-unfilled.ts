import type { EntityManager } from 'typeorm';
import { type Outcomes, type Unfilled, whyUnfilled } from '../../rounds/why-unfilled.rule.js';

interface Row extends Outcomes {
  readonly id: string;
  readonly openings: number;
  readonly settled: boolean;
  readonly rated: boolean;
}

/** Why each of these positions has openings that nobody fills, by its id; null for one whose openings are all filled. */
export async function loadUnfilled(
  manager: EntityManager,
  positionIds: readonly string[],
): Promise<Map<string, Unfilled | null>> {
  const rows = await manager.query<Row[]>(
    `with outcome as (
       select a.position_id, case
         when o.state = 'accepted' then 'employed'
         when a.withdrawn_at is not null then 'withdrawn'
         when o.state is not null then o.state
         when r.application_id is null then 'unrated'
         when r.rank is null then 'unsuited'
         else 'waiting' end as what
       from application a
       left join rating r on r.application_id = a.id
       left join lateral (
         select state from offer where position_id = a.position_id and person_id = a.person_id
         order by issued_at desc limit 1
       ) o on true
       where a.position_id = any($1)
     )
     select p.id, coalesce(p.openings, 0) as openings, p.settled_at is not null as settled,
       p.rated_at is not null as rated, count(what)::int as applicants,
       ${OUTCOMES.map((what) => `count(*) filter (where what = '${what}')::int as ${what}`).join(', ')}
     from position p left join outcome on outcome.position_id = p.id
     where p.id = any($1) group by p.id`,
    [positionIds],
  );
  return new Map(
    rows.map(({ id, openings, settled, rated, ...outcomes }) => [
      id,
      whyUnfilled({ openings, settled, rated }, outcomes),
    ]),
  );
}

const OUTCOMES: readonly Exclude<keyof Outcomes, 'applicants'>[] = [
  'employed',
  'open',
  'declined',
  'expired',
  'withdrawn',
  'unsuited',
  'waiting',
  'unrated',
];
