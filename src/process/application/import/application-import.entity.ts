import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn, type Relation } from 'typeorm';
import { Person } from '../../../people/person.entity.js';
import { Round } from '../../../rounds/round.entity.js';
import type { Line } from '../../../rounds/table/table.js';
import type { Columns } from './fields.js';

/** A file of applications from another system: first looked over, then taken in, and perhaps undone. */
@Entity('application_import')
export class ApplicationImport {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  @Index()
  @Column({ type: 'text' })
  roundId!: string;

  @ManyToOne(() => Round)
  @JoinColumn({ name: 'round_id' })
  round!: Relation<Round>;

  @Column({ type: 'uuid' })
  actorId!: string;

  @ManyToOne(() => Person)
  @JoinColumn({ name: 'actor_id' })
  actor!: Relation<Person>;

  @Column({ type: 'text' })
  fileName!: string;

  @Column({ type: 'timestamptz' })
  uploadedAt!: Date;

  /** What the file holds, the headers first; gone as soon as it is taken in or left. */
  @Column({ type: 'jsonb', nullable: true })
  lines!: Line[] | null;

  /** The header of the column for each field; the next file of the campus is read alike. */
  @Column({ type: 'jsonb' })
  columns!: Columns;

  @Column({ type: 'timestamptz', nullable: true })
  doneAt!: Date | null;

  /** The applications that came with it, that were there already, and the lines that were left out. */
  @Column({ type: 'integer', default: 0 })
  created!: number;

  @Column({ type: 'integer', default: 0 })
  known!: number;

  @Column({ type: 'integer', default: 0 })
  leftOut!: number;

  /** Whether the students were sent a receipt. */
  @Column({ type: 'boolean', default: false })
  told!: boolean;

  /** The people who were not known before. */
  @Column({ type: 'uuid', array: true, default: [] })
  newcomers!: string[];

  @Column({ type: 'timestamptz', nullable: true })
  undoneAt!: Date | null;
}
