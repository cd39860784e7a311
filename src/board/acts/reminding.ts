import { z } from 'zod';
import { remindNow } from '../../process/remind-now.js';
import { act } from './act.js';
import { positionPath } from './read-applicant.js';

/** Reminds whoever a position waits for, at once. */
export const reminding = act({
  name: 'remind-now',
  schema: z.object({}),
  async find(app, id) {
    const [position] = await app.database.query<{ roundId: string; course: string }[]>(
      `select round_id as "roundId", course from position where id = $1`,
      [id],
    );
    if (!position) return null;
    const { roundId, course } = position;
    return { roundId, positionId: id, values: { course }, fields: [], page: positionPath(id) };
  },
  run: (tx, positionId, _input, by) => remindNow(tx, { positionId, ...by }),
});
