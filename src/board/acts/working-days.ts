import { z } from 'zod';
import type { App } from '../../platform/app.js';
import { endOnWorkingDays } from '../../process/end-on-working-days.js';
import { readDaysOff } from '../../rounds/days-off/read-days-off.js';
import { localDate } from '../../rounds/wall-clock.js';
import { act, type By, type Matter } from './act.js';

interface Row {
  campusId: string;
  campus: string;
  semester: string;
  on: boolean;
  /** When each open offer ends. */
  ends: string[];
}

/** @param on what the act makes it, so that there is nothing to do when it is so already */
const matterOf =
  (on: boolean) =>
  async (app: App, id: string, now: Date): Promise<Matter | null> => {
    const { manager } = app.database;
    const { timeZone } = app.config;
    const [round] = await manager.query<Row[]>(
      `select k.id as "campusId", k.name as campus, r.semester, r.ends_on_working_days as on,
         (select coalesce(json_agg(o.expires_at), '[]') from offer o join position p on p.id = o.position_id
          where p.round_id = r.id and o.state = 'open') as ends
       from round r join campus k on k.id = r.campus_id where r.id = $1`,
      [id],
    );
    if (!round) return null;
    const ends = round.ends.map((end) => new Date(end)).sort((a, b) => a.getTime() - b.getTime());
    const span = { from: now, until: ends.at(-1) ?? now };
    const daysOff = await readDaysOff(manager, round.campusId, span, timeZone);
    const off = ends.filter((end) => daysOff.has(localDate(new Date(end.getTime() - 1), timeZone)));
    return {
      roundId: id,
      positionId: null,
      values: {
        round: { campus: round.campus, semester: round.semester },
        open: ends.length,
        off: off.length,
      },
      fields: [],
      page: `/board/rounds/${encodeURIComponent(id)}`,
      refused: round.on === on ? 'already' : null,
    };
  };

/** From now on no window of an offer ends on a day off. */
export const endingOnWorkingDays = act({
  name: 'end-on-working-days',
  schema: z.object({}),
  undo: 'end-on-any-day',
  find: matterOf(true),
  run: (tx, roundId, _input, by: By) => endOnWorkingDays(tx, { ...by, roundId, on: true }),
});

/** From now on it may. */
export const endingOnAnyDay = act({
  name: 'end-on-any-day',
  schema: z.object({}),
  undo: 'end-on-working-days',
  find: matterOf(false),
  run: (tx, roundId, _input, by: By) => endOnWorkingDays(tx, { ...by, roundId, on: false }),
});
