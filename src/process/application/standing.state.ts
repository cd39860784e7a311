import type { EntityManager } from 'typeorm';
import type { PositionKind } from '../../rounds/position.entity.js';
import type { RoundContext } from '../../rounds/round-context.js';
import { type Standing, type StandingState, standingOf } from './standing.rule.js';

/** An announced position of a round, as one student sees it. */
export interface SeenPosition {
  readonly id: string;
  readonly course: string;
  readonly title: string;
  readonly teacher: string;
  readonly kind: PositionKind;
  readonly openings: number;
  readonly hours: number;
  readonly rated: boolean;
  /** The priority of the student's application, if there is one that counts. */
  readonly priority: number | null;
  /** Null when the student never applied for it. */
  readonly standing: Standing | null;
}

type Row = Omit<SeenPosition, 'standing'> & {
  readonly settled: boolean;
  readonly applicants: readonly { personId: string; rank: number | null; withdrawnAt: string | null }[];
  readonly offers: readonly {
    personId: string;
    state: StandingState['offers'][number]['state'];
    issuedAt: string;
    expiresAt: string;
    closedAt: string | null;
  }[];
};

/** Whose page, of which round, and when. */
export interface Viewpoint {
  readonly round: RoundContext;
  readonly personId: string;
  readonly now: Date;
}

/**
 * The announced positions of a round, with where the student stands. One statement, so that what is said of an offer and
 * of those who wait is of one moment. Nothing can be done about an application while the round is paused.
 */
export async function loadSeenPositions(
  manager: EntityManager,
  { round, personId, now }: Viewpoint,
): Promise<SeenPosition[]> {
  const rows = await manager.query<Row[]>(
    `select p.id, p.course, p.title, t.name as teacher, p.kind, p.openings, p.hours,
       p.rated_at is not null as rated, p.settled_at is not null as settled,
       case when mine.withdrawn_at is null then mine.priority end as priority,
       (select coalesce(json_agg(json_build_object('personId', a.person_id, 'rank', r.rank,
          'withdrawnAt', a.withdrawn_at)), '[]')
        from application a left join rating r on r.application_id = a.id
        where a.position_id = mine.position_id) as applicants,
       (select coalesce(json_agg(json_build_object('personId', o.person_id, 'state', o.state,
          'issuedAt', o.issued_at, 'expiresAt', o.expires_at, 'closedAt', o.closed_at)), '[]')
        from offer o where o.position_id = mine.position_id) as offers
     from position p
     join person t on t.id = p.teacher_id
     left join application mine on mine.position_id = p.id and mine.person_id = $2
     where p.round_id = $1 and p.announced_at is not null order by p.course, p.id`,
    [round.id, personId],
  );
  return rows.map(({ settled, applicants, offers, ...position }) => {
    const state = { instants: round.instants, rated: position.rated, settled, ...dated({ applicants, offers }) };
    const standing = standingOf(state, personId, now);
    return { ...position, standing: standing && round.pausedAt ? { ...standing, may: null } : standing };
  });
}

const dated = ({ applicants, offers }: Pick<Row, 'applicants' | 'offers'>) => ({
  applicants: applicants.map((one) => ({ ...one, withdrawnAt: one.withdrawnAt ? new Date(one.withdrawnAt) : null })),
  offers: offers.map((offer) => ({
    ...offer,
    issuedAt: new Date(offer.issuedAt),
    expiresAt: new Date(offer.expiresAt),
    closedAt: offer.closedAt ? new Date(offer.closedAt) : null,
  })),
});
