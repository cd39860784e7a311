import type { StageName } from '../../timetable/stages.js';
import { listPath } from '../rounds/filter.js';
import type { PositionState, Stood } from '../rounds/position-standing.js';
import { presentOf, type RoundLine } from '../rounds/read-rounds.js';

/** Those who hold what is late. */
export interface Held {
  readonly names: readonly string[];
  /** Where all of it is listed. */
  readonly path: string;
}

/** One of the seven stages of a round as a line says it. */
export interface StageLine {
  readonly stage: StageName;
  readonly when: 'ahead' | 'now' | 'done';
  /** What is done of what; both 0 when there is nothing to do yet. */
  readonly part: number;
  readonly whole: number;
  /** What else its words can say. */
  readonly more: Readonly<Record<string, number>>;
  /** Something of it should have been done by now, or cannot be done. */
  readonly late: boolean;
  readonly held: Held | null;
}

/** The seven stages of a round: what is done of each, what is late, and who holds it. */
export function stagesOf(round: RoundLine, positions: readonly Stood[], at: Date): StageLine[] {
  const now = presentOf(round, at);
  const { demandOpens, demandDue, announceAt, applyDue, offersAt } = round.instants;
  const wanted = positions.filter(({ demand, announced }) => demand === 'asked' || announced);
  const toRate = positions.filter(({ announced, applicants }) => announced && applicants > 0);
  const silent = ofState(positions, 'silent');
  const unrated = ofState(positions, 'unrated');
  const unfillable = positions.filter(({ standing }) => standing.unfillable);
  const waitsForReport = round.reportedAt === null && now >= demandDue;
  const line = (
    stage: StageName,
    when: StageLine['when'],
    [part, whole]: readonly [number, number],
    rest: Partial<StageLine> = {},
  ): StageLine => ({ stage, when, part, whole, more: {}, late: false, held: null, ...rest });
  return [
    line(
      'demand',
      now < demandOpens ? 'ahead' : silent.length > 0 || now < demandDue ? 'now' : 'done',
      [positions.filter(({ demand }) => demand === 'asked' || demand === 'none').length, positions.length],
      lateness(silent, listPath(round.id, { state: 'silent' })),
    ),
    line(
      'report',
      round.reportedAt ? 'done' : waitsForReport ? 'now' : 'ahead',
      [round.reportedAt ? wanted.length : 0, wanted.length],
      waitsForReport ? { held: { names: [round.contact.name], path: listPath(round.id, {}) } } : {},
    ),
    line('announcement', now < announceAt ? 'ahead' : 'done', [round.announced, wanted.length]),
    line('application', now < announceAt ? 'ahead' : now < applyDue ? 'now' : 'done', [round.applicants, 0]),
    line(
      'rating',
      now < applyDue ? 'ahead' : unrated.length > 0 ? 'now' : 'done',
      [toRate.filter(({ ratedAt }) => ratedAt).length, toRate.length],
      lateness(unrated, listPath(round.id, { state: 'unrated' })),
    ),
    line('offer', now < offersAt ? 'ahead' : round.isSettled ? 'done' : 'now', [round.accepted, round.openings], {
      more: { open: round.open },
      late: unfillable.length > 0,
      held:
        unfillable.length > 0
          ? { names: namesOf(unfillable, 'course'), path: listPath(round.id, { state: 'unfillable' }) }
          : null,
    }),
    line(
      'employment',
      now < offersAt || round.settled === 0 ? 'ahead' : round.isSettled ? 'done' : 'now',
      [round.settled, round.announced],
      { more: { untrained: positions.reduce((sum, { untrained }) => sum + untrained, 0) } },
    ),
  ];
}

/** The different values of a field, in the order of the positions. */
export const namesOf = (positions: readonly Stood[], field: 'teacher' | 'course'): string[] => [
  ...new Set(positions.map((position) => position[field])),
];

const ofState = (positions: readonly Stood[], state: PositionState) =>
  positions.filter(({ standing }) => standing.state === state);

function lateness(waiting: readonly Stood[], path: string): Partial<StageLine> {
  const late = waiting.filter(({ standing }) => standing.late);
  return late.length > 0 ? { late: true, held: { names: namesOf(late, 'teacher'), path } } : {};
}
