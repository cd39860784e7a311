import { z } from 'zod';

/** What of the history to show. */
export interface HistoryFilter {
  /** Null for every campus. */
  readonly campus: string | null;
  /** The semester that is explained; null for the latest that is over. */
  readonly semester: string | null;
  /** Every semester, not only the latest. */
  readonly all: boolean;
}

const text = z.string().min(1).max(200).nullable().catch(null);
const query = z.object({ campus: text, semester: text, all: z.literal('yes').nullable().catch(null) });

/** Reads the filter from an address. What it does not know, it leaves out. */
export function readFilter(given: Readonly<Record<string, unknown>>): HistoryFilter {
  const { all, ...filter } = query.parse(given);
  return { ...filter, all: all === 'yes' };
}

/** The part of an address that says a filter: empty, or from its question mark on. */
export function searchOf({ campus, semester, all }: HistoryFilter): string {
  const search = new URLSearchParams();
  if (campus !== null) search.set('campus', campus);
  if (semester !== null) search.set('semester', semester);
  if (all) search.set('all', 'yes');
  return search.size > 0 ? `?${search}` : '';
}
