import type { PositionState } from '../process/offer/offer.rule.js';
import type { Instants } from '../rounds/calendar.js';
import type { PositionKind } from '../rounds/position.entity.js';
import { applicantsOf, type Behaviour, type Dice, ratingOf, replyOf, temperOf } from './behaviour.rule.js';
import { type Fate, type Fortune, playPosition, type Rest } from './play.rule.js';

/** A position as it stands, with what chance has to know of it. */
export interface ForecastPosition extends Omit<PositionState, 'instants'> {
  readonly id: string;
  readonly course: string;
  readonly kind: PositionKind;
  /** Of its round, but for a deadline of its own for the rating. */
  readonly instants: Instants;
}

/** A round as it stands, and how people behave: everything that a forecast is made from. */
export interface ForecastInput {
  /** The instant from which it is run ahead: of a paused round that since which it rests. */
  readonly now: Date;
  readonly timeZone: string;
  readonly positions: readonly ForecastPosition[];
  readonly behaviour: Behaviour;
  /** A pause to come, or the one that is and ends today. */
  readonly pause: { readonly since: Date; readonly until: Date; readonly days: number } | null;
  /** The same round's instants after that pause, by position. */
  readonly resumed: readonly Instants[];
  readonly runs: number;
  readonly seed: number;
}

const SUBJECTS = { temper: -1, applicants: 0, rating: 1, reply: 2 } as const;

/**
 * Runs a round ahead once: the fate of each position, in their order.
 * @param run its number
 * @param diceOf dice that the numbers decide
 */
export function playRound(
  input: ForecastInput,
  run: number,
  diceOf: (...seeds: readonly number[]) => Dice,
): readonly Fate[] {
  const temper = temperOf(input.behaviour, diceOf(input.seed, run, SUBJECTS.temper));
  return input.positions.map((position, index) => {
    const chances = temper(position.kind, position.course);
    const dice = diceOf(input.seed, run, index, SUBJECTS.reply);
    const fortune: Fortune = {
      ...beforeOffers(input, position, (subject) => diceOf(input.seed, run, index, subject)),
      reply: (age) => replyOf(input.behaviour, chances, age, dice),
    };
    return playPosition(position, fortune, { now: input.now, timeZone: input.timeZone, rest: restOf(input, index) });
  });
}

/** How many apply, and when they are rated: what is not known before the offers. */
function beforeOffers(
  { now, behaviour }: ForecastInput,
  { applicants, withdrawn, instants, openings, rated }: ForecastPosition,
  diceFor: (subject: number) => Dice,
): Pick<Fortune, 'applicants' | 'rating'> {
  const { applyDue, rateDue } = instants;
  const more = now < applyDue ? applicantsOf(behaviour, openings, diceFor(SUBJECTS.applicants)) : 0;
  const all = Math.max(applicants, more);
  const left = all - withdrawn.length;
  if (rated || left <= 0) return { applicants: all, rating: null };
  const span = rateDue.getTime() - applyDue.getTime();
  const dice = diceFor(SUBJECTS.rating);
  const part = ratingOf(behaviour, (now.getTime() - applyDue.getTime()) / span, dice);
  if (part === Number.POSITIVE_INFINITY) return { applicants: all, rating: null };
  let suitable = 0;
  for (let one = 0; one < left; one += 1) if (dice.roll() < behaviour.suitable) suitable += 1;
  return { applicants: all, rating: { at: new Date(applyDue.getTime() + part * span), suitable } };
}

const restOf = ({ pause, resumed }: ForecastInput, index: number): Rest | null =>
  pause && { ...pause, instants: resumed[index] as Instants };
