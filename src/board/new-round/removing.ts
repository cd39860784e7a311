import { z } from 'zod';
import { removalOf, removeRound } from '../../process/remove-round.js';
import { type Calendar, instantsOf } from '../../rounds/calendar.js';
import { act, type By } from '../acts/act.js';

/** Takes a round away that has not begun: what was created by mistake. */
export const removing = act({
  name: 'remove-round',
  schema: z.object({}),
  async find(app, id, now) {
    const [round] = await app.database.query<
      { campus: string; semester: string; calendar: Calendar; positions: number; mailed: boolean }[]
    >(
      `select k.name as campus, r.semester, r.calendar, exists (select from mail where round_id = r.id) as mailed,
         (select count(*)::int from position where round_id = r.id) as positions
       from round r join campus k on k.id = r.campus_id where r.id = $1`,
      [id],
    );
    if (!round) return null;
    const { demandOpens } = instantsOf(round.calendar, app.config.timeZone);
    const removal = removalOf({ demandOpens, mailed: round.mailed }, now);
    return {
      roundId: id,
      positionId: null,
      values: {
        round: { campus: round.campus, semester: round.semester },
        positions: round.positions,
        opens: demandOpens,
      },
      fields: [],
      // Its own page is gone afterwards.
      page: '/board',
      refused: removal === 'removable' ? null : removal,
    };
  },
  async run(tx, roundId, _input, by: By) {
    const outcome = await removeRound(tx, { ...by, roundId });
    return outcome === 'removed' ? null : outcome;
  },
});
