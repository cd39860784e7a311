import type { Locale } from '../../people/person.entity.js';
import type { CampusLine } from '../campuses.js';
import { chartsOf } from './charts.js';
import { type HistoryFilter, searchOf } from './filter.js';
import { causeOf, comparedWith, type Line, semestersOf, slowest, unanswered, waitOf } from './history.rule.js';
import type { History } from './read-history.js';
import { type Facts, factsOf, type Table, type TableName, type Told, tableOf } from './tables.js';
import { tell } from './tell.js';

const PATH = '/board/history';
// Four years fit a phone; what is older is a click away, and in the files.
const LATEST = 8;
const SLOWEST = 5;
const HARDEST = 10;

export interface Shown {
  /** The campuses that the watcher may choose from. */
  readonly campuses: readonly CampusLine[];
  readonly filter: HistoryFilter;
  readonly locale: Locale;
}

/** The history as its page shows it. */
export function historyView(history: History, { campuses, filter, locale }: Shown) {
  const here = (more: Partial<HistoryFilter>) => PATH + searchOf({ ...filter, ...more });
  const search = searchOf({ campus: filter.campus, semester: null, all: false });
  const filesOf = (name: TableName) => ({
    xlsx: `${PATH}/${name}.xlsx${search}`,
    csv: `${PATH}/${name}.csv${search}`,
  });
  const choice = campuses.length > 1 ? campuses.map((one) => ({ ...one, here: one.id === filter.campus })) : null;
  const semesters = semestersOf(history.rounds);
  const head = { choice, filter, nextAt: history.nextAt };
  if (!history.answering.some(({ kind }) => kind === null)) return { ...head, empty: true };

  const facts = factsOf(history);
  const names = new Map(campuses.map(({ id, name }) => [id, name]));
  const latest = new Set(filter.all ? semesters : semesters.slice(0, LATEST));
  const shown: Facts = { ...facts, lines: facts.lines.filter(({ semester }) => latest.has(semester)) };
  const charts = chartsOf(shown.lines, { locale, names });
  const table = (name: 'filling' | 'waiting' | 'answering' | 'endings') => ({
    name,
    ...filesOf(name),
    charts: charts[name],
    pooled: choice !== null && filter.campus === null && (name === 'waiting' || name === 'endings'),
    ...rowsOf(tableOf(name, shown), locale, names, (semester) => here({ semester })),
  });
  return {
    ...head,
    why: whyOf(facts, filter, locale),
    sections: [table('filling'), table('waiting'), table('answering'), table('endings')],
    courses: {
      ...filesOf('courses'),
      positions: filesOf('positions'),
      count: facts.courses.length,
      rows: facts.courses.slice(0, HARDEST).map((course) => ({
        ...course,
        campus: names.size > 1 ? names.get(course.campusId) : null,
        offers: tell(course.offersPerOpening, 'ratio', locale),
        applicants: tell(course.applicantsPerOpening, 'ratio', locale),
      })),
    },
    older: latest.size < semesters.length ? { href: here({ all: true }), count: semesters.length } : null,
  };
}

/** A semester beside the one that it is compared with, and what took its time. */
function whyOf({ lines, positions }: Facts, { semester }: HistoryFilter, locale: Locale) {
  const pooled = lines.filter(({ campusId }) => campusId === null);
  const line =
    pooled.find((one) => one.semester === semester) ?? pooled.find(({ isRunning }) => !isRunning) ?? pooled[0];
  if (!line) return null;
  const before = comparedWith(line, pooled);
  const cause = before && causeOf(line, before);
  const fact = (name: string, told: Told, of: (one: Line) => number | null) => ({
    name,
    now: tell(of(line), told, locale),
    before: before && tell(of(before), told, locale),
    isDays: told === 'days',
  });
  return {
    semester: line.semester,
    isRunning: line.isRunning,
    before: before?.semester ?? null,
    facts: [
      fact('median', 'days', ({ filling }) => filling.median),
      fact('p90', 'days', ({ filling }) => filling.p90),
      fact('unfilled', 'count', ({ filling }) => filling.positions - filling.filled),
      fact('late', 'count', ({ filling }) => filling.late),
      fact('answer', 'days', ({ answering }) => answering.median),
      fact('unanswered', 'share', ({ answering }) => unanswered(answering)),
    ],
    cause: before &&
      cause && {
        ending: cause.ending,
        now: tell(waitOf(line), 'days', locale),
        before: tell(waitOf(before), 'days', locale),
        part: tell(cause.days, 'days', locale),
        partBefore: tell(cause.before, 'days', locale),
      },
    slowest: slowest(positions, line.semester, SLOWEST).map((one) => ({
      ...one,
      took: tell(one.fillDays, 'days', locale),
    })),
  };
}

/** The rows of a table in words, with an address of each semester's own explanation. */
function rowsOf(
  { about, columns, rows }: Table,
  locale: Locale,
  names: ReadonlyMap<string, string>,
  pathOf: (semester: string) => string,
) {
  const several = rows.some((row) => row.about.campusId !== null);
  return {
    several,
    hasKind: about.includes('kind'),
    columns,
    rows: rows.map((row) => ({
      ...row.about,
      href: pathOf(row.about.semester ?? ''),
      campus: row.about.campusId ? names.get(row.about.campusId) : null,
      values: row.values.map((value, index) => {
        const column = columns[index];
        return {
          column: column?.name,
          said: tell(value, column?.told ?? 'count', locale),
          isDays: column?.told === 'days',
        };
      }),
    })),
  };
}
