import { Column, Entity, JoinColumn, ManyToOne, PrimaryGeneratedColumn, type Relation } from 'typeorm';
import type { ChangeName } from '../changes/change.schema.js';
import { Campus } from '../rounds/campus.entity.js';

/** Where another system wants to be told of changes. Its secret is derived from SECRET and its id, and kept nowhere. */
@Entity('webhook')
export class Webhook {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  @Column({ type: 'text' })
  url!: string;

  @Column({ type: 'text', array: true })
  events!: ChangeName[];

  /** The only campus that it is told of; null for all. */
  @Column({ type: 'text', nullable: true })
  campusId!: string | null;

  @ManyToOne(() => Campus)
  @JoinColumn({ name: 'campus_id' })
  campus!: Relation<Campus> | null;

  /** Whether it may be in a private network: whoever added it has said so. */
  @Column({ type: 'boolean' })
  private!: boolean;

  /** The account of whoever added it by the command line. */
  @Column({ type: 'text' })
  madeBy!: string;

  @Column({ type: 'timestamptz' })
  createdAt!: Date;

  @Column({ type: 'timestamptz', nullable: true })
  removedAt!: Date | null;

  /** Nobody removed it: its server answered that it is gone (410). */
  @Column({ type: 'boolean', default: false })
  gone!: boolean;
}
