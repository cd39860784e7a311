import { Column, Entity, JoinColumn, OneToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Round } from '../../rounds/round.entity.js';

/** A round's demand on its way to the faculty. */
@Entity('report')
export class Report {
  @PrimaryColumn({ type: 'text' })
  roundId!: string;

  @OneToOne(() => Round)
  @JoinColumn({ name: 'round_id' })
  round!: Relation<Round>;

  @Column({ type: 'timestamptz', nullable: true })
  requestedAt!: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  reportedAt!: Date | null;

  /** The contact who reported; null when the deadline did. */
  @Column({ type: 'uuid', nullable: true })
  reportedById!: string | null;

  /** Past reportDue: nothing is added any more. */
  @Column({ type: 'timestamptz', nullable: true })
  closedAt!: Date | null;
}
