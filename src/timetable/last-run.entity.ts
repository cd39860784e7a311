import { Column, Entity, PrimaryColumn } from 'typeorm';

/** When a recurring task, the sweep or the reading of bounces ran last, and what came of it. */
@Entity('last_run')
export class LastRun {
  @PrimaryColumn({ type: 'text' })
  name!: string;

  /** The instant of its pattern that it ran for; null for what has none. */
  @Column({ type: 'timestamptz', nullable: true })
  dueAt!: Date | null;

  /** Real time. */
  @Column({ type: 'timestamptz' })
  ranAt!: Date;

  @Column({ type: 'integer' })
  tookMs!: number;

  /** How many things it did: mails that it wrote, jobs that it restored, mails that came back. */
  @Column({ type: 'integer' })
  did!: number;
}
