import { Column, Entity, JoinColumn, OneToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Position, type PositionKind } from '../../rounds/position.entity.js';

/** What a course asks its teacher for, and what the teacher answered. */
@Entity('demand')
export class Demand {
  @PrimaryColumn({ type: 'text' })
  positionId!: string;

  @OneToOne(() => Position)
  @JoinColumn({ name: 'position_id' })
  position!: Relation<Position>;

  @Column({ type: 'timestamptz', nullable: true })
  requestedAt!: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  answeredAt!: Date | null;

  /** The teacher, or the contact who corrected. */
  @Column({ type: 'uuid', nullable: true })
  answeredById!: string | null;

  /** The answer is 'no need this semester'. */
  @Column({ type: 'boolean', default: false })
  noNeed!: boolean;

  @Column({ type: 'text', nullable: true })
  kind!: PositionKind | null;

  @Column({ type: 'integer', nullable: true })
  openings!: number | null;

  @Column({ type: 'integer', nullable: true })
  hours!: number | null;

  @Column({ type: 'text', default: '' })
  comment!: string;

  /** When the contact took the course off the list; null while it is on it. */
  @Column({ type: 'timestamptz', nullable: true })
  removedAt!: Date | null;

  /** When the contact put the course on the list, anew or again; null where it came with the round. */
  @Column({ type: 'timestamptz', nullable: true })
  listedAt!: Date | null;
}
