import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn, type Relation } from 'typeorm';
import { Campus } from '../../rounds/campus.entity.js';

/** What a token may be used for. */
export const SCOPES = ['final-list', 'changes'] as const;

export type Scope = (typeof SCOPES)[number];

/** The key of another system to the API. Of the token itself only its hash is kept. */
@Entity('api_token')
@Index('api_token_name', ['name'], { unique: true, where: 'revoked_at is null' })
export class ApiToken {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  /** The system that has it. */
  @Column({ type: 'text' })
  name!: string;

  /** SHA-256 of the token, in hexadecimal. */
  @Column({ type: 'text', unique: true })
  hash!: string;

  @Column({ type: 'text', array: true })
  scopes!: Scope[];

  /** The only campus that it tells of; null for all. */
  @Column({ type: 'text', nullable: true })
  campusId!: string | null;

  @ManyToOne(() => Campus)
  @JoinColumn({ name: 'campus_id' })
  campus!: Relation<Campus> | null;

  /** The account of whoever added it by the command line. */
  @Column({ type: 'text' })
  madeBy!: string;

  @Column({ type: 'timestamptz' })
  createdAt!: Date;

  @Column({ type: 'timestamptz', nullable: true })
  expiresAt!: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  revokedAt!: Date | null;

  /** To the hour. */
  @Column({ type: 'timestamptz', nullable: true })
  lastUsedAt!: Date | null;
}
