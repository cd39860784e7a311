import { Counter } from 'prom-client';
import type { EntityManager } from 'typeorm';
import { readChange } from '../changes/read-changes.js';
import { nextTry } from '../outbox/failure.js';
import type { App } from '../platform/app.js';
import { NOW_SQL } from '../platform/clock.js';
import { recordEvents } from '../platform/events.js';
import type { Alarm } from '../timetable/turn.js';
import { isLoopback } from './address.js';
import { type Answer, reasonOf, verdictOf } from './answer.rule.js';
import { messageOf } from './message.js';
import { post } from './post.js';
import { signedHeaders, webhookSecret } from './signature.js';
import { WebhookDelivery } from './webhook-delivery.entity.js';

const deliveriesTotal = new Counter({
  name: 'stafett_webhook_deliveries_total',
  help: 'Deliveries to webhooks by what became of a try.',
  labelNames: ['result'],
});

// What first counts when it is no longer nought looks to Prometheus as if it had never grown.
for (const result of ['delivered', 'dropped', 'put-off', 'failed']) deliveriesTotal.inc({ result }, 0);

/** A delivery that is ours to make, and where it goes. */
interface Claimed {
  readonly id: string;
  readonly eventId: string;
  readonly attempts: number;
  /** From when its tries count. */
  readonly since: Date;
  readonly webhookId: string;
  readonly url: string;
  readonly private: boolean;
  readonly removed: boolean;
  readonly rehearsed: boolean;
  readonly now: Date;
}

interface Outcome {
  readonly event: 'webhook-delivered' | 'webhook-dropped' | 'webhook-put-off' | 'webhook-failed';
  readonly now: Date;
  readonly alarm?: Alarm;
}

/**
 * Makes a delivery if it is due, or notes why not; nothing when it is not due or someone else is at it. As with a mail the
 * row's lock is the claim, held while the other system answers: a crash lets go of it, and it goes again under the same id.
 */
export async function deliverWebhook(app: App, id: string): Promise<void> {
  const outcome = await app.database.transaction(async (manager) => {
    const delivery = await claim(manager, id);
    return delivery && tryDelivering(app, manager, delivery);
  });
  if (!outcome) return;
  const { event, now, alarm } = outcome;
  if (event === 'webhook-failed') app.log.warn({ delivery: id }, event);
  else app.log.info({ delivery: id }, event);
  deliveriesTotal.inc({ result: event.replace('webhook-', '') });
  if (alarm) await app.setAlarms([alarm], now);
}

async function claim(manager: EntityManager, id: string): Promise<Claimed | null> {
  const [row] = await manager.query<Claimed[]>(
    `select d.id, d.event_id as "eventId", d.attempts, coalesce(d.resent_at, d.created_at) as since,
       w.id as "webhookId", w.url, w.private, w.removed_at is not null as removed,
       clock.at is not null as rehearsed, ${NOW_SQL} as now
     from webhook_delivery d join webhook w on w.id = d.webhook_id cross join clock
     where d.id = $1 and d.state = 'waiting' and d.next_due_at <= ${NOW_SQL}
     for update of d skip locked`,
    [id],
  );
  return row ?? null;
}

// A change that is not as its schema says waits like any other, for whoever mends that.
const UNREADABLE = Symbol('unreadable');

async function tryDelivering(app: App, manager: EntityManager, delivery: Claimed): Promise<Outcome> {
  const { id, eventId, webhookId, removed, rehearsed, now } = delivery;
  if (rehearsed && !isLoopback(new URL(delivery.url)))
    return drop(manager, delivery, 'a rehearsal tells nobody outside');
  if (removed) return drop(manager, delivery, 'the webhook is removed');
  const change = await readChange(manager, eventId).catch((): typeof UNREADABLE => UNREADABLE);
  if (!change) return drop(manager, delivery, 'what it tells of is deleted');
  if (change === UNREADABLE) return putOff(manager, delivery, { fault: 'it cannot be written' }, false);
  const body = JSON.stringify(messageOf(change));
  const answer = await post(delivery, body, signedHeaders(webhookSecret(app.config.secret, webhookId), id, now, body));
  switch (verdictOf(answer)) {
    case 'delivered':
      await manager.update(
        WebhookDelivery,
        { id },
        { state: 'delivered', reason: null, nextDueAt: null, deliveredAt: now, attempts: delivery.attempts + 1 },
      );
      return { event: 'webhook-delivered', now };
    case 'gone':
      await endWebhook(app, manager, delivery);
      return drop(manager, delivery, reasonOf(answer));
    case 'unreachable':
      return putOff(manager, delivery, answer, true);
    case 'later':
      return putOff(manager, delivery, answer, false);
  }
}

async function drop(manager: EntityManager, { id, now }: Claimed, reason: string): Promise<Outcome> {
  await manager.update(WebhookDelivery, { id }, { state: 'dropped', reason, nextDueAt: null });
  return { event: 'webhook-dropped', now };
}

/** Whoever answers that it is gone is not told anything any more; what waits for it is dropped when its turn comes. */
async function endWebhook(app: App, manager: EntityManager, { webhookId, now }: Claimed): Promise<void> {
  const [ended] = await manager.query<[unknown[], number]>(
    `update webhook set removed_at = $2, gone = true where id = $1 and removed_at is null returning id`,
    [webhookId, now],
  );
  if (ended.length > 0)
    await recordEvents({ manager, timeZone: app.config.timeZone, alarms: [], now }, [
      { kind: 'webhook-gone', data: { webhookId } },
    ]);
}

/**
 * Notes the next try, with the waits of a mail. A system that takes none is left alone until then: what else waits for it
 * goes after that, and keeps nobody's place.
 */
async function putOff(manager: EntityManager, delivery: Claimed, answer: Answer, others: boolean): Promise<Outcome> {
  const { id, webhookId, since, now } = delivery;
  const attempts = delivery.attempts + 1;
  const nextDueAt = nextTry(attempts, since, now);
  const state = nextDueAt ? 'waiting' : 'failed';
  await manager.update(WebhookDelivery, { id }, { state, attempts, reason: reasonOf(answer), nextDueAt });
  if (!nextDueAt) return { event: 'webhook-failed', now };
  if (others)
    await manager.query(
      `update webhook_delivery set next_due_at = $2 where id in (
         select id from webhook_delivery where webhook_id = $1 and state = 'waiting' and next_due_at < $2
         for update skip locked)`,
      [webhookId, nextDueAt],
    );
  return { event: 'webhook-put-off', now, alarm: { queue: 'webhook', id, dueAt: nextDueAt } };
}
