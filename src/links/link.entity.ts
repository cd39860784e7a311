import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn, type Relation } from 'typeorm';
import { Person } from '../people/person.entity.js';

export type Purpose = 'demand' | 'report' | 'apply' | 'rating' | 'offer' | 'final-list' | 'laos' | 'sign-in';

/** A capability in a mail: one person, one purpose, one subject. The signature that opens it is not in the database. */
@Entity('link')
@Index('link_live', ['personId', 'purpose', 'subject'], { unique: true, where: 'revoked_at is null' })
export class Link {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  @Column({ type: 'uuid' })
  personId!: string;

  @ManyToOne(() => Person)
  @JoinColumn({ name: 'person_id' })
  person!: Relation<Person>;

  @Column({ type: 'text' })
  purpose!: Purpose;

  /** The id of what it opens: a round, a position, an offer, a person, or the browser that asked to sign in. */
  @Column({ type: 'text' })
  subject!: string;

  @Column({ type: 'timestamptz' })
  createdAt!: Date;

  @Column({ type: 'timestamptz', nullable: true })
  expiresAt!: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  revokedAt!: Date | null;
}
