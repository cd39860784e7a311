import type { EntityManager } from 'typeorm';
import { type FairnessRecord, fairnessOf, type OfferLog, type Recorded } from './fairness.rule.js';
import type { OfferState } from './offer.entity.js';

interface Logged {
  kind: string;
  at: string;
  actorId: string | null;
  personId: string | null;
  data: {
    readonly reason?: string;
    readonly order?: readonly { readonly applicationId: string; readonly rank: number | null }[];
    readonly from?: string & number;
    readonly to?: string & number;
  };
}

interface Row {
  id: string;
  openings: number | null;
  offered: string[];
  events: Logged[];
  /** Whose each application is. */
  applicants: Record<string, string>;
}

const CLOSED: readonly string[] = ['accepted', 'declined', 'expired', 'withdrawn'] satisfies OfferState[];

const KINDS = [
  ...['rated', 'openings-changed', 'offer-issued', 'offer-reinstated', 'offer-moved'],
  ...['application-withdrawn', 'application-restored', ...CLOSED.map((state) => `offer-${state}`)],
];

/** The record of a position's offers, from its log and the offers that there are. */
export async function readRecord(manager: EntityManager, positionId: string): Promise<FairnessRecord> {
  const log = (await readLogs(manager, [positionId])).get(positionId);
  return fairnessOf(log ?? { events: [], openings: 0, offered: [] });
}

/**
 * By position, what the order of its offers is judged by. One statement sees one instant: an offer that goes out meanwhile
 * is in the log and among the offers, or in neither.
 */
export async function readLogs(
  manager: EntityManager,
  positionIds: readonly string[],
): Promise<ReadonlyMap<string, OfferLog>> {
  const rows = await manager.query<Row[]>(
    `select p.id, p.openings, array(select o.person_id from offer o where o.position_id = p.id) as offered,
       (select coalesce(json_agg(json_build_object('kind', e.kind, 'at', e.at, 'actorId', e.actor_id,
           'personId', e.person_id, 'data', e.data) order by e.id), '[]')
         from event e where e.position_id = p.id and e.kind = any($2)) as events,
       (select coalesce(json_object_agg(a.id, a.person_id), '{}')
         from application a where a.position_id = p.id) as applicants
     from position p where p.id = any($1) order by p.id`,
    [positionIds, KINDS],
  );
  return new Map(
    rows.map(({ id, openings, offered, events, applicants }) => [
      id,
      { events: events.flatMap((event) => recordedOf(event, applicants)), openings: openings ?? 0, offered },
    ]),
  );
}

function recordedOf(
  { kind, at, actorId, personId, data }: Logged,
  personOf: Readonly<Record<string, string>>,
): Recorded[] {
  const common = { at: new Date(at), actorId, reason: data.reason ?? null };
  if (kind === 'rated') {
    const order = data.order ?? [];
    const ranked = order
      .filter(({ rank }) => rank !== null)
      .sort((a, b) => Number(a.rank) - Number(b.rank))
      .flatMap(({ applicationId }) => personOf[applicationId] ?? []);
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
