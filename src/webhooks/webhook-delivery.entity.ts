import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn, type Relation, Unique } from 'typeorm';
import { Webhook } from './webhook.entity.js';

/** `failed` was tried for days; `dropped` has nobody to go to, or nothing to tell. */
export type DeliveryState = 'waiting' | 'delivered' | 'failed' | 'dropped';

/** One change for one webhook, written in the transaction of the decision and delivered by whoever takes it. */
@Entity('webhook_delivery')
@Unique(['webhookId', 'eventId'])
@Index('webhook_delivery_due', ['nextDueAt'], { where: "state = 'waiting'" })
@Index(['createdAt', 'id'])
export class WebhookDelivery {
  /** Also the header `webhook-id`, by which a receiver knows what comes twice. */
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  @Column({ type: 'uuid' })
  webhookId!: string;

  @ManyToOne(() => Webhook)
  @JoinColumn({ name: 'webhook_id' })
  webhook!: Relation<Webhook>;

  /** What it tells is read from the event when it leaves; nothing about people is kept here. */
  @Column({ type: 'bigint' })
  eventId!: string;

  @Column({ type: 'text', default: 'waiting' })
  state!: DeliveryState;

  /** Why the last try failed, or why it was dropped. */
  @Column({ type: 'text', nullable: true })
  reason!: string | null;

  @Column({ type: 'integer', default: 0 })
  attempts!: number;

  @Column({ type: 'timestamptz' })
  createdAt!: Date;

  /** The next try; null when it waits no more. */
  @Column({ type: 'timestamptz', nullable: true })
  nextDueAt!: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  deliveredAt!: Date | null;

  /** When somebody had it tried anew: its tries count from then. */
  @Column({ type: 'timestamptz', nullable: true })
  resentAt!: Date | null;
}
