import { z } from 'zod';
import type { App } from '../../platform/app.js';
import { pauseRound } from '../../process/pause-round.js';
import { resumeRound } from '../../process/resume-round.js';
import { act, type By, type Matter } from './act.js';

const nothing = z.object({});

/** @param refused what there is to say when it is so already */
const matterOf =
  (paused: boolean, refused: string) =>
  async (app: App, id: string): Promise<Matter | null> => {
    const [round] = await app.database.query<{ campus: string; semester: string; paused: boolean }[]>(
      `select k.name as campus, r.semester, r.paused_at is not null as paused from round r join campus k on k.id = r.campus_id
       where r.id = $1`,
      [id],
    );
    if (!round) return null;
    return {
      roundId: id,
      positionId: null,
      values: { round },
      fields: [],
      page: `/board/rounds/${encodeURIComponent(id)}`,
      refused: round.paused === paused ? refused : null,
    };
  };

/** Holds a round, as over Christmas or while something is found out. */
export const pausing = act({
  name: 'pause-round',
  schema: nothing,
  undo: 'resume-round',
  find: matterOf(true, 'already'),
  async run(tx, roundId, _input, by: By) {
    return (await pauseRound(tx, { ...by, roundId })) === 'already' ? 'already' : null;
  },
});

/** Lets it go on. */
export const resuming = act({
  name: 'resume-round',
  schema: nothing,
  find: matterOf(false, 'running'),
  async run(tx, roundId, _input, by: By) {
    return (await resumeRound(tx, { ...by, roundId })) === 'running' ? 'running' : null;
  },
});
