import { ratingDue } from '../../process/rating/rating.rule.js';
import type { Instants } from '../../rounds/calendar.js';
import type { PositionLine } from './read-positions.js';
import { presentOf, type RoundLine } from './read-rounds.js';

/** What a position waits for, or has come to. */
export const POSITION_STATES = [
  'silent',
  'unrated',
  'unasked',
  'answered',
  'applying',
  'rated',
  'offering',
  'exhausted',
  'unfilled',
  'filled',
  'none',
  'left-out',
] as const;
export type PositionState = (typeof POSITION_STATES)[number];

/** How a position stands at an instant. */
export interface Standing {
  readonly state: PositionState;
  /** Somebody should have answered by now, and their answer still counts. */
  readonly late: boolean;
  /** The deadline of whoever holds it; null when nobody does. */
  readonly due: Date | null;
  /** Those who applied, and can still get an offer, are too few for the openings. */
  readonly unfillable: boolean;
  /** Openings that nobody has, or has been offered; null while they are unknown. */
  readonly free: number | null;
}

/** A position of a round with how it stands. */
export interface Stood extends PositionLine {
  readonly standing: Standing;
}

type Position = Pick<
  PositionLine,
  'demand' | 'announced' | 'openings' | 'applicants' | 'waiting' | 'open' | 'accepted' | 'ratedAt' | 'ownDue'
>;

/**
 * How a position stands.
 * @param now of a paused round the instant since which it rests
 */
export function standingOf(position: Position, instants: Instants, now: Date): Standing {
  const free = position.openings === null ? null : Math.max(0, position.openings - position.accepted - position.open);
  if (!position.announced) {
    const state = unannounced(position, instants, now);
    const late = state === 'silent' && now >= instants.demandDue;
    return { state, late, due: state === 'silent' ? instants.demandDue : null, unfillable: false, free };
  }
  const state = announced(position, free ?? 0, instants, now);
  const due = state === 'unrated' ? ratingDue(instants, position.ownDue) : null;
  const stillOffered = now >= instants.applyDue && now < instants.closesAt;
  return {
    state,
    late: due !== null && now >= due,
    due,
    unfillable: stillOffered && (free ?? 0) > position.waiting,
    free,
  };
}

/** The positions of a round, among those of others, with how they stand. */
export const standPositions = (round: RoundLine, positions: readonly PositionLine[], now: Date): Stood[] =>
  positions
    .filter(({ roundId }) => roundId === round.id)
    .map((position) => ({ ...position, standing: standingOf(position, round.instants, presentOf(round, now)) }));

/** Whether somebody has to do something about it. */
export const needsAttention = ({ late, unfillable }: Standing) => late || unfillable;

function unannounced({ demand }: Position, { reportDue }: Instants, now: Date): PositionState {
  if (demand === 'none') return 'none';
  if (demand === 'asked') return 'answered';
  // What comes later does not count.
  return now >= reportDue ? 'left-out' : demand;
}

function announced(position: Position, free: number, { applyDue, closesAt }: Instants, now: Date): PositionState {
  if (now < applyDue) return 'applying';
  if (position.openings !== null && position.accepted >= position.openings) return 'filled';
  if (now < closesAt && !position.ratedAt && position.applicants > 0) return 'unrated';
  if (position.open > 0) return 'offering';
  if (now >= closesAt) return 'unfilled';
  return free > 0 && position.waiting === 0 ? 'exhausted' : 'rated';
}
