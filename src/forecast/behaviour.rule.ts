import type { PositionKind } from '../rounds/position.entity.js';

/** Chance that the same seeds decide in the same way. */
export interface Dice {
  /** A number in [0, 1). */
  roll(): number;
  /** Shares that add up to 1, from the Dirichlet distribution with these weights: the larger these, the less they vary. */
  shares(weights: readonly number[]): number[];
}

/** How many offers were answered how. */
export interface Answers {
  readonly accepted: number;
  readonly declined: number;
  readonly silent: number;
}

/** What is known of how people behave, from earlier rounds where there are any. */
export interface Behaviour {
  /** The answers of each earlier round, by kind of position. */
  readonly rounds: readonly { readonly round: string; readonly answers: Readonly<Record<PositionKind, Answers>> }[];
  /** The same by course, of all earlier rounds. */
  readonly courses: Readonly<Record<string, Answers>>;
  /** How long after an offer it was accepted or declined, in milliseconds, the shortest first. */
  readonly delays: { readonly accept: readonly number[]; readonly decline: readonly number[] };
  /**
   * When ratings came, as parts of the time from the end of the applications (0) to the deadline (1), the earliest first;
   * more than 1 is late, Infinity never.
   */
  readonly ratings: readonly number[];
  /** Which part of the applicants was rated suitable. */
  readonly suitable: number;
  /** How many applied for an opening, of each position that was announced. */
  readonly demand: readonly number[];
}

const DAY = 24 * 3_600_000;

/** What is assumed where nothing is known. Pages and the command say it in words. */
export const ASSUMED = {
  answers: { accepted: 0.6, declined: 0.15, silent: 0.25 },
  /** Answers come evenly over so many days. */
  answerDays: 12,
  delays: Array.from({ length: 48 }, (_, index) => ((index + 0.5) / 48) * 12 * DAY),
  ratings: [...Array.from({ length: 17 }, (_, index) => 0.2 + index * 0.05), 1.2, 1.5, Number.POSITIVE_INFINITY],
  suitable: 0.9,
  demand: [2, 3, 4, 5, 6, 8],
} as const;

/** What is not known yet counts as so many answers of its kind, so that three answers alone do not make a rule. */
const COUNTS_AS = 20;
/** With fewer, what is assumed is truer than what was seen. */
const FEW = 10;

/** The chances that an offer is accepted and declined; what is left is silence. */
export interface Chances {
  readonly accept: number;
  readonly decline: number;
}

/**
 * The chances in one run of a forecast: as in one of the earlier rounds, taken at random, since semesters differ more than
 * students do; and as uncertain as the number of its answers leaves them.
 * @returns the chances of a course's positions
 */
export function temperOf(behaviour: Behaviour, dice: Dice): (kind: PositionKind, course: string) => Chances {
  const round = behaviour.rounds[Math.floor(dice.roll() * behaviour.rounds.length)];
  const drawn = new Map<PositionKind, readonly number[]>();
  for (const kind of ['learning-assistant', 'teaching-assistant'] as const) {
    const all = usual(behaviour, kind);
    const seen = listed(round?.answers[kind]);
    drawn.set(kind, dice.shares(seen.map((count, index) => count + COUNTS_AS * (all[index] ?? 0))));
  }
  return (kind, course) => {
    const [accept = 0, decline = 0] = mixed(listed(behaviour.courses[course]), drawn.get(kind) ?? []);
    return { accept, decline };
  };
}

/** The chances without chance: what is expected of a course's offers. */
export function expectedOf(behaviour: Behaviour, kind: PositionKind, course: string): Chances {
  const [accept = 0, decline = 0] = mixed(listed(behaviour.courses[course]), usual(behaviour, kind));
  return { accept, decline };
}

/** How many answers there are to go by. */
export const answersSeen = ({ rounds }: Behaviour): number =>
  rounds.flatMap(({ answers }) => Object.values(answers).flatMap(listed)).reduce((sum, count) => sum + count, 0);

/** The shares of a kind over all earlier rounds, what is assumed mixed in. */
function usual({ rounds }: Behaviour, kind: PositionKind): number[] {
  const sums = rounds.reduce(
    (sum, { answers }) => listed(answers[kind]).map((count, index) => count + (sum[index] ?? 0)),
    [0, 0, 0],
  );
  return mixed(sums, listed(ASSUMED.answers));
}

/** Shares of what was counted, when `shares` of something else are worth some answers. */
function mixed(counts: readonly number[], shares: readonly number[]): number[] {
  const sum = counts.reduce((total, count) => total + count, COUNTS_AS);
  return counts.map((count, index) => (count + COUNTS_AS * (shares[index] ?? 0)) / sum);
}

const listed = (answers: Answers | undefined): number[] =>
  answers ? [answers.accepted, answers.declined, answers.silent] : [0, 0, 0];

/** What one student does about an offer, and when, in milliseconds after it left; null who never answers. */
export type Reply = { readonly answer: 'accept' | 'decline'; readonly after: number } | null;

/**
 * A student's reply to an offer that nobody has answered so far.
 * @param age how long it has been open, in milliseconds
 */
export function replyOf({ delays }: Behaviour, { accept, decline }: Chances, age: number, dice: Dice): Reply {
  const [accepts, declines] = [known(delays.accept, ASSUMED.delays), known(delays.decline, ASSUMED.delays)];
  const [firstAccept, firstDecline] = [above(accepts, age), above(declines, age)];
  const accepting = accept * (1 - firstAccept / accepts.length);
  const declining = decline * (1 - firstDecline / declines.length);
  const roll = dice.roll() * (accepting + declining + (1 - accept - decline));
  const one = (from: readonly number[], first: number) =>
    from[first + Math.floor(dice.roll() * (from.length - first))] as number;
  if (roll < accepting) return { answer: 'accept', after: one(accepts, firstAccept) };
  if (roll < accepting + declining) return { answer: 'decline', after: one(declines, firstDecline) };
  return null;
}

/**
 * When the rating of a position comes that has not come, as a part of its time (see `Behaviour`); Infinity for never.
 * @param elapsed the part that has passed
 */
export function ratingOf(behaviour: Behaviour, elapsed: number, dice: Dice): number {
  const all = known(behaviour.ratings, ASSUMED.ratings);
  const first = above(all, elapsed);
  return all[first + Math.floor(dice.roll() * (all.length - first))] ?? Number.POSITIVE_INFINITY;
}

/** How many apply in the end for so many openings. */
export function applicantsOf(behaviour: Behaviour, openings: number, dice: Dice): number {
  const all = known(behaviour.demand, ASSUMED.demand);
  return Math.round(openings * (all[Math.floor(dice.roll() * all.length)] ?? 0));
}

const known = (seen: readonly number[], assumed: readonly number[]) => (seen.length < FEW ? assumed : seen);

/** The index of the first that is more than a number. */
function above(sorted: readonly number[], limit: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) > limit) high = middle;
    else low = middle + 1;
  }
  return low;
}
