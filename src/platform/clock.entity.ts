import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One row. `at` is null in real life; a rehearsal moves it. */
@Entity('clock')
export class Clock {
  @PrimaryColumn({ type: 'smallint', default: 1 })
  id!: number;

  @Column({ type: 'timestamptz', nullable: true })
  at!: Date | null;
}
