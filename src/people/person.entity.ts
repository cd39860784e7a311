import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** What people read: bokmål, English, and nynorsk, in which there are the students' mails. */
export const LOCALES = ['nb', 'en', 'nn'] as const;

export type Locale = (typeof LOCALES)[number];

/** A language in which everything is written. */
export type PageLocale = Exclude<Locale, 'nn'>;

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

  /** Real time. Whoever never has to do with a round is kept no longer than those who had. */
  @Column({ type: 'timestamptz', default: () => 'clock_timestamp()' })
  knownSince!: Date;

  /** When somebody was erased, for whom this row stands with a name and an address that are nobody's; null for a person. */
  @Column({ type: 'timestamptz', nullable: true })
  erasedAt!: Date | null;
}
