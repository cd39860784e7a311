import type { EntityManager } from 'typeorm';
import type { DeliveryState } from '../../webhooks/webhook-delivery.entity.js';

/** A delivery as the board lists it: it names a course, and nobody. */
export interface ListedDelivery {
  readonly id: string;
  readonly url: string;
  /** The kind of the event that it tells of. */
  readonly kind: string | null;
  readonly course: string | null;
  readonly createdAt: Date;
  readonly state: DeliveryState;
  readonly reason: string | null;
  readonly attempts: number;
  readonly nextDueAt: Date | null;
  readonly deliveredAt: Date | null;
  /** Whether it can be tried again. */
  readonly open: boolean;
}

const NEWEST = 50;

/** The newest deliveries to webhooks that are not removed: first those that have not arrived. */
export const readDeliveries = (manager: EntityManager): Promise<ListedDelivery[]> =>
  manager.query(
    `select d.id, w.url, e.kind, p.course, d.created_at as "createdAt", d.state, d.reason, d.attempts,
       d.next_due_at as "nextDueAt", d.delivered_at as "deliveredAt",
       d.state = 'failed' or d.state = 'waiting' and d.attempts > 0 as open
     from webhook_delivery d join webhook w on w.id = d.webhook_id and w.removed_at is null
     left join event e on e.id = d.event_id left join position p on p.id = e.position_id
     order by d.state in ('waiting', 'failed') desc, d.created_at desc, d.id limit ${NEWEST}`,
  );

/** A webhook that was removed since its server answered that it is gone. */
export interface GoneWebhook {
  readonly url: string;
  readonly removedAt: Date;
}

/** Those of the last month, for whoever runs Stafett to see to; none that has been added again since. */
export const readGone = (manager: EntityManager, now: Date): Promise<GoneWebhook[]> =>
  manager.query(
    `select w.url, w.removed_at as "removedAt" from webhook w
     where w.gone and w.removed_at > $1::timestamptz - interval '30 days'
       and not exists (select from webhook n where n.url = w.url and n.created_at > w.removed_at)
     order by w.removed_at desc`,
    [now],
  );
