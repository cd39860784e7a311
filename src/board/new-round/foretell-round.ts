import { type Foretold, foretell } from '../../outbox/foretell.js';
import type { App } from '../../platform/app.js';
import { advanceDemand } from '../../process/demand/demand.advance.js';
import { type CreatedRound, createRound, type DraftSource, type RoundDraft } from '../../rounds/copy/create-round.js';
import { instantOf } from '../../rounds/wall-clock.js';
import { nowOf } from '../../timetable/turn.js';

/** A round as it would be created, and the mails that it would send first: when it begins, or at once if it has begun. */
export type ForetoldRound = Foretold<
  | { readonly created: Extract<CreatedRound, { is: 'created' }>; readonly asksAt: Date }
  | { readonly created: Extract<CreatedRound, { is: 'exists' }>; readonly asksAt: null }
>;

/**
 * What would come of a draft: the round is created and its teachers are asked, by the code that will do it, and all of it
 * is undone.
 * @returns null when others keep what it needs locked for longer than a reader would wait
 */
export const foretellRound = (
  app: App,
  draft: RoundDraft,
  by: { readonly actorId: string; readonly source: DraftSource },
): Promise<ForetoldRound | null> =>
  foretell(app, async (tx) => {
    const created = await createRound(tx, draft, by);
    if (created.is === 'exists') return { created, asksAt: null };
    const asksAt = created.hasBegun ? await nowOf(tx) : instantOf(draft.calendar.demandOpens, tx.timeZone);
    await advanceDemand({ ...tx, alarms: [], now: asksAt }, created.roundId);
    return { created, asksAt };
  });
