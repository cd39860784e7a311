import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { SubjectStage } from './stages.js';

/**
 * What a stage acts on: a round until the rating, a position from the first offer on. Its row is what `advance` locks, and
 * holds the next due instant, so that one index finds whatever a lost alarm missed.
 */
@Entity('subject')
// Of all that ever was, very few: whoever looks for trouble must not read the rest.
@Index('subject_failing', ['stage', 'id'], { where: 'failures > 0' })
export class Subject {
  @PrimaryColumn({ type: 'text' })
  stage!: SubjectStage;

  /** The id of the round or position. */
  @PrimaryColumn({ type: 'text' })
  id!: string;

  @Index()
  @Column({ type: 'timestamptz', nullable: true })
  nextDueAt!: Date | null;

  /** The instant up to which everything was done. */
  @Column({ type: 'timestamptz', nullable: true })
  advancedTo!: Date | null;

  /** Its round is paused: nothing is due of it until it is resumed. */
  @Column({ type: 'boolean', default: false })
  paused!: boolean;

  /** Failures since the last success, and the real time before which the sweep leaves the subject alone. */
  @Column({ type: 'integer', default: 0 })
  failures!: number;

  /** Why the last try failed, without addresses. */
  @Column({ type: 'text', nullable: true })
  failure!: string | null;

  @Column({ type: 'timestamptz', nullable: true })
  retryAt!: Date | null;

  /** Real time of the last attempt; tells a stalled queue from a quiet one. */
  @Column({ type: 'timestamptz', nullable: true })
  attemptedAt!: Date | null;
}
