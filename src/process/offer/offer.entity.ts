import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn, type Relation } from 'typeorm';
import { Person } from '../../people/person.entity.js';
import { Position } from '../../rounds/position.entity.js';

export type OfferState = 'open' | 'accepted' | 'declined' | 'expired' | 'withdrawn';

@Entity('offer')
@Index('offer_once', ['positionId', 'personId'], { unique: true, where: 'reinstated_by_id is null' })
export class Offer {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  @Index()
  @Column({ type: 'text' })
  positionId!: string;

  @ManyToOne(() => Position)
  @JoinColumn({ name: 'position_id' })
  position!: Relation<Position>;

  @Index()
  @Column({ type: 'uuid' })
  personId!: string;

  @ManyToOne(() => Person)
  @JoinColumn({ name: 'person_id' })
  person!: Relation<Person>;

  /** The student's rank when the offer was made. */
  @Column({ type: 'integer' })
  rank!: number;

  @Column({ type: 'timestamptz' })
  issuedAt!: Date;

  /** The first instant at which an answer is too late. */
  @Column({ type: 'timestamptz' })
  expiresAt!: Date;

  /** How often its deadline was moved: the SEQUENCE of its calendar entry (RFC 5545 §3.8.7.4). */
  @Column({ type: 'integer', default: 0 })
  moves!: number;

  @Column({ type: 'text', default: 'open' })
  state!: OfferState;

  @Column({ type: 'timestamptz', nullable: true })
  closedAt!: Date | null;

  /** The contact who offered out of order; null for an offer in turn. */
  @Column({ type: 'uuid', nullable: true })
  reinstatedById!: string | null;
}
