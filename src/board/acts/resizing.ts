import { z } from 'zod';
import { changeOpenings } from '../../process/change-openings.js';
import { whole } from '../../web/form.js';
import { act } from './act.js';
import { positionPath } from './read-applicant.js';

interface Row {
  roundId: string;
  course: string;
  openings: number | null;
  accepted: number;
  open: number;
  before: number | null;
}

/** Gives a position more or fewer openings. */
export const resizing = act({
  name: 'change-openings',
  schema: z.object({ openings: whole(0, 999, 'faults.openings') }),
  undo: 'change-openings',
  async find(app, id, now) {
    const [position] = await app.database.query<Row[]>(
      `select p.round_id as "roundId", p.course, p.openings,
         (select count(*)::int from offer where position_id = p.id and state = 'accepted') as accepted,
         (select count(*)::int from offer where position_id = p.id and state = 'open' and expires_at > $2) as open,
         (select (data->>'from')::int from event where position_id = p.id and kind = 'openings-changed'
          order by id desc limit 1) as before
       from position p where p.id = $1`,
      [id, now],
    );
    if (!position) return null;
    const { roundId, course, openings, accepted, open, before } = position;
    return {
      roundId,
      positionId: id,
      values: { course, openings: openings ?? 0, accepted, open, held: accepted + open },
      fields: [
        {
          name: 'openings',
          type: 'number',
          value: String(openings ?? 0),
          ...(before !== null && { before: String(before) }),
        },
      ],
      page: positionPath(id),
      refused: openings === null ? 'unreported' : null,
    };
  },
  run: (tx, positionId, { openings }, by) => changeOpenings(tx, { positionId, openings, ...by }),
});
