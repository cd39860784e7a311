import { Column, Entity, Generated, PrimaryColumn } from 'typeorm';

/** One rater's rating of a position as it stands in the form, before it is submitted. It decides nothing. */
@Entity('rating_draft')
export class RatingDraft {
  @PrimaryColumn({ type: 'text' })
  positionId!: string;

  @PrimaryColumn({ type: 'uuid' })
  personId!: string;

  @Column({ type: 'timestamptz' })
  savedAt!: Date;

  /** The number of ratings that had been submitted when the form was opened. */
  @Column({ type: 'integer' })
  basedOn!: number;

  /** The place of each applicant who has one, and who is unsuited, by the application's id. */
  @Column({ type: 'jsonb' })
  places!: Record<string, { readonly rank: string; readonly unsuited: boolean }>;

  /** Whoever has no place when it is submitted is unsuited. */
  @Column({ type: 'boolean', default: false })
  restUnsuited!: boolean;

  /** A new one at each save: a form that has seen another one must not overwrite the draft. */
  @Column({ type: 'uuid' })
  @Generated('uuid')
  version!: string;
}
