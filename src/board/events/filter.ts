import { z } from 'zod';

/** Which events to list; null and an empty text stand for all. */
export interface EventFilter {
  readonly round: string | null;
  readonly kind: string | null;
  /** Only what somebody did, not what the rules did by themselves. */
  readonly people: boolean;
  /** A part of a name or an address, of whoever acted or whom it is about. */
  readonly q: string;
  /** The first and the last day, `2026-10-05`. */
  readonly from: string | null;
  readonly to: string | null;
  /** The event before which, by its id, the list goes on. */
  readonly before: string | null;
}

const text = (most: number) =>
  z
    .string()
    .transform((given) => given.trim().slice(0, most) || null)
    .catch(null);
const day = z.iso.date().nullable().catch(null);

const query = z.object({
  round: text(200),
  kind: text(60),
  people: z.literal('yes').nullable().catch(null),
  q: text(100),
  from: day,
  to: day,
  before: z
    .string()
    .regex(/^\d{1,18}$/)
    .nullable()
    .catch(null),
});

/** Reads the filter from an address. What it does not know, it leaves out. */
export function readFilter(given: Readonly<Record<string, unknown>>): EventFilter {
  const { people, q, ...filter } = query.parse(given);
  return { ...filter, q: q ?? '', people: people === 'yes' };
}

/** The part of an address that says a filter: empty, or from its question mark on. */
export function searchOf({ people, q, ...fields }: EventFilter): string {
  const set = Object.entries({ ...fields, q: q || null, people: people ? 'yes' : null }).flatMap(([name, value]) =>
    value === null ? [] : ([[name, value]] satisfies [string, string][]),
  );
  return set.length > 0 ? `?${new URLSearchParams(set)}` : '';
}
