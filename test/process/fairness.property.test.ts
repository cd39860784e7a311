import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fairnessOf, overrideOf, type Recorded } from '../../src/process/offer/fairness.rule.js';
import { type History, history, play, type Step } from './offer.histories.js';

/** What the log has of a step, in the order in which the shell writes it. */
function logOf({ now, before, act, decision }: Step): Recorded[] {
  const by = { at: now, actorId: 'contact', reason: 'Avtalt' };
  const alone = { at: now, actorId: null, reason: null };
  const personOf = (offerId: string) => before.offers.find(({ id }) => id === offerId)?.personId ?? '';
  const endOf = (offerId: string) => before.offers.find(({ id }) => id === offerId)?.expiresAt ?? now;
  return [
    ...decision.close.map(({ offerId, state }): Recorded => {
      const personId = personOf(offerId);
      const byContact = state === 'withdrawn' && act && !('application' in act);
      return {
        ...(byContact ? by : alone),
        is: 'closed',
        personId,
        state,
        ...(!byContact && state !== 'expired' && { actorId: personId }),
      };
    }),
    ...decision.moves.map(
      ({ offerId, expiresAt }): Recorded => ({
        ...by,
        is: 'moved',
        personId: personOf(offerId),
        from: endOf(offerId),
        to: expiresAt,
      }),
    ),
    ...(decision.reconsider
      ? [
          {
            ...alone,
            is: decision.reconsider.application === 'withdraw' ? ('let-go' as const) : ('restored' as const),
            personId: decision.reconsider.personId,
          },
        ]
      : []),
    ...(decision.openings === null
      ? []
      : [{ ...by, is: 'resized' as const, from: before.openings, to: decision.openings }]),
    ...decision.issue.map(
      ({ personId, byName }): Recorded =>
        byName ? { ...by, is: 'named', personId } : { ...alone, is: 'offered', personId },
    ),
  ];
}

function recordOf(one: History) {
  const steps = play(one);
  const rated = steps.findIndex(({ before }) => before.rated);
  const events = steps.flatMap((step, index): Recorded[] => [
    ...(index === rated
      ? [
          {
            at: step.now,
            actorId: 'teacher',
            reason: null,
            is: 'rated' as const,
            ranked: step.before.ranked.toSorted((a, b) => a.rank - b.rank).map(({ personId }) => personId),
            unsuited: 0,
          },
        ]
      : []),
    ...logOf(step),
  ]);
  const last = steps.at(-1)?.after;
  return { events, openings: last?.openings ?? 0, offered: last?.offers.map(({ personId }) => personId) ?? [] };
}

test('a history that the rules played has followed the order, and each step out of it is counted', () => {
  fc.assert(
    fc.property(history, (one) => {
      const { events, ...position } = recordOf(one);
      const { deviations, overrides, lines } = fairnessOf({ events, ...position });
      expect(deviations).toEqual([]);
      expect(lines).toHaveLength(events.length);
      expect(overrides).toBe(events.filter(({ actorId, is }) => actorId === 'contact' && is !== 'rated').length);
      expect(overrides).toBe(events.filter((event) => overrideOf(event) !== null).length);
    }),
    { numRuns: 500 },
  );
});

test('whoever stood before on the list is named with the reason', () => {
  fc.assert(
    fc.property(history, (one) => {
      const { events, ...position } = recordOf(one);
      const gone = new Set<string>();
      for (const { event, passedOver } of fairnessOf({ events, ...position }).lines) {
        if (event.is === 'let-go') gone.add(event.personId);
        if (event.is === 'restored') gone.delete(event.personId);
        if (event.is !== 'offered') continue;
        const before = one.ranked.slice(0, one.ranked.indexOf(event.personId));
        expect(passedOver.map(({ personId }) => personId).join('')).toBe(before);
        for (const { personId, why } of passedOver) expect(why === 'let-go').toBe(gone.has(personId));
      }
    }),
    { numRuns: 300 },
  );
});

test('a log in which two offers changed their persons is found out', () => {
  let tampered = 0;
  fc.assert(
    fc.property(history, (one) => {
      const { events, ...position } = recordOf(one);
      const [first, second] = events.filter(({ is }) => is === 'offered') as { personId: string }[];
      if (!first || !second) return;
      tampered += 1;
      const swapped = events.map((event): Recorded => {
        if ((event as object) === first) return { ...event, personId: second.personId } as Recorded;
        return (event as object) === second ? ({ ...event, personId: first.personId } as Recorded) : event;
      });
      expect(fairnessOf({ ...position, events: swapped }).deviations).not.toEqual([]);
    }),
    { numRuns: 500 },
  );
  expect(tampered).toBeGreaterThan(50);
});

test('an offer that the log does not tell of, and one that is only there, are found out', () => {
  const at = new Date('2026-11-06T09:00Z');
  const rated: Recorded = { at, actorId: 'teacher', reason: null, is: 'rated', ranked: ['a', 'b'], unsuited: 0 };
  const offered: Recorded = { at, actorId: null, reason: null, is: 'offered', personId: 'a' };
  const deviations = (events: Recorded[], offers: string[]) =>
    fairnessOf({ events, openings: 1, offered: offers }).deviations;
  expect(deviations([rated, offered], ['a'])).toEqual([]);
  expect(deviations([rated, offered], ['a', 'b'])).toEqual([{ is: 'unlogged', personId: 'b' }]);
  expect(deviations([rated, offered], [])).toEqual([{ is: 'missing', personId: 'a' }]);
  expect(deviations([rated, offered, { ...offered, personId: 'b' }], ['a', 'b'])).toEqual([
    { is: 'too-many', at, personId: 'b' },
  ]);
  expect(deviations([offered], ['a'])).toEqual([{ is: 'out-of-order', at, personId: 'a', next: null, passed: [] }]);
});
