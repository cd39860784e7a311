import { Column, Entity, JoinColumn, ManyToOne, PrimaryGeneratedColumn, type Relation } from 'typeorm';
import { Campus } from '../campus.entity.js';

/** Days on which a campus, or the whole faculty, is closed beside the public holidays: `Julestengt`. */
@Entity('own_days')
export class OwnDays {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  /** Null stands for all campuses. */
  @Column({ type: 'text', nullable: true })
  campusId!: string | null;

  @ManyToOne(() => Campus)
  @JoinColumn({ name: 'campus_id' })
  campus!: Relation<Campus> | null;

  @Column({ type: 'text' })
  name!: string;

  /** Local dates, `2026-12-24`, both of them off. */
  @Column({ type: 'text' })
  firstDay!: string;

  @Column({ type: 'text' })
  lastDay!: string;
}
