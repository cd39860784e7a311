import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { type Locale, Person } from '../people/person.entity.js';

@Entity('campus')
export class Campus {
  @PrimaryColumn({ type: 'text' })
  id!: string;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'text' })
  locale!: Locale;

  /** The mail address of the students' announcement list. */
  @Column({ type: 'text' })
  announceTo!: string;

  @Column({ type: 'uuid' })
  contactId!: string;

  @ManyToOne(() => Person)
  @JoinColumn({ name: 'contact_id' })
  contact!: Relation<Person>;
}
