import { ANSWER_WINDOW } from '../../src/process/offer/answer-time.rule.js';
import type { PositionState } from '../../src/process/offer/offer.rule.js';
import { instantOf } from '../../src/rounds/wall-clock.js';

export const OSLO = 'Europe/Oslo';

/** A wall-clock time in Oslo as an instant. */
export const oslo = (local: string) => instantOf(local, OSLO);

export const offersAt = oslo('2026-11-06T09:00');
export const closesAt = oslo('2027-02-18T12:00');

/** A rated position with the applicants a, b, c … in rank order. */
export function position(openings: number, ranked: string, more: Partial<PositionState> = {}): PositionState {
  return {
    instants: { offersAt, closesAt },
    answerWindow: ANSWER_WINDOW,
    openings,
    applicants: ranked.length,
    rated: true,
    ranked: [...ranked].map((personId, index) => ({ personId, rank: index + 1 })),
    withdrawn: [],
    offers: [],
    settled: false,
    ...more,
  };
}
