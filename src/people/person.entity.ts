import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

export type Locale = 'nb' | 'en';

@Entity('person')
export class Person {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  /** In lower case: an address names one person. */
  @Column({ type: 'text', unique: true })
  email!: string;

  /** What the sign-in's provider knows the person by, where that is not the address. One with an @ in lower case. */
  @Column({ type: 'text', nullable: true, unique: true })
  signInName!: string | null;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'text' })
  locale!: Locale;

  @Column({ type: 'text', nullable: true })
  phone!: string | null;

  /** Whether the LAOS training of learning assistants is done. */
  @Column({ type: 'boolean', default: false })
  laos!: boolean;
}
