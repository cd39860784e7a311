import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One student's form for one round: started when the link was asked for, sent when the applications are in. */
@Entity('application_form')
export class ApplicationForm {
  @PrimaryColumn({ type: 'text' })
  roundId!: string;

  @PrimaryColumn({ type: 'uuid' })
  personId!: string;

  @Column({ type: 'timestamptz' })
  startedAt!: Date;

  @Column({ type: 'timestamptz', nullable: true })
  sentAt!: Date | null;

  /** What the student tells the teachers. */
  @Column({ type: 'text', default: '' })
  text!: string;

  /** The file with which it came; null when the student began it. */
  @Column({ type: 'uuid', nullable: true })
  importId!: string | null;
}
