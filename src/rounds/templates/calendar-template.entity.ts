import { Column, Entity, JoinColumn, ManyToOne, PrimaryGeneratedColumn, type Relation } from 'typeorm';
import { Campus } from '../campus.entity.js';
import type { Places } from '../copy/places.rule.js';

/** A calendar without its semester, kept under a name for rounds to come. */
@Entity('calendar_template')
export class CalendarTemplate {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  /** The campus whose it is; null where it is the faculty's, for all. */
  @Column({ type: 'text', nullable: true })
  campusId!: string | null;

  @ManyToOne(() => Campus)
  @JoinColumn({ name: 'campus_id' })
  campus!: Relation<Campus> | null;

  @Column({ type: 'text' })
  name!: string;

  /** That of the round that it was saved from. */
  @Column({ type: 'text' })
  semester!: string;

  @Column({ type: 'jsonb' })
  places!: Places;
}
