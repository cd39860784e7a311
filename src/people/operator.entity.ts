import { Column, Entity, JoinColumn, OneToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Person } from './person.entity.js';

/** Whoever runs Stafett: sees the machinery, and nothing of the recruitment. */
@Entity('operator')
export class Operator {
  @PrimaryColumn({ type: 'uuid' })
  personId!: string;

  @OneToOne(() => Person)
  @JoinColumn({ name: 'person_id' })
  person!: Relation<Person>;

  /** Until when, in the database's real time, for one whom the sign-in's provider says it of; null for good. */
  @Column({ type: 'timestamptz', nullable: true })
  until!: Date | null;
}
