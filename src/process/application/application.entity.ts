import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn, type Relation, Unique } from 'typeorm';
import { Person } from '../../people/person.entity.js';
import { Position } from '../../rounds/position.entity.js';

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
}
