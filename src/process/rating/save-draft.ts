import { type App, transact } from '../../platform/app.js';
import { nowOf } from '../../timetable/turn.js';
import { type Order, wordsOf } from './order.rule.js';

/** Whose draft of which position. */
export interface DraftOf {
  readonly positionId: string;
  readonly personId: string;
}

/** A rating as it stands in the form. */
export interface NewDraft extends DraftOf {
  /** The number of ratings that had been submitted when the form was opened. */
  readonly basedOn: number;
  /** The version of the draft that the form shows; null when there was none. */
  readonly seen: string | null;
  readonly order: Order;
  readonly first: number;
  readonly restUnsuited: boolean;
}

/** The version of the draft that was saved, or of the one that stands in the way; null when that is gone. */
export interface Saved {
  readonly outcome: 'saved' | 'stale';
  readonly version: string | null;
  readonly savedAt: Date | null;
}

/**
 * Keeps a rater's draft of a rating.
 * @returns `stale` when the draft is another one than the form has seen, such as one from another window; it stands
 */
export async function saveDraft(app: App, draft: NewDraft): Promise<Saved> {
  const { positionId, personId, basedOn, seen, order, first, restUnsuited } = draft;
  const places = Object.fromEntries(
    Object.entries(wordsOf(order, first)).map(([id, { place, unsuited }]) => [
      id,
      { rank: String(place ?? ''), unsuited },
    ]),
  );
  return transact(app, async (tx) => {
    const now = await nowOf(tx);
    const values = [positionId, personId, now, basedOn, JSON.stringify(places), restUnsuited];
    const written = await tx.manager.query<{ version: string }[]>(
      seen === null
        ? `insert into rating_draft (position_id, person_id, saved_at, based_on, places, rest_unsuited)
           values ($1, $2, $3, $4, $5, $6) on conflict do nothing returning version`
        : `with written as (
             update rating_draft set saved_at = $3, based_on = $4, places = $5, rest_unsuited = $6,
               version = gen_random_uuid()
             where position_id = $1 and person_id = $2 and version = $7 returning version
           ) select version from written`,
      seen === null ? values : [...values, seen],
    );
    if (written[0]) return { outcome: 'saved', version: written[0].version, savedAt: now };
    const [other] = await tx.manager.query<{ version: string; savedAt: Date }[]>(
      `select version, saved_at as "savedAt" from rating_draft where position_id = $1 and person_id = $2`,
      [positionId, personId],
    );
    return { outcome: 'stale', version: other?.version ?? null, savedAt: other?.savedAt ?? null };
  });
}

/** Throws a draft away. One that was saved since `seen` stays. */
export async function discardDraft(
  app: App,
  { positionId, personId, seen }: DraftOf & { seen: string },
): Promise<void> {
  await app.database.query(`delete from rating_draft where position_id = $1 and person_id = $2 and version = $3`, [
    positionId,
    personId,
    seen,
  ]);
}
