import type { PositionKind } from '../../rounds/position.entity.js';
import { type HardCourse, hardCourses } from './hard-courses.rule.js';
import {
  type Answering,
  type CountedPosition,
  type CountedRound,
  ENDINGS,
  endedOf,
  type Line,
  linesOf,
  share,
  unanswered,
  waitFor,
  waitOf,
} from './history.rule.js';
import type { History } from './read-history.js';

/** How a number is told: a count, days, a share of 1, or so many for each. */
export type Told = 'count' | 'days' | 'share' | 'ratio';

interface Measure<Of> {
  readonly name: string;
  readonly told: Told;
  readonly of: (one: Of) => number | null;
}

const count = <Of>(name: string, of: (one: Of) => number): Measure<Of> => ({ name, told: 'count', of });
const days = <Of>(name: string, of: (one: Of) => number | null): Measure<Of> => ({ name, told: 'days', of });
const part = <Of>(name: string, of: (one: Of) => number | null): Measure<Of> => ({ name, told: 'share', of });
const ratio = <Of>(name: string, of: (one: Of) => number): Measure<Of> => ({ name, told: 'ratio', of });

/** What is counted of a semester, by the table that tells it. */
const LINES = {
  filling: [
    count('positions', ({ filling }: Line) => filling.positions),
    count('filled', ({ filling }) => filling.filled),
    count('unfilled', ({ filling }) => filling.positions - filling.filled),
    count('late', ({ filling }) => filling.late),
    days('median', ({ filling }) => filling.median),
    days('p90', ({ filling }) => filling.p90),
  ],
  waiting: [
    count('filledOpenings', ({ filling }) => filling.filledOpenings),
    ...ENDINGS.map((ending) => days<Line>(ending, (line) => waitFor(line, ending))),
    days('together', waitOf),
  ],
  answering: [
    count('answered', ({ answering }) => answering.answered),
    days('median', ({ answering }) => answering.median),
    days('p90', ({ answering }) => answering.p90),
    count('ranOut', ({ answering }) => answering.states.expired),
    part('unanswered', ({ answering }) => unanswered(answering)),
  ],
} as const satisfies Record<string, readonly Measure<Line>[]>;

/** What came of the offers for one kind of position. */
const KINDS: readonly Measure<Answering>[] = [
  count('ended', endedOf),
  ...ENDINGS.map((ending) => part<Answering>(ending, (one) => share(one.states[ending], endedOf(one)))),
];

const COURSES: readonly Measure<HardCourse>[] = [
  count('openings', ({ openings }) => openings),
  count('unfilledOpenings', ({ unfilled }) => unfilled),
  ratio('offersPerOpening', ({ offersPerOpening }) => offersPerOpening),
  ratio('applicantsPerOpening', ({ applicantsPerOpening }) => applicantsPerOpening),
];

const POSITIONS: readonly Measure<CountedPosition>[] = [
  count('openings', ({ openings }) => openings),
  count('unfilledOpenings', ({ openings, states }) => openings - states.accepted),
  count('applicants', ({ applicants }) => applicants),
  count('offers', ({ offers }) => offers),
  ...ENDINGS.map((ending) => count<CountedPosition>(ending, ({ states }) => states[ending])),
  days('fillDays', ({ fillDays }) => fillDays),
];

/** The tables of the history, in the order of the page. */
export const TABLES = ['filling', 'waiting', 'answering', 'endings', 'courses', 'positions'] as const;

export type TableName = (typeof TABLES)[number];

/** What a row of a table is about; what it is not about is left out. */
export interface About {
  readonly semester?: string;
  readonly isRunning?: boolean;
  /** Null for all campuses together. */
  readonly campusId?: string | null;
  readonly kind?: PositionKind;
  readonly course?: string;
  readonly title?: string;
}

export interface Column {
  readonly name: string;
  readonly told: Told;
}

/** Rows of numbers, each with what it is about. */
export interface Table {
  readonly name: TableName;
  readonly about: readonly (keyof About)[];
  readonly columns: readonly Column[];
  readonly rows: readonly { readonly about: About; readonly values: readonly (number | null)[] }[];
}

/** What the tables are made of. */
export interface Facts {
  readonly rounds: readonly CountedRound[];
  readonly lines: readonly Line[];
  readonly courses: readonly HardCourse[];
  readonly positions: readonly CountedPosition[];
}

/** All that the tables tell, of all semesters. */
export const factsOf = (history: History): Facts => ({
  rounds: history.rounds,
  lines: linesOf(history),
  courses: hardCourses(history.positions, history.rounds),
  positions: history.positions,
});

/** A table by its name, as numbers: pages and files tell the same. */
export function tableOf(name: TableName, { rounds, lines, courses, positions }: Facts): Table {
  switch (name) {
    case 'endings':
      return make(name, ['semester', 'isRunning', 'campusId', 'kind'], KINDS, lines.flatMap(kindsOf));
    case 'courses':
      return make(
        name,
        ['course', 'title', 'campusId'],
        COURSES,
        courses.map((one) => ({ about: one, of: one })),
      );
    case 'positions': {
      const over = new Set(rounds.filter((round) => round.isOver).map(({ id }) => id));
      const about = (one: CountedPosition) => ({ ...one, isRunning: !over.has(one.roundId) });
      return make(
        name,
        ['semester', 'isRunning', 'campusId', 'course', 'title', 'kind'],
        POSITIONS,
        positions.map((one) => ({ about: about(one), of: one })),
      );
    }
    default:
      return make(
        name,
        ['semester', 'isRunning', 'campusId'],
        LINES[name],
        lines.map((line) => ({ about: line, of: line })),
      );
  }
}

const kindsOf = (line: Line) =>
  line.kinds.flatMap((of) => (of.kind ? [{ about: { ...line, kind: of.kind }, of }] : []));

const make = <Of>(
  name: TableName,
  about: readonly (keyof About)[],
  measures: readonly Measure<Of>[],
  rows: readonly { readonly about: About; readonly of: Of }[],
): Table => ({
  name,
  about,
  columns: measures.map(({ name: column, told }) => ({ name: column, told })),
  rows: rows.map((row) => ({ about: row.about, values: measures.map((measure) => measure.of(row.of)) })),
});
