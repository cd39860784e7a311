import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation, Unique } from 'typeorm';
import { Application } from '../application/application.entity.js';

/** A teacher's word on one applicant: a rank without ties, or unsuited. */
@Entity('rating')
@Unique('rating_no_ties', ['positionId', 'rank'], { deferrable: 'INITIALLY DEFERRED' })
export class Rating {
  @PrimaryColumn({ type: 'uuid' })
  applicationId!: string;

  @ManyToOne(() => Application)
  @JoinColumn({ name: 'application_id' })
  application!: Relation<Application>;

  @Column({ type: 'text' })
  positionId!: string;

  /** 1 is offered first; null is unsuited. */
  @Column({ type: 'integer', nullable: true })
  rank!: number | null;
}
