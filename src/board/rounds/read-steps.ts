import type { EntityManager } from 'typeorm';
import type { OfferSpan } from './steps.js';

/** Every offer of a round from when it was made until it ends. */
export function readOfferSpans(manager: EntityManager, roundId: string): Promise<OfferSpan[]> {
  return manager.query<OfferSpan[]>(
    `select o.state, o.issued_at as "issuedAt", o.expires_at as "expiresAt",
       case o.state when 'accepted' then coalesce(o.closed_at, o.issued_at) when 'withdrawn' then (
         select max(e.at) from event e
         where e.position_id = o.position_id and e.kind = 'offer-accepted' and e.data->>'offerId' = o.id::text
       ) end as "acceptedAt",
       case when o.state not in ('open', 'accepted') then coalesce(o.closed_at, o.expires_at) end as "endedAt"
     from position p join offer o on o.position_id = p.id where p.round_id = $1`,
    [roundId],
  );
}
