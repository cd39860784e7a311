import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

export type Locale = 'nb' | 'en';

@Entity('person')
export class Person {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  /** In lower case: an address names one person. */
  @Column({ type: 'text', unique: true })
  email!: string;

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
