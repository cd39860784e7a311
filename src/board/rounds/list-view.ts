import type { Locale } from '../../people/person.entity.js';
import { sayNames } from '../say-names.js';
import { shortDate } from '../short-date.js';
import { choose, countChoices, type Listed } from './choose.js';
import { COLUMNS, listPath, type PositionFilter, roundPath, type SortColumn, writeSort } from './filter.js';
import type { PositionState } from './position-standing.js';

const COLORS: Readonly<Record<PositionState, string>> = {
  silent: 'info',
  unrated: 'info',
  unasked: 'neutral',
  answered: 'neutral',
  applying: 'info',
  rated: 'neutral',
  offering: 'info',
  exhausted: 'warning',
  unfilled: 'warning',
  filled: 'success',
  none: 'neutral',
  'left-out': 'neutral',
};

// What one looks for in these is the most, not the least.
const MOST_FIRST: readonly SortColumn[] = ['filled', 'open', 'free'];

interface Speech {
  readonly locale: Locale;
  readonly timeZone: string;
}

/** The list of a round's positions: those that the filter lets through, and every other choice with how many it leaves. */
export function listView(roundId: string, positions: readonly Listed[], filter: PositionFilter, speech: Speech) {
  const counts = countChoices(positions, filter);
  const path = (change: Partial<PositionFilter>) => listPath(roundId, { ...filter, ...change });
  const { state, kind, teacher, q, sort } = filter;
  return {
    rows: choose(positions, filter).map((position) => rowView(position, speech)),
    whole: positions.length,
    action: roundPath(roundId),
    all: listPath(roundId, {}),
    q,
    state: state === 'all' ? null : state,
    sort: writeSort(sort),
    set: state !== 'all' || kind !== null || teacher !== null || q !== '',
    states: counts.states.map((one) => ({ ...one, here: one.state === state, path: path({ state: one.state }) })),
    kinds: counts.kinds.map((one) => ({ ...one, here: one.kind === kind })),
    teachers: counts.teachers.map((one) => ({ ...one, here: one.id === teacher })),
    columns: COLUMNS.map((column) => {
      const here = sort.by === column;
      const descending = here ? !sort.descending : MOST_FIRST.includes(column);
      return {
        column,
        // As `aria-sort` says it.
        sorted: here ? (sort.descending ? 'descending' : 'ascending') : null,
        path: path({ sort: { by: column, descending } }),
      };
    }),
  };
}

/** A position as a row says it: how it stands, until when, and whom the teacher asked to rate. */
function rowView(position: Listed, { locale, timeZone }: Speech) {
  const { standing, delegates, found } = position;
  return {
    ...position,
    ...standing,
    color: standing.late ? 'danger' : COLORS[standing.state],
    dueDay: standing.due && shortDate(standing.due, locale, timeZone),
    asked: standing.state === 'unrated' && delegates.length > 0 ? delegates.join(', ') : null,
    found: found.length > 0 ? sayNames(found, locale) : null,
  };
}
