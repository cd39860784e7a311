import { z } from 'zod';
import { CHANGES, type ChangeName } from '../changes/change.schema.js';
import { recordEvents } from '../platform/events.js';
import { nowOf, type Tx } from '../timetable/turn.js';
import { isLoopback } from './address.js';

/** An address that a webhook may have: https, or http on this very machine; without a login, which would stand in the open. */
export const webhookUrl = z
  .url('is no address; write https://payroll.university.example/stafett')
  .transform((text) => new URL(text))
  .refine((url) => url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url)), {
    error: 'must start with https://; only on this machine does http:// do',
  })
  .refine(({ username, password }) => username === '' && password === '', {
    error: 'must not hold a login; whoever receives checks the signature',
  });

export const eventList = z
  .string()
  .transform((text) => text.split(',').map((name) => name.trim()))
  .pipe(z.array(z.enum(CHANGES, `must be ${CHANGES.join(', ')} or several of them with commas`)).min(1))
  .transform((names) => [...new Set(names)]);

export interface NewWebhook {
  readonly url: string;
  readonly events: readonly ChangeName[];
  readonly campusId: string | null;
  readonly private: boolean;
  readonly madeBy: string;
}

/** Adds a webhook, which is told of all that is decided from now on. @returns its id */
export async function addWebhook(tx: Tx, webhook: NewWebhook): Promise<string> {
  const [row] = await tx.manager.query<{ id: string }[]>(
    `insert into webhook (url, events, campus_id, private, made_by, created_at) values ($1, $2, $3, $4, $5, $6) returning id`,
    [webhook.url, webhook.events, webhook.campusId, webhook.private, webhook.madeBy, await nowOf(tx)],
  );
  const { id } = row as { id: string };
  await recordEvents(tx, [{ kind: 'webhook-added', data: { webhookId: id } }]);
  return id;
}

/** A webhook that is told of changes, or was until it answered that it is gone. */
export interface ListedWebhook {
  readonly id: string;
  readonly url: string;
  readonly events: readonly ChangeName[];
  readonly campus: string | null;
  readonly private: boolean;
  readonly madeBy: string;
  readonly createdAt: Date;
}

/** All that are told of changes, the oldest first. */
export const listWebhooks = ({ manager }: Pick<Tx, 'manager'>): Promise<ListedWebhook[]> =>
  manager.query(
    `select w.id, w.url, w.events, k.name as campus, w.private, w.made_by as "madeBy", w.created_at as "createdAt"
     from webhook w left join campus k on k.id = w.campus_id where w.removed_at is null order by w.created_at, w.id`,
  );

/**
 * Removes a webhook; what waits for it is dropped.
 * @param actorId who does so on the board; null by the command line
 * @returns whether there was one
 */
export async function removeWebhook(tx: Tx, id: string, actorId: string | null): Promise<boolean> {
  const [rows] = await tx.manager.query<[unknown[], number]>(
    `update webhook set removed_at = $2 where id = $1 and removed_at is null returning id`,
    [id, await nowOf(tx)],
  );
  if (rows.length > 0) await recordEvents(tx, [{ kind: 'webhook-removed', actorId, data: { webhookId: id } }]);
  return rows.length > 0;
}

/** Has a delivery that has not arrived tried at once, its tries counted anew. @returns whether there was one */
export async function retryDelivery(tx: Tx, id: string, actorId: string): Promise<boolean> {
  const now = await nowOf(tx);
  const [rows] = await tx.manager.query<[unknown[], number]>(
    `update webhook_delivery d set state = 'waiting', attempts = 0, next_due_at = $2, resent_at = $2
     from webhook w where w.id = d.webhook_id and w.removed_at is null and d.id in (
       select id from webhook_delivery where id = $1 and state in ('waiting', 'failed') for update skip locked)
     returning d.id`,
    [id, now],
  );
  if (rows.length === 0) return false;
  await recordEvents(tx, [{ kind: 'webhook-retried', actorId, data: { deliveryId: id } }]);
  tx.alarms.push({ queue: 'webhook', id, dueAt: now });
  return true;
}
