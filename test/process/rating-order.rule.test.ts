import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mayTakeBack } from '../../src/process/rating/delegation.rule.js';
import {
  differences,
  idsOf,
  moveIn,
  type Order,
  only,
  orderOf,
  reorder,
  type Word,
  wordsOf,
} from '../../src/process/rating/order.rule.js';

/** `ab|c|d`: a and b are ranked, c has no place, d is unsuited. */
const order = (text: string): Order => {
  const [ranked = '', unplaced = '', unsuited = ''] = text.split('|');
  return { ranked: [...ranked], unplaced: [...unplaced], unsuited: [...unsuited] };
};
const text = ({ ranked, unplaced, unsuited }: Order) =>
  [ranked, unplaced, unsuited].map((list) => list.join('')).join('|');

/** `a1 b c-`: a has place 1, b none, c is unsuited; `d-2` is both. */
const words = (written: string): Record<string, Word> =>
  Object.fromEntries(
    written
      .split(' ')
      .map((one) => [
        one[0],
        { place: one.replace(/^.-?/, '') === '' ? null : Number(one.replace(/^.-?/, '')), unsuited: one[1] === '-' },
      ]),
  );

describe('an order that was kept', () => {
  test.each([
    ['a2 b1 c d-', 'ba|c|d'],
    ['a20 b5', 'ba|cd|'],
    ['x1 a1 d-', 'a|bc|d'],
  ])('%s', (kept, expected) => {
    expect(text(orderOf([...'abcd'], words(kept)))).toBe(expected);
  });
});

describe('places that were written into the form', () => {
  test.each([
    ['nothing new', 'abc||', 'a1 b2 c3', 1, 'abc||'],
    ['the last to the front', 'abc||', 'a1 b2 c1', 1, 'cab||'],
    ['the first to the end', 'abcd||', 'a4 b2 c3 d4', 1, 'bcda||'],
    ['beyond the end', 'abc||', 'a99 b2 c3', 1, 'bca||'],
    ['two that change places', 'abc||', 'a2 b1 c3', 1, 'bac||'],
    ['two newcomers to one place, as they stood', 'abc|de|', 'a1 b2 c3 d2 e2', 1, 'adebc||'],
    ['all for the first time, with gaps and a tie', '|abcd|', 'a9 b2 c9 d', 1, 'bac|d|'],
    ['a place that was emptied', 'abc||', 'a1 b c3', 1, 'ac|b|'],
    ['a tick at one with a place', 'abc||', 'a1 b-2 c3', 1, 'ac||b'],
    ['a place for one who was unsuited', 'ab||c', 'a1 b2 c-1', 1, 'cab||'],
    ['the unsuited left alone', 'ab||c', 'a1 b2 c-', 1, 'ab||c'],
    ['a tick that was taken away', 'ab||c', 'a1 b2 c', 1, 'ab|c|'],
    ['places after those of the offers', 'ab|c|', 'a3 b4 c3', 3, 'cab||'],
    ['a place that an offer has', 'ab|c|', 'a3 b4 c1', 3, 'cab||'],
  ])('%s', (_what, before, written, first, expected) => {
    expect(text(reorder(order(before), words(written), first))).toBe(expected);
  });
});

describe('a button', () => {
  test.each([
    ['abc||', 'up', 'b', 'bac||'],
    ['abc||', 'up', 'a', 'abc||'],
    ['abc||', 'down', 'b', 'acb||'],
    ['abc||', 'down', 'c', 'abc||'],
    ['a|bc|', 'up', 'c', 'ac|b|'],
    ['a|bc|', 'down', 'b', 'a|bc|'],
    ['a|b|c', 'back', 'c', 'a|bc|'],
    ['a|b|c', 'back', 'a', 'a|b|c'],
    ['a|b|c', 'up', 'c', 'a|b|c'],
    ['a|b|c', 'up', 'x', 'a|b|c'],
  ] as const)('of %s, %s of %s', (before, what, id, expected) => {
    expect(text(moveIn(order(before), { what, id }))).toBe(expected);
  });
});

test('whoever stands elsewhere is different', () => {
  expect([...differences(order('ab|c|d'), order('ba|c|d'))].sort()).toEqual(['a', 'b']);
  expect([...differences(order('ab|c|d'), order('ac|b|d'))].sort()).toEqual(['b', 'c']);
  expect([...differences(order('ab||c'), order('ab||c'))]).toEqual([]);
  expect([...differences(order('|a|'), order('||a'))]).toEqual(['a']);
});

const orders = fc
  .record({ ids: fc.shuffledSubarray([...'abcdefgh']), cuts: fc.tuple(fc.nat(8), fc.nat(8)) })
  .map(({ ids, cuts }): Order => {
    const [one, two] = cuts.toSorted((a, b) => a - b) as [number, number];
    return { ranked: ids.slice(0, one), unplaced: ids.slice(one, two), unsuited: ids.slice(two) };
  });
const same = (one: Order, other: Order) => idsOf(one).toSorted().join('') === idsOf(other).toSorted().join('');

test('whatever is written or pressed, nobody is lost or doubled', () => {
  const word = fc.record({ place: fc.option(fc.integer({ min: 1, max: 12 })), unsuited: fc.boolean() });
  const written = fc.dictionary(fc.constantFrom(...'abcdefgh'), word);
  const moves = fc.record({ what: fc.constantFrom('up', 'down', 'back'), id: fc.constantFrom(...'abcdefgh') } as const);
  fc.assert(
    fc.property(orders, written, moves, fc.integer({ min: 1, max: 4 }), (before, given, move, first) => {
      expect(same(reorder(before, given, first), before)).toBe(true);
      expect(same(moveIn(before, move), before)).toBe(true);
    }),
  );
});

test('a form that numbers itself is kept as it shows, whatever was kept before', () => {
  fc.assert(
    fc.property(orders, orders, fc.integer({ min: 1, max: 4 }), (before, shown, first) => {
      const now = only(shown, idsOf(before));
      const all = { ...now, unplaced: idsOf(before).filter((id) => ![...now.ranked, ...now.unsuited].includes(id)) };
      const after = reorder(before, wordsOf(all, first), first);
      expect([after.ranked, after.unsuited.toSorted()]).toEqual([all.ranked, all.unsuited.toSorted()]);
      expect(differences(orderOf(idsOf(all), wordsOf(all, first)), all).size).toBe(0);
    }),
  );
});

test('the teacher and the contact take a task back from anyone, a colleague only from whom she asked', () => {
  const nora = { personId: 'nora', delegatedById: 'teacher' };
  const ivar = { personId: 'ivar', delegatedById: 'nora' };
  const may = (delegate: typeof nora, by: string) => mayTakeBack([nora, ivar], delegate, by);
  expect(['teacher', 'contact', 'nora', 'ivar'].map((by) => [by, may(nora, by), may(ivar, by)])).toEqual([
    ['teacher', true, true],
    ['contact', true, true],
    ['nora', false, true],
    ['ivar', false, false],
  ]);
});
