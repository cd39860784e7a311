import { Column, Entity, JoinColumn, ManyToOne, PrimaryGeneratedColumn, type Relation } from 'typeorm';
import { Person } from '../people/person.entity.js';

/** The address at which a watcher's calendar program fetches her deadlines. Of its secret only the hash is kept. */
@Entity('calendar_feed')
export class CalendarFeed {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  @Column({ type: 'uuid', unique: true })
  personId!: string;

  @ManyToOne(() => Person)
  @JoinColumn({ name: 'person_id' })
  person!: Relation<Person>;

  @Column({ type: 'text', unique: true })
  hash!: string;

  @Column({ type: 'timestamptz' })
  madeAt!: Date;

  /** To the hour. */
  @Column({ type: 'timestamptz', nullable: true })
  fetchedAt!: Date | null;

  /** Since when the person has no role: then it is an empty calendar, for a while. */
  @Column({ type: 'timestamptz', nullable: true })
  endedAt!: Date | null;
}
