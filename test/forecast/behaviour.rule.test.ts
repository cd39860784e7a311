import { describe, expect, test } from '@jest/globals';
import { ASSUMED, type Behaviour, expectedOf, ratingOf, replyOf, temperOf } from '../../src/forecast/behaviour.rule.js';
import { diceOf } from '../../src/forecast/dice.js';

const DAY = 24 * 3_600_000;
const NONE = { accepted: 0, declined: 0, silent: 0 };
const UNKNOWN: Behaviour = {
  ...{ rounds: [], courses: {}, delays: { accept: [], decline: [] }, ratings: [], suitable: 0.9, demand: [] },
};
const round = (name: string, accepted: number, declined: number, silent: number) => ({
  round: name,
  answers: { 'learning-assistant': { accepted, declined, silent }, 'teaching-assistant': NONE },
});

describe('what is expected of offers', () => {
  test('is what is assumed where nothing is known', () => {
    const { accept, decline } = expectedOf(UNKNOWN, 'teaching-assistant', 'TDT4100');
    expect(accept).toBeCloseTo(ASSUMED.answers.accepted);
    expect(decline).toBeCloseTo(ASSUMED.answers.declined);
  });

  test('is what was answered before, of its kind', () => {
    const behaviour = { ...UNKNOWN, rounds: [round('A', 800, 100, 100)] };
    expect(expectedOf(behaviour, 'learning-assistant', 'X').accept).toBeCloseTo(0.8, 1);
    expect(expectedOf(behaviour, 'teaching-assistant', 'X').accept).toBeCloseTo(ASSUMED.answers.accepted, 5);
  });

  test('is what the course itself has shown, once there is enough of it', () => {
    const rounds = [round('A', 800, 100, 100)];
    const few = { ...UNKNOWN, rounds, courses: { X: { accepted: 0, declined: 2, silent: 0 } } };
    const many = { ...UNKNOWN, rounds, courses: { X: { accepted: 0, declined: 200, silent: 0 } } };
    expect(expectedOf(few, 'learning-assistant', 'X').accept).toBeGreaterThan(0.65);
    expect(expectedOf(many, 'learning-assistant', 'X').accept).toBeLessThan(0.1);
  });
});

test('each run has the temper of one of the rounds', () => {
  const behaviour = { ...UNKNOWN, rounds: [round('A', 9_000, 500, 500), round('B', 1_000, 500, 8_500)] };
  const accepts = Array.from(
    { length: 200 },
    (_, run) => temperOf(behaviour, diceOf(1, run))('learning-assistant', 'X').accept,
  );
  const high = accepts.filter((accept) => accept > 0.8).length;
  const low = accepts.filter((accept) => accept < 0.2).length;
  expect(high + low).toBe(200);
  expect(high).toBeGreaterThan(70);
  expect(low).toBeGreaterThan(70);
});

describe('the reply to an offer', () => {
  const chances = { accept: 0.5, decline: 0.25 };
  const delays = Array.from({ length: 100 }, (_, index) => ((index + 1) * DAY) / 10);
  const behaviour = { ...UNKNOWN, delays: { accept: delays, decline: delays } };
  const replies = (age: number) => {
    const dice = diceOf(3, age);
    return Array.from({ length: 4_000 }, () => replyOf(behaviour, chances, age, dice));
  };
  const share = (some: readonly unknown[]) => some.length / 4_000;

  test('comes as often as it should', () => {
    const all = replies(0);
    expect(share(all.filter((reply) => reply?.answer === 'accept'))).toBeCloseTo(0.5, 1);
    expect(share(all.filter((reply) => reply === null))).toBeCloseTo(0.25, 1);
  });

  test('lies ahead, and is rarer the longer nothing came', () => {
    const late = replies(5 * DAY);
    expect(late.every((reply) => reply === null || reply.after > 5 * DAY)).toBe(true);
    // Half of those who answer would have done so: 0.375 of 0.625 are left.
    expect(share(late.filter((reply) => reply !== null))).toBeCloseTo(0.6, 1);
    expect(replies(11 * DAY).every((reply) => reply === null)).toBe(true);
  });
});

test('a rating that has not come comes later, or never', () => {
  const behaviour = {
    ...UNKNOWN,
    ratings: [...Array.from({ length: 12 }, (_, index) => index / 10), Number.POSITIVE_INFINITY],
  };
  const parts = Array.from({ length: 300 }, (_, roll) => ratingOf(behaviour, 0.95, diceOf(roll)));
  expect(new Set(parts)).toEqual(new Set([1, 1.1, Number.POSITIVE_INFINITY]));
  expect(ratingOf(behaviour, 2, diceOf(1))).toBe(Number.POSITIVE_INFINITY);
});
