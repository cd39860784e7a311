import { type CountedPosition, type CountedRound, semestersOf } from './history.rule.js';

/** A course at a campus, over all semesters that are over. */
export interface HardCourse {
  readonly course: string;
  readonly title: string;
  readonly campusId: string;
  readonly openings: number;
  readonly unfilled: number;
  readonly offersPerOpening: number;
  readonly applicantsPerOpening: number;
  /** Its positions, the newest first, also those of a round that is not over, which count in none of the numbers. */
  readonly positions: readonly (CountedPosition & { readonly free: number; readonly isRunning: boolean })[];
}

/**
 * The courses that were hard to fill, the hardest first: those with the most openings that nobody took, then those that
 * took the most offers for each opening, then those with the fewest applicants for each. One that the first offers filled
 * is none of them. Rounds that are not over decide nothing: their openings may still be filled.
 */
export function hardCourses(positions: readonly CountedPosition[], rounds: readonly CountedRound[]): HardCourse[] {
  const over = new Set(rounds.filter((round) => round.isOver).map(({ id }) => id));
  const order = semestersOf(rounds);
  const courses = new Map<string, CountedPosition[]>();
  for (const one of positions) {
    const key = `${one.campusId} ${one.course}`;
    courses.set(key, [...(courses.get(key) ?? []), one]);
  }
  return [...courses.values()]
    .flatMap((all): HardCourse[] => {
      const sorted = all
        .map((one) => ({ ...one, free: one.openings - one.states.accepted, isRunning: !over.has(one.roundId) }))
        .sort((a, b) => order.indexOf(a.semester) - order.indexOf(b.semester) || (a.id < b.id ? -1 : 1));
      const counted = sorted.filter(({ isRunning }) => !isRunning);
      const [newest] = counted;
      if (!newest) return [];
      const sum = (of: (one: (typeof counted)[number]) => number) => counted.reduce((total, one) => total + of(one), 0);
      const openings = sum((one) => one.openings);
      const unfilled = sum(({ free }) => free);
      const offers = sum((one) => one.offers);
      if (unfilled === 0 && offers <= openings) return [];
      const { course, title, campusId } = newest;
      return [
        {
          ...{ course, title, campusId, openings, unfilled, positions: sorted },
          offersPerOpening: offers / openings,
          applicantsPerOpening: sum((one) => one.applicants) / openings,
        },
      ];
    })
    .sort(
      (a, b) =>
        b.unfilled - a.unfilled ||
        b.offersPerOpening - a.offersPerOpening ||
        a.applicantsPerOpening - b.applicantsPerOpening ||
        (`${a.course} ${a.campusId}` < `${b.course} ${b.campusId}` ? -1 : 1),
    );
}
