import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import type { Calendar } from './calendar.js';
import { Campus } from './campus.entity.js';

/** One campus's recruitment for one semester. */
@Entity('round')
export class Round {
  @PrimaryColumn({ type: 'text' })
  id!: string;

  @Column({ type: 'text' })
  campusId!: string;

  @ManyToOne(() => Campus)
  @JoinColumn({ name: 'campus_id' })
  campus!: Relation<Campus>;

  @Column({ type: 'text' })
  semester!: string;

  /** Wall-clock times in the faculty's zone. */
  @Column({ type: 'jsonb' })
  calendar!: Calendar;

  /** Since when it is paused; null while it runs. */
  @Column({ type: 'timestamptz', nullable: true })
  pausedAt!: Date | null;

  /** How often its calendar was moved, or the round paused or resumed, and when last. A trigger counts. */
  @Column({ type: 'integer', default: 0 })
  revision!: number;

  @Column({ type: 'timestamptz', default: () => 'clock_timestamp()' })
  revisedAt!: Date;

  /** Whether the time to answer an offer never ends on a day off, but on the next working day. */
  @Column({ type: 'boolean', default: false })
  endsOnWorkingDays!: boolean;
}
