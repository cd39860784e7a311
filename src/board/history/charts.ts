import type { Locale } from '../../people/person.entity.js';
import { message } from '../../platform/messages.js';
import { saySemester } from '../../platform/say-semester.js';
import { type Bar, chartOf, type Group } from './chart.js';
import { ENDINGS, endedOf, type Line, share, waitFor } from './history.rule.js';
import type { Column, Told } from './tables.js';
import { tell } from './tell.js';

// One for a screen and one for a phone: letters that shrink with the picture could not be read.
const WIDE = { wide: 1000, narrow: 328 } as const;
// Beside another on a screen, and as wide on a phone.
const HALF = { half: 360 } as const;

/** Who reads the charts, and the campuses' names by id. */
export interface Reader {
  readonly locale: Locale;
  readonly names: ReadonlyMap<string, string>;
}

interface Drawing {
  readonly name: string;
  readonly title: string;
  readonly told: Told;
  readonly groups: readonly Group[];
  /** What the bars beside one another are, where there are several. */
  readonly series: readonly string[];
  /** What the parts of a bar are, where there are several. */
  readonly parts: readonly string[];
  readonly widths: Readonly<Record<string, number>>;
  readonly most?: number;
}

type ChartView = ReturnType<typeof view>;

/** The charts of these lines, the newest semester on the right. */
export function chartsOf(lines: readonly Line[], reader: Reader): Readonly<Record<string, readonly ChartView[]>> {
  const pooled = lines.filter(({ campusId }) => campusId === null);
  const apart = lines.filter(({ campusId }) => campusId !== null);
  const compared = apart.length > 0 ? apart : pooled;
  const campuses = [...new Set(apart.map(({ campusId }) => campusId as string))];
  const series = campuses.map((id) => reader.names.get(id) ?? id);
  const say = sayer(reader.locale);

  const spread = (name: 'filling' | 'answering'): ChartView => {
    const groups = groupsOf(compared, reader, ({ campusId, [name]: { median, p90 } }) => ({
      series: campusId === null ? 1 : campuses.indexOf(campusId) + 1,
      of: [
        { name: 'median', told: 'days', value: median },
        { name: 'p90', told: 'days', value: p90 },
      ],
      parts: [{ of: 'median', value: median ?? 0 }],
      reach: p90,
    }));
    const title = say(`tables.${name}`);
    return view({ name, title, told: 'days', groups, series, parts: [], widths: WIDE }, reader.locale);
  };

  const parts = (told: Told, of: (ending: (typeof ENDINGS)[number]) => number | null, series: number): Content => {
    const values = ENDINGS.map((ending) => ({ name: ending, told, value: of(ending) }));
    return {
      series,
      of: values,
      parts: values.map(({ name, value }) => ({ of: name, value: value ?? 0 })),
      reach: null,
    };
  };

  const waiting = view(
    {
      name: 'waiting',
      title: say('tables.waiting'),
      told: 'days',
      groups: groupsOf(pooled, reader, (line) => parts('days', (ending) => waitFor(line, ending), 1)),
      series: [],
      parts: ENDINGS,
      widths: WIDE,
    },
    reader.locale,
  );

  const kinds = [...new Set(pooled.flatMap((line) => line.kinds.map(({ kind }) => kind as string)))].sort();
  const endings = kinds.map((kind) =>
    view(
      {
        name: `endings-${kind}`,
        title: message(reader.locale, 'common', `kinds.${kind}`),
        told: 'share',
        groups: groupsOf(pooled, reader, (line) => {
          const of = line.kinds.find((one) => one.kind === kind);
          return parts('share', (ending) => (of ? share(of.states[ending], endedOf(of)) : null), 1);
        }),
        series: [],
        parts: ENDINGS,
        widths: HALF,
        most: 1,
      },
      reader.locale,
    ),
  );
  return { filling: [spread('filling')], waiting: [waiting], answering: [spread('answering')], endings };
}

const sayer =
  (locale: Locale) =>
  (key: string, values = {}) =>
    message(locale, 'board', `history.${key}`, values);

interface Content extends Omit<Bar, 'said'> {
  readonly of: readonly (Column & { readonly value: number | null })[];
}

/** The semesters from the oldest to the newest, with a bar for each of their lines. */
function groupsOf(lines: readonly Line[], { locale, names }: Reader, barOf: (line: Line) => Content): Group[] {
  const say = sayer(locale);
  const groups: Group[] = [];
  for (const semester of new Set(lines.map((line) => line.semester))) {
    const own = lines.filter((line) => line.semester === semester);
    groups.unshift({
      names: say('axis', semesterParts(semester)).split(' '),
      isRunning: own.some(({ isRunning }) => isRunning),
      bars: own.map((line) => {
        const { of, ...bar } = barOf(line);
        const where = line.campusId === null ? '' : `, ${names.get(line.campusId) ?? line.campusId}`;
        const numbers = of.map(({ name, told, value }) => `${say(`columns.${name}`)} ${tell(value, told, locale)}`);
        return { ...bar, said: `${saySemester(semester, locale)}${where}: ${numbers.join(', ')}` };
      }),
    });
  }
  return groups;
}

/** `2027V` as its year and term; what is called otherwise as it is. */
function semesterParts(semester: string) {
  const [, year = '', term = 'none'] = /^(\d{4})([VH])$/.exec(semester) ?? [];
  return { year, term, semester };
}

function view({ groups, widths, told, most, ...drawing }: Drawing, locale: Locale) {
  return {
    ...drawing,
    series: drawing.series.map((name, index) => ({ name, number: index + 1 })),
    isHalf: 'half' in widths,
    hasReach: groups.some(({ bars }) => bars.some(({ reach }) => reach !== null)),
    isRunning: groups.some(({ isRunning }) => isRunning),
    sizes: Object.entries(widths).map(([size, width]) => {
      const chart = chartOf(groups, width, most);
      return {
        ...chart,
        size,
        ticks: chart.ticks.map((tick) => ({
          ...tick,
          said: told === 'days' ? tell(tick.value, 'count', locale) : tell(tick.value, told, locale),
        })),
      };
    }),
  };
}
