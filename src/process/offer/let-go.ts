import type { EntityManager } from 'typeorm';
import { type Calendar, instantsOf } from '../../rounds/calendar.js';
import type { OfferState } from './offer.entity.js';
import type { LetGo } from './personal-act.js';

interface Row extends Omit<LetGo, 'offeredUntil'> {
  readonly calendar: Calendar;
  readonly withdrawn: boolean;
  readonly offer: OfferState | null;
  readonly expiresAt: Date | null;
}

/** Whose, at which instant. */
export interface Holder {
  readonly personId: string;
  readonly now: Date;
  readonly timeZone: string;
}

/**
 * What a student could let go of, in every round: open offers, and applications that may still become one. What is
 * accepted is given up on its own page; in a paused round nothing can be done.
 * @param except the position that is not asked about
 */
export async function readLetGo(
  manager: EntityManager,
  { personId, now, timeZone }: Holder,
  except: string,
): Promise<LetGo[]> {
  const rows = await manager.query<Row[]>(
    `select p.id as "positionId", p.course, p.title, p.kind, k.name as campus, r.semester, r.calendar,
       a.withdrawn_at is not null as withdrawn, o.state as offer, o.expires_at as "expiresAt"
     from application a
     join position p on p.id = a.position_id
     join round r on r.id = p.round_id
     join campus k on k.id = r.campus_id
     join subject s on s.stage = 'offer' and s.id = p.id and not s.paused
     left join lateral (
       select state, expires_at from offer where position_id = p.id and person_id = a.person_id
       order by issued_at desc limit 1
     ) o on true
     where a.person_id = $1 and p.id <> $2 and p.announced_at is not null and p.settled_at is null
     order by r.semester, k.name, a.priority, p.course, p.id`,
    [personId, except],
  );
  return rows.flatMap(({ calendar, withdrawn, offer, expiresAt, ...position }): LetGo[] => {
    if (offer === 'open' && expiresAt && now < expiresAt) return [{ ...position, offeredUntil: expiresAt }];
    const mayCome = offer === null && !withdrawn && now < instantsOf(calendar, timeZone).closesAt;
    return mayCome ? [{ ...position, offeredUntil: null }] : [];
  });
}
