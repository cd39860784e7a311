import type { EntityManager } from 'typeorm';
import { type FairnessRecord, fairnessOf, type Recorded } from './fairness.rule.js';
import type { OfferState } from './offer.entity.js';

interface Row {
  kind: string;
  at: Date;
  actorId: string | null;
  personId: string | null;
  data: {
    readonly reason?: string;
    readonly order?: readonly { readonly applicationId: string; readonly rank: number | null }[];
    readonly from?: string & number;
    readonly to?: string & number;
  };
}

const CLOSED: readonly string[] = ['accepted', 'declined', 'expired', 'withdrawn'] satisfies OfferState[];

/** The record of a position's offers, from its log and the offers that there are. */
export async function readRecord(manager: EntityManager, positionId: string): Promise<FairnessRecord> {
  const rows = await manager.query<Row[]>(
    `select kind, at, actor_id as "actorId", person_id as "personId", data from event where position_id = $1 order by id`,
    [positionId],
  );
  const applications = await manager.query<{ id: string; personId: string }[]>(
    `select id, person_id as "personId" from application where position_id = $1`,
    [positionId],
  );
  const personOf = new Map(applications.map(({ id, personId }) => [id, personId]));
  const [position] = await manager.query<{ openings: number | null; offered: string[] }[]>(
    `select openings, array(select person_id from offer where position_id = p.id) as offered from position p where id = $1`,
    [positionId],
  );
  return fairnessOf(
    rows.flatMap((row) => recordedOf(row, personOf)),
    { openings: position?.openings ?? 0, offered: position?.offered ?? [] },
  );
}

function recordedOf({ kind, at, actorId, personId, data }: Row, personOf: ReadonlyMap<string, string>): Recorded[] {
  const common = { at, actorId, reason: data.reason ?? null };
  if (kind === 'rated') {
    const order = data.order ?? [];
    const ranked = order
      .filter(({ rank }) => rank !== null)
      .sort((a, b) => Number(a.rank) - Number(b.rank))
      .flatMap(({ applicationId }) => personOf.get(applicationId) ?? []);
    return [{ ...common, is: 'rated', ranked, unsuited: order.length - ranked.length }];
  }
  if (kind === 'openings-changed') return [{ ...common, is: 'resized', from: Number(data.from), to: Number(data.to) }];
  if (!personId) return [];
  const state = kind.slice('offer-'.length);
  if (CLOSED.includes(state))
    return [{ ...common, is: 'closed', personId, state: state as Exclude<OfferState, 'open'> }];
  switch (kind) {
    case 'offer-issued':
      return [{ ...common, is: 'offered', personId }];
    case 'offer-reinstated':
      return [{ ...common, is: 'named', personId }];
    case 'offer-moved':
      return [{ ...common, is: 'moved', personId, from: new Date(data.from ?? 0), to: new Date(data.to ?? 0) }];
    case 'application-withdrawn':
      return [{ ...common, is: 'let-go', personId }];
    case 'application-restored':
      return [{ ...common, is: 'restored', personId }];
    default:
      return [];
  }
}
