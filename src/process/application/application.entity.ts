import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn, type Relation, Unique } from 'typeorm';
import { Person } from '../../people/person.entity.js';
import { Position } from '../../rounds/position.entity.js';
import { ApplicationImport } from './import/application-import.entity.js';

/** A student's wish for a position. */
@Entity('application')
@Unique(['positionId', 'personId'])
export class Application {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  @Column({ type: 'text' })
  positionId!: string;

  @ManyToOne(() => Position)
  @JoinColumn({ name: 'position_id' })
  position!: Relation<Position>;

  @Index()
  @Column({ type: 'uuid' })
  personId!: string;

  @ManyToOne(() => Person)
  @JoinColumn({ name: 'person_id' })
  person!: Relation<Person>;

  /** 1 is wanted most. */
  @Column({ type: 'integer' })
  priority!: number;

  @Column({ type: 'timestamptz' })
  appliedAt!: Date;

  /** When the student let go of the position; null while the application counts. */
  @Column({ type: 'timestamptz', nullable: true })
  withdrawnAt!: Date | null;

  /** The file with which it came; null when the student sent it. */
  @Index()
  @Column({ type: 'uuid', nullable: true })
  importId!: string | null;

  @ManyToOne(() => ApplicationImport)
  @JoinColumn({ name: 'import_id' })
  import!: Relation<ApplicationImport> | null;
}
