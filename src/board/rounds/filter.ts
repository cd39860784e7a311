import { z } from 'zod';
import type { PositionKind } from '../../rounds/position.entity.js';

/** The choices of positions by how they stand; the words are `positions.states.<state>`. */
export const CHOICES = ['all', 'attention', 'silent', 'unrated', 'unfillable', 'open', 'filled'] as const;
export type Choice = (typeof CHOICES)[number];

/** What the list of positions can be sorted by. */
export const COLUMNS = ['course', 'teacher', 'state', 'filled', 'open', 'free', 'applicants'] as const;
export type SortColumn = (typeof COLUMNS)[number];

export interface Sort {
  readonly by: SortColumn;
  readonly descending: boolean;
}

export const KINDS: readonly PositionKind[] = ['learning-assistant', 'teaching-assistant'];

/** Which positions of a round to list, and in which order; null stands for all. */
export interface PositionFilter {
  readonly state: Choice;
  readonly kind: PositionKind | null;
  /** The id of a teacher. */
  readonly teacher: string | null;
  /** Words that are in the course, its title or its teacher, or in the name and address of one who applied. */
  readonly q: string;
  readonly sort: Sort;
}

const BY_COURSE: Sort = { by: 'course', descending: false };
const NONE: PositionFilter = { state: 'all', kind: null, teacher: null, q: '', sort: BY_COURSE };

const known = <T extends string>(values: readonly T[]) =>
  z
    .string()
    .transform((given): T | null => values.find((one) => one === given) ?? null)
    .catch(null);

const query = z.object({
  state: known(CHOICES).transform((choice) => choice ?? 'all'),
  kind: known(KINDS),
  teacher: z
    .uuid()
    .transform((id): string | null => id)
    .catch(null),
  q: z
    .string()
    .transform((given) => given.trim().slice(0, 100))
    .catch(''),
  sort: z.string().transform(readSort).catch(BY_COURSE),
});

/** Reads the filter from an address. What it does not know, it leaves out. */
export const readFilter = (given: unknown): PositionFilter => query.parse(given ?? {});

/** The address of a round's page. */
export const roundPath = (roundId: string) => `/board/rounds/${encodeURIComponent(roundId)}`;

/** The address of the list of a round's positions with a filter. */
export function listPath(roundId: string, filter: Partial<PositionFilter>): string {
  const { state, kind, teacher, q, sort } = { ...NONE, ...filter };
  const fields = { state: state === 'all' ? null : state, kind, teacher, q: q || null, sort: writeSort(sort) };
  const set = Object.entries(fields).flatMap(([name, value]) =>
    value === null ? [] : ([[name, value]] satisfies [string, string][]),
  );
  const search = new URLSearchParams(set).toString();
  return `${roundPath(roundId)}${search && `?${search}`}#positions`;
}

/** A sort as an address has it: the column, with a minus before it when the highest comes first. */
export const writeSort = ({ by, descending }: Sort): string | null =>
  by === 'course' && !descending ? null : `${descending ? '-' : ''}${by}`;

function readSort(given: string): Sort {
  const descending = given.startsWith('-');
  const by = COLUMNS.find((column) => column === (descending ? given.slice(1) : given));
  return by ? { by, descending } : BY_COURSE;
}
