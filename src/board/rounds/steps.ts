import type { OfferState } from '../../process/offer/offer.entity.js';
import { timeOnNextMonday } from '../../rounds/wall-clock.js';

/** An offer from when it was made; `acceptedAt` is null for one that was not accepted, `endedAt` for one that stands. */
export interface OfferSpan {
  readonly state: OfferState;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
  readonly acceptedAt: Date | null;
  readonly endedAt: Date | null;
}

/** How many offers were open and how many openings filled from an instant on. */
export interface Step {
  readonly at: Date;
  readonly open: number;
  readonly filled: number;
}

/** When the last of the open offers ends; null when none is open. */
export function lastExpiry(offers: readonly OfferSpan[]): Date | null {
  const ends = offers.filter(({ state }) => state === 'open').map(({ expiresAt }) => expiresAt.getTime());
  return ends.length > 0 ? new Date(Math.max(...ends)) : null;
}

/** How offers and filled openings came and went: a step for each instant at which either changed, in order. */
export function stepsOf(offers: readonly OfferSpan[]): Step[] {
  const changes = new Map<number, { open: number; filled: number }>();
  const change = (at: Date, open: number, filled: number) => {
    const before = changes.get(at.getTime()) ?? { open: 0, filled: 0 };
    changes.set(at.getTime(), { open: before.open + open, filled: before.filled + filled });
  };
  for (const { issuedAt, acceptedAt, endedAt } of offers) {
    change(issuedAt, 1, 0);
    if (acceptedAt) change(acceptedAt, -1, 1);
    if (endedAt) change(endedAt, acceptedAt ? 0 : -1, acceptedAt ? -1 : 0);
  }
  const steps: Step[] = [];
  for (const [at, { open, filled }] of [...changes].sort(([a], [b]) => a - b)) {
    const last = steps.at(-1);
    steps.push({ at: new Date(at), open: (last?.open ?? 0) + open, filled: (last?.filled ?? 0) + filled });
  }
  return steps;
}

/** The steps in words: how it stood at the end of each week, and `now`. */
export function weeklySteps(steps: readonly Step[], now: Date, timeZone: string): Step[] {
  const [first] = steps;
  if (!first) return [];
  const weeks: Step[] = [];
  let index = 0;
  for (let at = timeOnNextMonday(first.at, '00:00', timeZone); ; at = timeOnNextMonday(at, '00:00', timeZone)) {
    const until = at < now ? at : now;
    while (steps[index + 1] && (steps[index + 1] as Step).at < until) index += 1;
    const { open, filled } = steps[index] as Step;
    weeks.push({ at: new Date(until.getTime() - (until === now ? 0 : 1)), open, filled });
    if (until === now) return weeks;
  }
}
