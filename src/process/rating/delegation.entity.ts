import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A colleague whom a teacher asked to rate a position. The teacher may still do it. */
@Entity('delegation')
export class Delegation {
  @PrimaryColumn({ type: 'text' })
  positionId!: string;

  @PrimaryColumn({ type: 'uuid' })
  personId!: string;

  @Column({ type: 'uuid' })
  delegatedById!: string;

  @Column({ type: 'timestamptz' })
  delegatedAt!: Date;

  /** When it was taken back; null while the colleague may rate. */
  @Column({ type: 'timestamptz', nullable: true })
  takenBackAt!: Date | null;
}
