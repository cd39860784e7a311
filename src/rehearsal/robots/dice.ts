/** Chance that is the same for the same seed. */
export interface Dice {
  /** A number in [0, 1). */
  roll(): number;
  /** One of a list; undefined of an empty one. */
  pick<T>(list: readonly T[]): T | undefined;
}

/** Dice that a seed decides: a linear congruential generator with the constants of Numerical Recipes (1992, §7.1). */
export function diceOf(seed: number): Dice {
  let state = seed >>> 0;
  const roll = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  return { roll, pick: (list) => list[Math.floor(roll() * list.length)] };
}
