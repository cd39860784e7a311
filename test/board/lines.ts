import type { Needy } from '../../src/board/home/needs.js';
import { type Stood, standingOf } from '../../src/board/rounds/position-standing.js';
import type { PositionLine } from '../../src/board/rounds/read-positions.js';
import { presentOf, type RoundLine } from '../../src/board/rounds/read-rounds.js';
import { calendar, instants } from '../support/calendar.js';

/** A round with nothing in it yet. */
export const round: RoundLine = {
  id: '2027V-trondheim',
  campusId: 'trondheim',
  campus: 'Trondheim',
  contact: { id: 'kari', name: 'Kari Kontakt' },
  semester: '2027V',
  calendar,
  instants,
  pausedAt: null,
  endsOnWorkingDays: false,
  plannedPause: null,
  reportedAt: null,
  isSettled: true,
  positions: 0,
  answered: 0,
  announced: 0,
  openings: 0,
  applicants: 0,
  toRate: 0,
  rated: 0,
  open: 0,
  accepted: 0,
  settled: 0,
};

/** A position that nobody has asked about. */
export const unasked: PositionLine = {
  id: 'P1',
  roundId: round.id,
  course: 'TDT4100',
  title: 'Objektorientert programmering',
  teacherId: '0b7e6a3c-0d57-4f3e-9d8f-2f3c5b9f1a10',
  teacher: 'Pål Tveit',
  delegates: [],
  kind: null,
  openings: null,
  hours: null,
  demand: 'unasked',
  announced: false,
  applicants: 0,
  waiting: 0,
  open: 0,
  accepted: 0,
  untrained: 0,
  ratedAt: null,
  ownDue: null,
  settledAt: null,
};

/** One whose teacher has not answered. */
export const silent: PositionLine = { ...unasked, demand: 'silent' };

/** An announced one with two openings and five applicants whom nobody has rated. */
export const unrated: PositionLine = {
  ...unasked,
  demand: 'asked',
  announced: true,
  kind: 'learning-assistant',
  openings: 2,
  hours: 100,
  applicants: 5,
  waiting: 5,
};

/** The same, rated, with offers to the first two. */
export const offering: PositionLine = { ...unrated, ratedAt: instants.rateDue, waiting: 3, open: 2 };

/** How positions stand at an instant. */
export const stood = (positions: readonly PositionLine[], now: Date, of: RoundLine = round): Stood[] =>
  positions.map((position) => ({ ...position, standing: standingOf(position, of.instants, presentOf(of, now)) }));

/** A round in which nothing but its positions asks for anybody. */
export const needy = (positions: readonly PositionLine[], now: Date, rest: Partial<Needy> = {}): Needy => ({
  round,
  positions: stood(positions, now, rest.round),
  trouble: null,
  overloaded: [],
  mayReport: false,
  ...rest,
});
