/** Something in the database that cannot be right. It names ids, never people. */
export interface Finding {
  /** What kind of thing it is, such as `too-many-offers`. */
  readonly check: string;
  /** What it is about, such as `position P1`. */
  readonly subject: string;
  /** What is wrong. */
  readonly says: string;
  /** What to do about it. */
  readonly remedy: string;
}
