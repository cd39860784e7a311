import type { EntityManager } from 'typeorm';
import type { OfferState } from '../../process/offer/offer.entity.js';
import type { PositionKind } from '../../rounds/position.entity.js';

/** An offer with its student. */
export interface OfferLine {
  readonly student: string;
  readonly email: string;
  readonly rank: number;
  readonly state: OfferState;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
  readonly closedAt: Date | null;
  /** Who offered out of turn. */
  readonly reinstatedBy: string | null;
}

/** A position, how far it has come, and its offers in the order in which they left. */
export interface PositionLine {
  readonly id: string;
  readonly course: string;
  readonly title: string;
  readonly teacher: string;
  readonly kind: PositionKind | null;
  readonly openings: number | null;
  readonly hours: number | null;
  readonly demand: 'unasked' | 'silent' | 'none' | 'asked';
  readonly applicants: number;
  readonly ratedAt: Date | null;
  readonly settledAt: Date | null;
  readonly offers: readonly OfferLine[];
  readonly counts: Readonly<Record<OfferState, number>>;
}

type Row = Omit<PositionLine, 'offers' | 'counts'>;

/** The positions of a round. */
export async function readPositions(manager: EntityManager, roundId: string): Promise<PositionLine[]> {
  const rows = await manager.query<Row[]>(
    `select p.id, p.course, p.title, t.name as teacher, p.rated_at as "ratedAt", p.settled_at as "settledAt",
       coalesce(p.kind, d.kind) as kind, coalesce(p.openings, d.openings) as openings,
       coalesce(p.hours, d.hours) as hours,
       case when d.answered_at is not null then case when d.no_need then 'none' else 'asked' end
         when d.requested_at is not null then 'silent' else 'unasked' end as demand,
       (select count(*)::int from application a
        where a.position_id = p.id and a.withdrawn_at is null) as applicants
     from position p
     join person t on t.id = p.teacher_id
     left join demand d on d.position_id = p.id
     where p.round_id = $1 and d.removed_at is null
     order by p.course, p.title, p.id`,
    [roundId],
  );
  const offers = await readOffers(manager, roundId);
  return rows.map((row) => {
    const own = offers.get(row.id) ?? [];
    return { ...row, offers: own, counts: countStates(own) };
  });
}

async function readOffers(manager: EntityManager, roundId: string): Promise<Map<string, OfferLine[]>> {
  const rows = await manager.query<(OfferLine & { positionId: string })[]>(
    `select o.position_id as "positionId", s.name as student, s.email, o.rank, o.state, o.issued_at as "issuedAt",
       o.expires_at as "expiresAt", o.closed_at as "closedAt", b.name as "reinstatedBy"
     from offer o
     join position p on p.id = o.position_id
     join person s on s.id = o.person_id
     left join person b on b.id = o.reinstated_by_id
     where p.round_id = $1
     order by o.issued_at, o.rank`,
    [roundId],
  );
  const byPosition = new Map<string, OfferLine[]>();
  for (const { positionId, ...offer } of rows)
    byPosition.set(positionId, [...(byPosition.get(positionId) ?? []), offer]);
  return byPosition;
}

function countStates(offers: readonly OfferLine[]): Record<OfferState, number> {
  const counts = { open: 0, accepted: 0, declined: 0, expired: 0, withdrawn: 0 };
  for (const { state } of offers) counts[state] += 1;
  return counts;
}
