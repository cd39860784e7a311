import { startOfDay } from '../rounds/wall-clock.js';
import type { Unfilled } from '../rounds/why-unfilled.rule.js';
import type { ForecastInput } from './forecast.rule.js';
import type { Fate } from './play.rule.js';

/** Three of a hundred runs' values, in order: the 10th, the 50th and the 90th. */
export interface Band<T> {
  readonly p10: T;
  readonly p50: T;
  readonly p90: T;
}

/** What the runs say of one position. */
export interface PositionForecast {
  readonly id: string;
  readonly openings: number;
  /** How many are filled now. */
  readonly filled: number;
  /** In which part of the runs every opening was filled in the end. */
  readonly chance: number;
  /** By when every opening is filled, with chances of 10, 50 and 90 in a hundred; null for never. */
  readonly filledBy: Band<Date | null>;
  /** When the last offer goes out; null when none does any more. */
  readonly lastOffer: Band<Date | null>;
  /** How many openings are filled in the end. */
  readonly inTheEnd: Band<number>;
  /** Why openings were left, the most frequent reason first, each with its part of the runs. */
  readonly reasons: readonly { readonly reason: Unfilled['reason']; readonly share: number }[];
}

/** What the runs say of a round. */
export interface Forecast {
  readonly runs: number;
  readonly openings: number;
  readonly positions: readonly PositionForecast[];
  /** How many openings are filled at the start of each local day, from the next on. */
  readonly days: readonly (Band<number> & { readonly at: Date })[];
  /** By when every opening that is filled at all is filled. */
  readonly over: Band<Date | null>;
}

/** Gathers the fates of the positions, run by run, and says what they come to. */
export function outcomesOf(input: ForecastInput) {
  const { positions } = input;
  const fates: (readonly Fate[])[] = [];
  return {
    add: (run: readonly Fate[]) => void fates.push(run),
    sum(): Forecast {
      const openings = positions.reduce((total, position) => total + position.openings, 0);
      return {
        runs: fates.length,
        openings,
        positions: positions.map(({ id, openings: size }, index) =>
          positionForecast(
            id,
            size,
            fates.map((run) => run[index] as Fate),
          ),
        ),
        days: daysOf(fates, input),
        over: datesOf(
          fates.map((run) => Math.max(Number.NEGATIVE_INFINITY, ...run.flatMap(({ filledAt }) => filledAt.slice(-1)))),
        ),
      };
    },
  };
}

function positionForecast(id: string, openings: number, fates: readonly Fate[]): PositionForecast {
  const filled = fates[0]?.before ?? 0;
  const left = openings - filled;
  // Filled already counts as before everything.
  const whole = fates.map(({ filledAt }) => (left <= 0 ? Number.NEGATIVE_INFINITY : (filledAt[left - 1] ?? NEVER)));
  const reasons = new Map<Unfilled['reason'], number>();
  for (const { why } of fates) if (why) reasons.set(why, (reasons.get(why) ?? 0) + 1);
  return {
    id,
    openings,
    filled,
    chance: whole.filter((at) => at < NEVER).length / fates.length,
    filledBy: datesOf(whole),
    lastOffer: datesOf(fates.map(({ lastOfferAt }) => lastOfferAt ?? Number.NEGATIVE_INFINITY)),
    inTheEnd: bandOf(fates.map(({ filledAt }) => filled + filledAt.length)),
    reasons: [...reasons]
      .map(([reason, count]) => ({ reason, share: count / fates.length }))
      .sort((a, b) => b.share - a.share),
  };
}

const NEVER = Number.POSITIVE_INFINITY;
// A round that nobody closes for a year has no picture beyond that.
const MOST_DAYS = 400;

function daysOf(fates: readonly (readonly Fate[])[], { now, timeZone }: ForecastInput): Forecast['days'] {
  const events = fates.map((run) => run.flatMap(({ filledAt }) => filledAt).sort((a, b) => a - b));
  const before = (fates[0] ?? []).reduce((sum, fate) => sum + fate.before, 0);
  const last = Math.max(now.getTime(), ...events.flatMap((run) => run.slice(-1)));
  const reached = fates.map(() => 0);
  const days: (Band<number> & { at: Date })[] = [];
  for (let day = 1; day <= MOST_DAYS; day += 1) {
    const at = startOfDay(now, day, timeZone);
    for (const [run, ofRun] of events.entries()) {
      let count = reached[run] as number;
      while (count < ofRun.length && (ofRun[count] as number) < at.getTime()) count += 1;
      reached[run] = count;
    }
    days.push({ at, ...bandOf(reached.map((count) => before + count)) });
    if (at.getTime() > last) break;
  }
  return days;
}

/** By nearest rank: the smallest value that at least so many of a hundred do not exceed. */
export function bandOf(values: readonly number[]): Band<number> {
  const sorted = Float64Array.from(values).sort();
  const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] as number;
  return { p10: at(0.1), p50: at(0.5), p90: at(0.9) };
}

/** The same of instants in milliseconds; what is infinite is no date. */
function datesOf(values: readonly number[]): Band<Date | null> {
  const { p10, p50, p90 } = bandOf(values);
  const date = (at: number) => (Number.isFinite(at) ? new Date(at) : null);
  return { p10: date(p10), p50: date(p50), p90: date(p90) };
}
