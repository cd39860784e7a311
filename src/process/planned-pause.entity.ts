import { Column, Entity, JoinColumn, ManyToOne, OneToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Person } from '../people/person.entity.js';
import { Round } from '../rounds/round.entity.js';

/** A pause of a round that begins and ends by itself. It is gone when it has ended, or was taken back. */
@Entity('planned_pause')
export class PlannedPause {
  @PrimaryColumn({ type: 'text' })
  roundId!: string;

  @OneToOne(() => Round)
  @JoinColumn({ name: 'round_id' })
  round!: Relation<Round>;

  @Column({ type: 'timestamptz' })
  startsAt!: Date;

  @Column({ type: 'timestamptz' })
  endsAt!: Date;

  /** Whether the round rests because of it. */
  @Column({ type: 'boolean', default: false })
  begun!: boolean;

  @Column({ type: 'uuid' })
  plannedById!: string;

  @ManyToOne(() => Person)
  @JoinColumn({ name: 'planned_by_id' })
  plannedBy!: Relation<Person>;

  @Column({ type: 'text' })
  reason!: string;
}
