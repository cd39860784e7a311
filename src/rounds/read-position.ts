import type { App } from '../platform/app.js';
import type { PositionKind } from './position.entity.js';
import { loadRound, type RoundContext } from './round-context.js';

/** A position as a page tells of it. Kind, openings and hours are null until they are reported. */
export interface ReadPosition {
  readonly id: string;
  readonly course: string;
  readonly title: string;
  readonly teacher: string;
  readonly kind: PositionKind | null;
  readonly openings: number | null;
  readonly hours: number | null;
  readonly ratedAt: Date | null;
  readonly settledAt: Date | null;
}

/** Reads a round for a page, outside a transaction. @throws Error when there is no such round */
export const readRound = (app: App, id: string): Promise<RoundContext> =>
  loadRound({ manager: app.database.manager, timeZone: app.config.timeZone, alarms: [] }, id);

/** Reads a position and its round for a page, outside a transaction. @throws Error when there is no such position */
export async function readPosition(app: App, id: string): Promise<{ position: ReadPosition; round: RoundContext }> {
  const [row] = await app.database.manager.query<(ReadPosition & { roundId: string })[]>(
    `select p.id, p.course, p.title, t.name as teacher, p.kind, p.openings, p.hours, p.round_id as "roundId",
       p.rated_at as "ratedAt", p.settled_at as "settledAt"
     from position p join person t on t.id = p.teacher_id where p.id = $1`,
    [id],
  );
  if (!row) throw new Error(`There is no position ${id}.`);
  const { roundId, ...position } = row;
  return { position, round: await readRound(app, roundId) };
}
