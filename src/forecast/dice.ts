import { randomGamma } from 'd3-random';
import type { Dice } from './behaviour.rule.js';

/**
 * Dice for each run and position of a forecast, so that two forecasts with the same seed differ by nothing but what they
 * ask (common random numbers).
 * @param seeds whole numbers
 */
export function diceOf(...seeds: readonly number[]): Dice {
  let state = seeds.reduce((mixed, seed) => mix(mixed ^ (seed + 0x9e3779b9)), 0);
  // Weyl's sequence, mixed: no two seeds of neighbours are alike.
  const roll = () => {
    state = (state + 0x9e3779b9) | 0;
    return mix(state) / 2 ** 32;
  };
  return {
    roll,
    shares(weights) {
      const drawn = weights.map((weight) => (weight > 0 ? randomGamma.source(roll)(weight)() : 0));
      const sum = drawn.reduce((total, one) => total + one, 0);
      return drawn.map((one) => one / sum);
    },
  };
}

/** Mixes the bits of a number of 32 bits (the finalizer of MurmurHash3). */
function mix(number: number): number {
  let mixed = number;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
