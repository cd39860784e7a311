import type { App } from '../platform/app.js';
import type { PositionKind } from './position.entity.js';
import { contextOf, loadRound, type RoundContext, type RoundRow, roundJson } from './round-context.js';

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

/** A position and its round, as `positionJson` gives them. */
export interface PositionRow extends Omit<ReadPosition, 'ratedAt' | 'settledAt'> {
  readonly ratedAt: string | null;
  readonly settledAt: string | null;
  readonly round: RoundRow;
}

/** In SQL: a position and its round as JSON, for `positionOf`. @param id of the position, in SQL */
export const positionJson = (id: string) =>
  `(select json_build_object('id', p.id, 'course', p.course, 'title', p.title, 'teacher', t.name, 'kind', p.kind,
      'openings', p.openings, 'hours', p.hours, 'ratedAt', p.rated_at, 'settledAt', p.settled_at,
      'round', ${roundJson('p.round_id')})
    from position p join person t on t.id = p.teacher_id where p.id = ${id})`;

const dateOf = (text: string | null) => (text === null ? null : new Date(text));

/** The position and the round that `positionJson` read. */
export const positionOf = (
  { round, ratedAt, settledAt, ...rest }: PositionRow,
  timeZone: string,
): { position: ReadPosition; round: RoundContext } => ({
  position: { ...rest, ratedAt: dateOf(ratedAt), settledAt: dateOf(settledAt) },
  round: contextOf(round, timeZone),
});

/** Reads a position and its round for a page, outside a transaction. @throws Error when there is no such position */
export async function readPosition(app: App, id: string): Promise<{ position: ReadPosition; round: RoundContext }> {
  const [row] = await app.database.query<{ position: PositionRow | null }[]>(
    `select ${positionJson('$1')} as position`,
    [id],
  );
  if (!row?.position) throw new Error(`There is no position ${id}.`);
  return positionOf(row.position, app.config.timeZone);
}
