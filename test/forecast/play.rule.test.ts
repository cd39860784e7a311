import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { afterDecision } from '../../src/forecast/after-decision.rule.js';
import type { Reply } from '../../src/forecast/behaviour.rule.js';
import { type Fortune, playPosition, type Rest } from '../../src/forecast/play.rule.js';
import { decideOffers, type MadeOffer, type PositionState } from '../../src/process/offer/offer.rule.js';
import { history, play } from '../process/offer.histories.js';
import { closesAt, OSLO, offersAt, oslo, position } from '../support/position-state.js';

const DAY = 24 * 3_600_000;
const before = oslo('2026-11-01T12:00');

/** Students of whom each does what the next letter says: a accepts after two days, d declines after one, s is silent. */
function fortune(answers: string, more: Partial<Fortune> = {}): Fortune {
  const letters = [...answers];
  const replies: Record<string, Reply> = {
    a: { answer: 'accept', after: 2 * DAY },
    d: { answer: 'decline', after: DAY },
    s: null,
  };
  return { reply: () => replies[letters.shift() ?? 's'] ?? null, rating: null, applicants: 9, ...more };
}

const playFrom = (state: PositionState, chance: Fortune, now = before, rest: Rest | null = null) =>
  playPosition(state, chance, { now, timeZone: OSLO, rest });

describe('a position that is run ahead', () => {
  test('is filled as its students answer, each vacancy by the next', () => {
    const fate = playFrom(position(2, 'abcde'), fortune('adda'));
    const start = offersAt.getTime();
    expect(fate).toEqual({
      filledAt: [start + 2 * DAY, start + (1 + 1 + 2) * DAY],
      ...{ before: 0, lastOfferAt: start + 2 * DAY, why: null },
    });
  });

  test('passes a silent offer on at its expiry, until nobody is left', () => {
    const fate = playFrom(position(1, 'abc'), fortune('sss'));
    expect([fate.filledAt, fate.why]).toEqual([[], 'exhausted']);
    expect(new Date(fate.lastOfferAt ?? 0)).toEqual(oslo('2026-12-06T00:00'));
  });

  test('offers nothing at or after the end, and says so', () => {
    const fate = playFrom(position(1, 'abcdefghijklmnop'), fortune(''));
    expect(fate.why).toBe('closed');
    expect(fate.lastOfferAt).toBeLessThan(closesAt.getTime());
    expect(fate.lastOfferAt).toBeGreaterThan(closesAt.getTime() - 15 * DAY);
  });

  test('waits for its rating, which may never come', () => {
    const unrated = position(1, '', { rated: false, applicants: 3 });
    const ratedAt = oslo('2026-11-20T10:00');
    const fate = playFrom(unrated, fortune('a', { rating: { at: ratedAt, suitable: 2 }, applicants: 3 }));
    expect(fate.filledAt).toEqual([ratedAt.getTime() + 2 * DAY]);
    expect(playFrom(unrated, fortune('a', { applicants: 3 })).why).toBe('unrated');
    const late = fortune('a', { rating: { at: closesAt, suitable: 2 }, applicants: 3 });
    expect(playFrom(unrated, late)).toMatchObject({ filledAt: [], why: 'unrated' });
    const unfit = fortune('a', { rating: { at: ratedAt, suitable: 0 }, applicants: 3 });
    expect(playFrom(unrated, unfit).why).toBe('nobody-suitable');
    expect(playFrom(position(1, '', { applicants: 0 }), fortune('', { applicants: 0 })).why).toBe('no-applicants');
  });

  test('goes on from its open offers, and counts what is filled', () => {
    const issuedAt = oslo('2026-11-06T09:00');
    const offer = (personId: string, state: MadeOffer['state']): MadeOffer => ({
      ...{ id: personId, personId, state, issuedAt, expiresAt: oslo('2026-11-21T00:00') },
    });
    const state = position(2, 'abc', { offers: [offer('a', 'accepted'), offer('b', 'open')] });
    const fate = playFrom(state, fortune('da'), oslo('2026-11-07T08:00'));
    expect(fate).toMatchObject({ before: 1, filledAt: [issuedAt.getTime() + 3 * DAY], why: null });
  });

  test('gives an offer whose mail did not arrive its whole time from now', () => {
    const lost: MadeOffer = {
      ...{
        id: 'a',
        personId: 'a',
        issuedAt: offersAt,
        expiresAt: oslo('2026-11-21T00:00'),
        state: 'open',
        unreached: true,
      },
    };
    const now = oslo('2026-12-01T08:00');
    const fate = playFrom(position(1, 'a', { offers: [lost] }), fortune('a'), now);
    expect(fate.filledAt).toEqual([now.getTime() + 2 * DAY]);
  });

  test('rests in a pause, and what lay ahead lies so much later', () => {
    const since = oslo('2026-11-07T00:00');
    const until = oslo('2026-11-21T00:00');
    const shift = (at: Date) => new Date(at.getTime() + 14 * DAY);
    const rest = { since, until, days: 14, instants: { offersAt: shift(offersAt), closesAt: shift(closesAt) } };
    const without = playFrom(position(1, 'ab'), fortune('sa'));
    const paused = playFrom(position(1, 'ab'), fortune('sa'), before, rest);
    expect(paused.filledAt).toEqual(without.filledAt.map((at) => at + 14 * DAY));
  });
});

test('what a decision leaves behind is what it was written as', () => {
  fc.assert(
    fc.property(history, (one) => {
      for (const { before: was, after, decision, now } of play(one)) {
        const state = afterDecision(was, { ...decision, settled: after.settled }, now, 0);
        const plain = ({ offers, ...rest }: PositionState) => ({
          ...rest,
          offers: offers.map(({ personId, state: as, issuedAt, expiresAt }) => ({
            personId,
            state: as,
            issuedAt,
            expiresAt,
          })),
        });
        expect(plain(state)).toEqual(plain(after));
      }
    }),
    { numRuns: 100 },
  );
});

test('nobody gets more offers than the openings allow, and all that is filled is counted once', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 0, max: 9 }),
      fc.array(fc.constantFrom('a', 'd', 's'), { maxLength: 9 }),
      (openings, count, answers) => {
        const state = position(openings, 'abcdefghi'.slice(0, count));
        const fate = playFrom(state, fortune(answers.join('')));
        expect(fate.filledAt.length).toBeLessThanOrEqual(Math.min(openings, count));
        expect([...fate.filledAt].sort((a, b) => a - b)).toEqual(fate.filledAt);
        expect(fate.why === null).toBe(fate.filledAt.length === openings);
        // The rule itself offers as many at first.
        const first = decideOffers(state, { since: null, now: offersAt }, OSLO).issue.length;
        expect(first).toBe(Math.min(openings, count));
      },
    ),
  );
});
