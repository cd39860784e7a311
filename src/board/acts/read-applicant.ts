import type { EntityManager } from 'typeorm';
import { isUUID } from '../../links/uuid.js';
import type { OfferState } from '../../process/offer/offer.entity.js';

export interface ApplicantOffer {
  readonly id: string;
  readonly state: OfferState;
  readonly expiresAt: Date;
}

/** An applicant of a position as the acts about them need them. */
export interface Applicant {
  readonly applicationId: string;
  readonly personId: string;
  readonly name: string;
  readonly roundId: string;
  readonly positionId: string;
  readonly course: string;
  /** Oldest first. */
  readonly offers: readonly ApplicantOffer[];
  /** Where they stand: the state of the latest offer, or why there was none. */
  readonly standing: OfferState | 'let-go' | 'waiting' | 'unsuited' | 'left-out' | 'unrated';
  /** The deadline that the latest offer had before it was moved last; null when it never was. */
  readonly movedFrom: Date | null;
}

type Row = Omit<Applicant, 'offers' | 'standing' | 'movedFrom'> & {
  readonly offers: readonly (Omit<ApplicantOffer, 'expiresAt'> & { readonly expiresAt: string })[];
  readonly without: Exclude<Applicant['standing'], OfferState>;
  readonly movedFrom: string | null;
};

/** Reads an applicant by the id of the application or of any of the offers that it led to; null when there is none. */
export async function readApplicant(manager: EntityManager, id: string): Promise<Applicant | null> {
  if (!isUUID(id)) return null;
  const [row] = await manager.query<Row[]>(
    `select a.id as "applicationId", s.id as "personId", coalesce(nullif(s.name, ''), s.email) as name,
       p.round_id as "roundId", p.id as "positionId", p.course,
       (select coalesce(json_agg(json_build_object('id', o.id, 'state', o.state, 'expiresAt', o.expires_at)
          order by o.issued_at), '[]')
        from offer o where o.position_id = a.position_id and o.person_id = a.person_id) as offers,
       case when a.withdrawn_at is not null then 'let-go' when p.rated_at is null then 'unrated'
         when r.rank is not null then 'waiting' when r.application_id is null then 'left-out' else 'unsuited' end as without,
       (select e.data->>'from' from event e
        where e.position_id = p.id and e.person_id = s.id and e.kind = 'offer-moved' order by e.id desc limit 1) as "movedFrom"
     from application a
     join person s on s.id = a.person_id
     join position p on p.id = a.position_id
     left join rating r on r.application_id = a.id
     where s.erased_at is null and a.id = coalesce(
       (select b.id from application b join offer o on o.position_id = b.position_id and o.person_id = b.person_id
        where o.id = $1), $1)`,
    [id],
  );
  if (!row) return null;
  const { without, movedFrom, ...applicant } = row;
  const offers = row.offers.map((offer) => ({ ...offer, expiresAt: new Date(offer.expiresAt) }));
  const latest = offers.at(-1)?.state;
  const holds = latest === 'open' || latest === 'accepted';
  return {
    ...applicant,
    offers,
    standing: without === 'let-go' && !holds ? 'let-go' : (latest ?? without),
    movedFrom: movedFrom ? new Date(movedFrom) : null,
  };
}

/** The offer that an applicant has, open or accepted. */
export const heldOf = ({ offers }: Applicant) =>
  offers.find(({ state }) => state === 'open' || state === 'accepted') ?? null;

/** The page of a position. */
export const positionPath = (positionId: string) => `/board/positions/${encodeURIComponent(positionId)}`;

/** The last minute in which an offer can be answered. */
export const lastMinute = ({ expiresAt }: ApplicantOffer) => new Date(expiresAt.getTime() - 60_000);
