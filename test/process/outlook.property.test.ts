import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decideOffers, type MadeOffer } from '../../src/process/offer/offer.rule.js';
import { type Outlook, type Outlooked, outlooksOf } from '../../src/process/offer/outlook.rule.js';
import { instants } from '../support/calendar.js';
import { closesAt, OSLO, offersAt } from '../support/position-state.js';
import { apply, type History, history, type Played, play } from './offer.histories.js';

const isHeld = ({ state }: MadeOffer) => state === 'open' || state === 'accepted';

interface Seen {
  readonly now: Date;
  readonly state: Played;
  readonly outlooks: readonly Outlook[];
}

/** What is said after each step of a history; some time before its next, when something may be overdue. */
function seenIn(one: History): Seen[] {
  const steps = play(one);
  return steps.flatMap(({ now, after: state }, index) => {
    const until = steps[index + 1]?.now ?? now;
    const overdue = new Date(until.getTime() - 1);
    return [now, ...(overdue > now ? [overdue] : [])].map((at) => ({
      now: at,
      state,
      outlooks: outlooksOf(outlooked(state, one), at, OSLO),
    }));
  });
}

function outlooked(state: Played, { unsuited }: History): Outlooked {
  const offered = state.offers.map(({ personId }) => personId);
  const left = state.rated
    ? [...unsuited].filter((personId) => !offered.includes(personId) && !state.withdrawn.includes(personId))
    : [];
  return { ...state, instants, announced: true, unsuited: left.length };
}

/** Whom the rule offers the position from now on when nobody does anything, by the instant. */
function offeredInSilence({ state: start, now: from }: Seen): Map<number, string[]> {
  const offered = new Map<number, string[]>();
  let state = start;
  let since: Date | null = from;
  for (let now: Date | null = from; now; ) {
    const decision: ReturnType<typeof decideOffers> = decideOffers(state, { since, now }, OSLO);
    if (decision.issue.length > 0)
      offered.set(
        now.getTime(),
        decision.issue.map(({ personId }) => personId),
      );
    state = apply(state, decision, now);
    since = now;
    now = decision.nextDueAt;
  }
  return offered;
}

const always = (check: (seen: Seen) => void) =>
  fc.assert(
    fc.property(history, (one) => seenIn(one).forEach(check)),
    { numRuns: 200 },
  );
const of = <Is extends Outlook['is']>(outlooks: readonly Outlook[], is: Is) =>
  outlooks.filter((one): one is Extract<Outlook, { is: Is }> => one.is === is);

test('there is one for each opening', () => {
  always(({ now, state, outlooks }) => {
    const held = state.offers.filter((one) => isHeld(one) && (one.state === 'accepted' || one.expiresAt > now));
    expect(outlooks).toHaveLength(Math.max(state.openings, held.length));
  });
});

test('an opening is filled by whoever has accepted, and offered to whoever can still answer', () => {
  always(({ now, state, outlooks }) => {
    const who = (of: readonly { readonly personId: string }[]) => of.map(({ personId }) => personId).sort();
    expect(who(of(outlooks, 'filled'))).toEqual(who(state.offers.filter((one) => one.state === 'accepted')));
    expect(who(of(outlooks, 'offered'))).toEqual(
      who(state.offers.filter((one) => one.state === 'open' && one.expiresAt > now)),
    );
  });
});

test('whoever is named next is offered it at that instant if nobody answers, and else nobody is', () => {
  always((seen) => {
    const offered = offeredInSilence(seen);
    const open = of(seen.outlooks, 'offered');
    for (const end of new Set(open.map(({ until }) => until.getTime()))) {
      const ending = open.filter(({ until }) => until.getTime() === end);
      const named = ending.flatMap(({ next }) => (next.who === 'person' ? [next.personId] : []));
      const actual = offered.get(end) ?? [];
      expect(actual).toEqual(expect.arrayContaining(named));
      if (named.length < ending.length) expect(actual).toHaveLength(named.length);
      for (const { next } of ending) expect(next.who === 'closed').toBe(end >= closesAt.getTime());
    }
  });
});

test('a free opening goes to whom it names, when it says so', () => {
  always((seen) => {
    const soon = of(seen.outlooks, 'before-offers');
    const at = soon[0]?.at?.getTime() ?? seen.now.getTime();
    const named = soon.map(({ personId }) => personId);
    expect(offeredInSilence(seen).get(at) ?? []).toEqual(named);
    for (const one of soon) expect(one.at).toEqual(seen.now < offersAt ? offersAt : null);
  });
});

test('the list is exhausted just when nobody more can be offered, and the numbers say where all have gone', () => {
  always((seen) => {
    const { now, state, outlooks } = seen;
    const exhausted = of(outlooks, 'exhausted');
    for (const { applied, unsuited, withdrawn, offered, waiting, unseen } of exhausted) {
      expect(applied).toBe(state.applicants);
      expect(unseen).toBe(0);
      expect(unsuited + withdrawn + offered + waiting).toBe(applied);
    }
    const total = [...offeredInSilence(seen).values()].flat().length;
    expect(total >= of(outlooks, 'before-offers').length).toBe(true);
    if (exhausted.length > 0) expect(total).toBe(exhausted[0]?.waiting);
    const free = state.openings - of(outlooks, 'filled').length - of(outlooks, 'offered').length;
    const over = now < closesAt && now >= offersAt && state.rated && total === 0 && state.applicants > 0;
    if (over && free > 0) expect(exhausted).toHaveLength(free);
  });
});

test('nobody is named who has let go, was offered before, or is named twice', () => {
  always(({ state, outlooks }) => {
    const next = outlooks.flatMap((one) => {
      if (one.is === 'before-offers') return [one.personId];
      return one.is === 'offered' && one.next.who === 'person' ? [one.next.personId] : [];
    });
    expect(new Set(next).size).toBe(next.length);
    for (const personId of next) {
      expect(state.withdrawn).not.toContain(personId);
      expect(state.offers.map((offer) => offer.personId)).not.toContain(personId);
    }
  });
});
