import { recordEvents } from '../platform/events.js';
import { type Tx, takeTurn } from '../timetable/turn.js';
import { advanceOffer, type Refusal } from './offer/offer.advance.js';

export interface NewOpenings {
  readonly positionId: string;
  readonly openings: number;
  readonly actorId: string;
  readonly reason: string;
}

interface Row {
  roundId: string;
  openings: number | null;
  announced: boolean;
  closed: boolean;
}

/**
 * Gives a position more or fewer openings. Free ones are offered at once, in a settled position too; what is accepted or
 * offered is never touched. Until it is announced the number is what will be announced.
 * @returns null when it was done, else why not; `unreported` while teachers' answers may still change it, which is what the
 * report's page is for, `none` when a position without openings would be announced
 * @throws Error when there is no such position
 */
export async function changeOpenings(
  tx: Tx,
  { positionId, openings, actorId, reason }: NewOpenings,
): Promise<Refusal | 'unreported' | 'none' | null> {
  const found = await read(tx, positionId);
  if (found.announced) return advanceOffer(tx, positionId, { openings, actor: actorId, reason });
  // Whoever announces it holds this, and announces what it says then.
  if (!(await takeTurn(tx, 'announcement', found.roundId))) return 'paused';
  const { roundId, openings: from, announced, closed } = await read(tx, positionId);
  if (announced) return advanceOffer(tx, positionId, { openings, actor: actorId, reason });
  if (from === null || !closed) return 'unreported';
  if (from === openings) return 'same';
  if (openings === 0) return 'none';
  await tx.manager.query(`update position set openings = $2 where id = $1`, [positionId, openings]);
  await recordEvents(tx, [
    { kind: 'openings-changed', actorId, roundId, positionId, data: { from, to: openings, reason } },
  ]);
  return null;
}

async function read(tx: Tx, positionId: string): Promise<Row> {
  const [position] = await tx.manager.query<Row[]>(
    `select p.round_id as "roundId", p.openings, p.announced_at is not null as announced,
       coalesce(r.closed_at is not null, false) as closed
     from position p left join report r on r.round_id = p.round_id where p.id = $1`,
    [positionId],
  );
  if (!position) throw new Error(`There is no position ${positionId}.`);
  return position;
}
