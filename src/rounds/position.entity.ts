import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Person } from '../people/person.entity.js';
import { Round } from './round.entity.js';

export type PositionKind = 'learning-assistant' | 'teaching-assistant';

/** What one course asks for. Kind, openings and hours are unknown until the demand is reported. */
@Index('position_unsettled', ['roundId'], { where: 'announced_at is not null and settled_at is null' })
@Entity('position')
export class Position {
  @PrimaryColumn({ type: 'text' })
  id!: string;

  @Index()
  @Column({ type: 'text' })
  roundId!: string;

  @ManyToOne(() => Round)
  @JoinColumn({ name: 'round_id' })
  round!: Relation<Round>;

  @Index()
  @Column({ type: 'text' })
  course!: string;

  @Column({ type: 'text' })
  title!: string;

  @Index()
  @Column({ type: 'uuid' })
  teacherId!: string;

  @ManyToOne(() => Person)
  @JoinColumn({ name: 'teacher_id' })
  teacher!: Relation<Person>;

  @Column({ type: 'text', nullable: true })
  kind!: PositionKind | null;

  @Column({ type: 'integer', nullable: true })
  openings!: number | null;

  @Column({ type: 'integer', nullable: true })
  hours!: number | null;

  @Column({ type: 'timestamptz', nullable: true })
  announcedAt!: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  ratingRequestedAt!: Date | null;

  /** Its own deadline for the rating, a wall-clock time like those of the calendar; null where the round's holds. */
  @Column({ type: 'text', nullable: true })
  rateDue!: string | null;

  @Column({ type: 'timestamptz', nullable: true })
  ratedAt!: Date | null;

  /** Who submitted the rating that holds, and how many were submitted, so that two raters cannot overwrite each other. */
  @Column({ type: 'uuid', nullable: true })
  ratedById!: string | null;

  @Column({ type: 'integer', default: 0 })
  ratings!: number;

  @Column({ type: 'timestamptz', nullable: true })
  settledAt!: Date | null;

  /** The final lists that were sent, and who stood on the last, so that a corrected one can say what changed. */
  @Column({ type: 'integer', default: 0 })
  finalLists!: number;

  @Column({ type: 'uuid', array: true, default: [] })
  finalListIds!: string[];
}
