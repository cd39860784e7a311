import { CHOICES, type Choice, KINDS, type PositionFilter, type Sort, type SortColumn } from './filter.js';
import { needsAttention, POSITION_STATES, type Stood } from './position-standing.js';

/** A position of a list, with those of its applicants whom the search names. */
export interface Listed extends Stood {
  readonly found: readonly string[];
}

/** Whether a position is one of a choice. */
export function isOf({ standing, open }: Pick<Listed, 'standing' | 'open'>, choice: Choice): boolean {
  switch (choice) {
    case 'all':
      return true;
    case 'attention':
      return needsAttention(standing);
    case 'unfillable':
      return standing.unfillable;
    case 'open':
      return open > 0;
    default:
      return standing.state === choice;
  }
}

const fits =
  ({ kind, teacher, q }: Pick<PositionFilter, 'kind' | 'teacher' | 'q'>) =>
  (position: Listed): boolean =>
    (kind === null || position.kind === kind) &&
    (teacher === null || position.teacherId === teacher) &&
    (q === '' || position.found.length > 0 || saysAll(position, q));

function saysAll({ course, title, teacher }: Listed, q: string): boolean {
  const text = `${course} ${title} ${teacher}`.toLowerCase();
  return q
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** The positions that a filter lets through, in its order. */
export const choose = (positions: readonly Listed[], filter: PositionFilter): Listed[] =>
  positions
    .filter(fits(filter))
    .filter((position) => isOf(position, filter.state))
    .sort(inOrder(filter.sort));

/** How many positions each choice would leave, with the rest of the filter as it is. */
export function countChoices(positions: readonly Listed[], filter: PositionFilter) {
  const fitting = positions.filter(fits(filter));
  const ofState = positions.filter((position) => isOf(position, filter.state));
  return {
    states: CHOICES.map((state) => ({ state, count: fitting.filter((position) => isOf(position, state)).length })),
    kinds: KINDS.map((kind) => ({ kind, count: ofState.filter(fits({ ...filter, kind })).length })),
    teachers: teachersOf(positions).map(({ id, name }) => ({
      id,
      name,
      count: ofState.filter(fits({ ...filter, teacher: id })).length,
    })),
  };
}

function teachersOf(positions: readonly Listed[]): { readonly id: string; readonly name: string }[] {
  const byId = new Map(positions.map(({ teacherId, teacher }) => [teacherId, teacher]));
  return [...byId].map(([id, name]) => ({ id, name })).sort((a, b) => a.name.localeCompare(b.name, 'nb'));
}

const VALUES: Readonly<Record<SortColumn, (position: Listed) => string | number>> = {
  course: ({ course }) => course,
  teacher: ({ teacher }) => teacher,
  // What is late first, then what cannot be filled, then in the order of the process.
  state: ({ standing }) =>
    (standing.late ? 0 : standing.unfillable ? 100 : 200) + POSITION_STATES.indexOf(standing.state),
  filled: ({ accepted }) => accepted,
  open: ({ open }) => open,
  free: ({ standing }) => standing.free ?? -1,
  applicants: ({ applicants }) => applicants,
};

function inOrder({ by, descending }: Sort) {
  const keyOf = VALUES[by];
  return (one: Listed, other: Listed): number => {
    const [a, b] = [keyOf(one), keyOf(other)];
    const order = typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b), 'nb');
    // Within one value by course, whichever way the values go.
    return (descending ? -order : order) || one.course.localeCompare(other.course, 'nb');
  };
}
