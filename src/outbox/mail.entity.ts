import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import type { Locale } from '../people/person.entity.js';
import type { MailKind } from './kinds.js';

export type MailState = 'waiting' | 'sent' | 'rejected' | 'bounced' | 'dropped';

/** A mail that a decision caused, written in its transaction and sent by whoever takes it. */
@Entity('mail')
@Index('mail_due', ['nextDueAt'], { where: "state = 'waiting'" })
@Index(['personId'])
@Index(['thread', 'address'])
@Index(['roundId', 'createdAt'])
@Index(['createdAt', 'id'])
@Index('mail_stopped', ['createdAt', 'id'], { where: "state in ('rejected', 'bounced', 'dropped')" })
@Index(['roundId', 'kind', 'state'])
@Index(['address'])
@Index('mail_of_offer', ['offerId'], { where: "kind = 'offer'" })
export class Mail {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  @Column({ type: 'text' })
  kind!: MailKind;

  /** Whom it goes to; null for an announcement list. */
  @Column({ type: 'uuid', nullable: true })
  personId!: string | null;

  @Column({ type: 'text' })
  address!: string;

  @Column({ type: 'text' })
  locale!: Locale;

  @Column({ type: 'text', nullable: true })
  roundId!: string | null;

  @Column({ type: 'text', nullable: true })
  positionId!: string | null;

  @Column({ type: 'uuid', nullable: true })
  offerId!: string | null;

  /** What it says, as facts; a property `link` holds a link's id, never its signature. */
  @Column({ type: 'jsonb' })
  facts!: object;

  /** One key, one mail. */
  @Column({ type: 'text', unique: true })
  dedupeKey!: string;

  /** Mails of one thread to one address are answers to the first of them. */
  @Column({ type: 'text' })
  thread!: string;

  /** A reminder is not sent at or after this instant. */
  @Column({ type: 'timestamptz', nullable: true })
  uselessAt!: Date | null;

  @Column({ type: 'text', default: 'waiting' })
  state!: MailState;

  /** Why it was rejected, bounced or dropped, or why the last try failed. */
  @Column({ type: 'text', nullable: true })
  reason!: string | null;

  @Column({ type: 'timestamptz' })
  createdAt!: Date;

  /** The next try; null when it waits no more. */
  @Column({ type: 'timestamptz', nullable: true })
  nextDueAt!: Date | null;

  @Column({ type: 'integer', default: 0 })
  attempts!: number;

  /** A try failed after the message was handed over: it may have arrived, and is sent again with the same Message-ID. */
  @Column({ type: 'boolean', default: false })
  uncertain!: boolean;

  @Column({ type: 'timestamptz', nullable: true })
  sentAt!: Date | null;

  /** When somebody had it tried anew after it was given up: its tries count from then. */
  @Column({ type: 'timestamptz', nullable: true })
  resentAt!: Date | null;

  /** When the pace of the recipient's domain lets it leave; null while it was not asked to wait for that. */
  @Column({ type: 'timestamptz', nullable: true })
  slotAt!: Date | null;

  /** When somebody was taken out of it, as recipient or by name: what a mailbox of ours has of it goes too. */
  @Column({ type: 'timestamptz', nullable: true })
  erasedAt!: Date | null;
}
