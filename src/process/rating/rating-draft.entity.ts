import { Column, Entity, PrimaryColumn } from 'typeorm';

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

  /** What the form says of each applicant, by the application's id: a place as it was typed, or unsuited. */
  @Column({ type: 'jsonb' })
  places!: Record<string, { readonly rank: string; readonly unsuited: boolean }>;
}
