import {
  type Deviation,
  fairnessOf,
  type OfferLog,
  type Override,
  overrideOf,
  type PassedOver,
} from '../fairness.rule.js';

/** What came of the replay of a position's log. */
export interface Verdict {
  readonly is: 'followed' | 'deviates' | 'no-offers';
  /** Every offer that the log tells of or that there is. */
  readonly offers: number;
  /** Of them, those that went to the next on the list. */
  readonly inTurn: number;
  /** Of them, those that a contact gave out of turn. */
  readonly named: number;
  /** How many stood before somebody who was offered, by why it was not their turn. */
  readonly passedOver: Readonly<Record<PassedOver['why'], number>>;
  /** How often somebody stepped in, in which way. */
  readonly overrides: Readonly<Record<Override, number>>;
  readonly deviations: readonly Deviation[];
}

/** Replays the log of a position's offers and sums up whether each went to the next on its list. */
export function verdictOf(log: OfferLog): Verdict {
  const { lines, deviations } = fairnessOf(log);
  const count = (is: Deviation['is']) => deviations.filter((one) => one.is === is).length;
  const issued = lines.filter(({ event }) => event.is === 'offered').length;
  const overrides = lines.map(({ event }) => overrideOf(event));
  const stepped = (way: Override) => overrides.filter((one) => one === way).length;
  const before = lines.flatMap(({ passedOver }) => passedOver);
  const people = (why: PassedOver['why']) =>
    new Set(before.filter((one) => one.why === why).map(({ personId }) => personId)).size;
  const offers = issued + stepped('named') + count('unlogged');
  const agrees = offers === 0 ? 'no-offers' : 'followed';
  return {
    is: deviations.length > 0 ? 'deviates' : agrees,
    offers,
    inTurn: issued - count('out-of-order'),
    named: stepped('named'),
    passedOver: { 'offered-before': people('offered-before'), 'let-go': people('let-go') },
    overrides: {
      named: stepped('named'),
      'taken-back': stepped('taken-back'),
      moved: stepped('moved'),
      resized: stepped('resized'),
    },
    deviations,
  };
}

/** What came of all positions of a round. */
export interface Summary {
  readonly is: Verdict['is'];
  readonly positions: number;
  readonly offers: number;
  readonly inTurn: number;
  readonly named: number;
  readonly overrides: number;
  readonly deviations: number;
  /** How many positions deviate. */
  readonly deviating: number;
  /** How many were passed over though their turn was sooner; each as often as there are positions in which they were. */
  readonly passed: number;
}

/** Sums up the verdicts of a round's positions. */
export function summaryOf(verdicts: readonly Verdict[]): Summary {
  const sum = (of: (verdict: Verdict) => number) => verdicts.reduce((total, verdict) => total + of(verdict), 0);
  const offers = sum((one) => one.offers);
  const deviating = verdicts.filter(({ is }) => is === 'deviates').length;
  const agrees = offers === 0 ? 'no-offers' : 'followed';
  return {
    is: deviating > 0 ? 'deviates' : agrees,
    positions: verdicts.length,
    offers,
    inTurn: sum((one) => one.inTurn),
    named: sum((one) => one.named),
    overrides: sum(overridesIn),
    deviations: sum((one) => one.deviations.length),
    deviating,
    passed: sum((one) => passedIn(one).size),
  };
}

/** How often somebody stepped in. */
export const overridesIn = ({ overrides }: Verdict): number =>
  Object.values(overrides).reduce((total, count) => total + count, 0);

const passedIn = ({ deviations }: Verdict): ReadonlySet<string> =>
  new Set(deviations.flatMap((one) => (one.is === 'out-of-order' ? one.passed : [])));
