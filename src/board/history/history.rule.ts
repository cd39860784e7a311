import type { OfferState } from '../../process/offer/offer.entity.js';
import { weeksBetween } from '../../rounds/copy/semester.rule.js';
import type { PositionKind } from '../../rounds/position.entity.js';

/** A round that history counts: its offers have begun. */
export interface CountedRound {
  readonly id: string;
  readonly semester: string;
  readonly campusId: string;
  readonly campus: string;
  readonly offersAt: Date;
  readonly closesAt: Date;
  /** Its numbers do not change any more, unless somebody gives a position back. */
  readonly isOver: boolean;
}

/** What a row counts: a semester at one campus, or where that is null at all campuses that are looked at. */
interface Counts {
  readonly semester: string;
  readonly campusId: string | null;
}

/** How the positions of a semester were filled. */
export interface Filling extends Counts {
  readonly positions: number;
  /** Those that have no free opening. */
  readonly filled: number;
  readonly filledOpenings: number;
  /** Those whose first offer left a day or more after the round's offers began. */
  readonly late: number;
  /** Days from a position's first offer until its last opening was accepted; null when none is filled. */
  readonly median: number | null;
  readonly p90: number | null;
}

/** What came of the offers of a semester, of one kind of position or, where that is null, of both. */
export interface Answering extends Counts {
  readonly kind: PositionKind | null;
  readonly states: Readonly<Record<OfferState, number>>;
  /** Those that the student answered, also where an accepted one was withdrawn later. */
  readonly answered: number;
  /** Days from the offer to the answer; null when nobody answered. */
  readonly median: number | null;
  readonly p90: number | null;
  /** For how many days offers lay open altogether, by what came of them. */
  readonly waited: Readonly<Record<OfferState, number>>;
}

/** One announced position. */
export interface CountedPosition {
  readonly id: string;
  readonly roundId: string;
  readonly semester: string;
  readonly campusId: string;
  readonly course: string;
  readonly title: string;
  readonly kind: PositionKind;
  readonly openings: number;
  readonly applicants: number;
  readonly offers: number;
  readonly states: Readonly<Record<OfferState, number>>;
  readonly late: boolean;
  /** Null while it has a free opening. */
  readonly fillDays: number | null;
}

/** A semester at one campus or at all, with everything that is counted of it. */
export interface Line extends Counts {
  /** Its numbers are not final. */
  readonly isRunning: boolean;
  readonly filling: Filling;
  /** Of both kinds of position, and of each that had offers. */
  readonly answering: Answering;
  readonly kinds: readonly Answering[];
}

export interface Counted {
  readonly rounds: readonly CountedRound[];
  readonly filling: readonly Filling[];
  readonly answering: readonly Answering[];
}

const NONE = { open: 0, accepted: 0, declined: 0, expired: 0, withdrawn: 0 };

/** How an offer can end, in the order in which it is told. */
export const ENDINGS = ['accepted', 'declined', 'expired', 'withdrawn'] as const;

export type Ending = (typeof ENDINGS)[number];

/** Whether nothing is left to come of a round: it has closed, rests not, and each position is settled. */
export const isOver = (
  { closesAt, paused, unsettled }: { readonly closesAt: Date; readonly paused: boolean; readonly unsettled: boolean },
  now: Date,
): boolean => !paused && !unsettled && now >= closesAt;

/** The semesters of the rounds, the one whose rounds close last first: in the order of time, whatever they are called. */
export function semestersOf(rounds: readonly CountedRound[]): string[] {
  const ends = new Map<string, number>();
  for (const { semester, closesAt } of rounds)
    ends.set(semester, Math.max(ends.get(semester) ?? 0, closesAt.getTime()));
  return [...ends].sort(([a, at], [b, bt]) => bt - at || (a < b ? 1 : -1)).map(([semester]) => semester);
}

/** Each semester at all campuses together, the newest first, followed by each campus where there are several. */
export function linesOf({ rounds, filling, answering }: Counted): Line[] {
  const names = new Map(rounds.map(({ campusId, campus }) => [campusId, campus]));
  const campuses = [...names].sort(([, a], [, b]) => (a < b ? -1 : 1)).map(([id]) => id);
  return semestersOf(rounds).flatMap((semester) =>
    [null, ...(campuses.length > 1 ? campuses : [])].flatMap((campusId): Line[] => {
      const isOfIt = (row: Counts) => row.semester === semester && row.campusId === campusId;
      const filled = filling.find(isOfIt);
      if (!filled) return [];
      const answers = answering.filter(isOfIt);
      return [
        {
          semester,
          campusId,
          isRunning: rounds.some(
            (round) => round.semester === semester && (campusId ?? round.campusId) === round.campusId && !round.isOver,
          ),
          filling: filled,
          answering: answers.find(({ kind }) => kind === null) ?? {
            ...{ semester, campusId, kind: null, states: NONE, waited: NONE },
            ...{ answered: 0, median: null, p90: null },
          },
          kinds: answers.filter(({ kind }) => kind !== null).sort((a, b) => ((a.kind ?? '') < (b.kind ?? '') ? -1 : 1)),
        },
      ];
    }),
  );
}

/** A part of a whole; null of nothing. */
export const share = (part: number, whole: number): number | null => (whole > 0 ? part / whole : null);

/** How many offers have ended, whichever way. */
export const endedOf = ({ states }: Pick<Answering, 'states'>): number =>
  ENDINGS.reduce((sum, ending) => sum + states[ending], 0);

/**
 * The share of offers that ran out without an answer, of all that were answered or ran out. What a contact took back
 * before it was answered is left out: nobody knows what the student would have said.
 */
export const unanswered = ({ states, answered }: Pick<Answering, 'states' | 'answered'>): number | null =>
  share(states.expired, answered + states.expired);

/** For how many days offers with that end lay open for each opening that was filled; null when none was. */
export const waitFor = ({ answering, filling }: Pick<Line, 'answering' | 'filling'>, ending: Ending): number | null =>
  share(answering.waited[ending], filling.filledOpenings);

/** For how many days offers lay open for each opening that was filled, until they were answered or otherwise ended. */
export const waitOf = (line: Pick<Line, 'answering' | 'filling'>): number | null =>
  share(
    ENDINGS.reduce((sum, ending) => sum + line.answering.waited[ending], 0),
    line.filling.filledOpenings,
  );

// In weeks: a year of the calendar that weeks make.
const YEAR = [52, 53];

/**
 * The line that one is compared with, of those of the same campus: the same term of the year before, since spring and autumn
 * differ, or else the latest that is over; null when there is none.
 */
export function comparedWith(line: Line, lines: readonly Line[]): Line | null {
  const same = lines.filter(({ campusId }) => campusId === line.campusId);
  const earlier = same.slice(same.indexOf(line) + 1).filter(({ isRunning }) => !isRunning);
  const aYear = earlier.find(({ semester }) => YEAR.includes(weeksBetween(semester, line.semester) ?? 0));
  return aYear ?? earlier[0] ?? null;
}

/** What made the most of the difference between two lines, of what an opening waited for. */
export interface Cause {
  readonly ending: Ending;
  readonly days: number;
  readonly before: number;
}

/** Which end of offers made openings wait longer, or less long, than before; null when nothing differs. */
export function causeOf(line: Line, before: Line): Cause | null {
  const [now, then] = [waitOf(line), waitOf(before)];
  if (now === null || then === null || now === then) return null;
  const causes = ENDINGS.map((ending) => ({
    ending,
    days: waitFor(line, ending) ?? 0,
    before: waitFor(before, ending) ?? 0,
  }));
  const change = (cause: Cause) => (cause.days - cause.before) * Math.sign(now - then);
  return causes.reduce((most, cause) => (change(cause) > change(most) ? cause : most));
}

/** The positions of a semester that took the longest to fill, of those that were filled. */
export const slowest = (positions: readonly CountedPosition[], semester: string, most: number): CountedPosition[] =>
  positions
    .filter((one) => one.semester === semester && one.fillDays !== null)
    .sort((a, b) => (b.fillDays ?? 0) - (a.fillDays ?? 0) || (a.id < b.id ? -1 : 1))
    .slice(0, most);
