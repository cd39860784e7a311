import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How far the time of a recipients' domain is taken, where mails to it leave at a pace of their own. */
@Entity('domain_pace')
export class DomainPace {
  @PrimaryColumn({ type: 'text' })
  domain!: string;

  @Column({ type: 'timestamptz' })
  freeAt!: Date;
}
