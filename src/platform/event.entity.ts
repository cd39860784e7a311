import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** What happened, when, by whom. Never updated or deleted (a trigger holds that), except by erasure of personal data. */
@Entity('event')
@Index(['roundId', 'at'])
@Index(['positionId', 'at'])
@Index(['personId', 'at'])
@Index(['actorId', 'at'])
@Index(['kind', 'id'])
export class Event {
  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id!: string;

  @Column({ type: 'timestamptz' })
  at!: Date;

  @Column({ type: 'text' })
  kind!: string;

  /** The person who acted; null when the rules did. */
  @Column({ type: 'uuid', nullable: true })
  actorId!: string | null;

  @Column({ type: 'text', nullable: true })
  roundId!: string | null;

  @Column({ type: 'text', nullable: true })
  positionId!: string | null;

  /** The person whom it is about. */
  @Column({ type: 'uuid', nullable: true })
  personId!: string | null;

  @Column({ type: 'jsonb', default: {} })
  data!: object;
}
