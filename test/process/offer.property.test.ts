import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ANSWER_WINDOW, expiryOf } from '../../src/process/offer/answer-time.rule.js';
import { decideOffers, type MadeOffer, type PositionState } from '../../src/process/offer/offer.rule.js';
import { closesAt, OSLO, offersAt } from '../support/position-state.js';
import { apply, history, play, type Step } from './offer.histories.js';

const HOUR = 3_600_000;

/** The suitable who were passed over so far: neither offered nor let go. */
function waitingIn({ ranked, offers, withdrawn }: PositionState): string[] {
  const out = [...offers.map((offer) => offer.personId), ...withdrawn];
  return ranked.map((one) => one.personId).filter((personId) => !out.includes(personId));
}

const isHeld = ({ state }: MadeOffer) => state === 'open' || state === 'accepted';
const takenIn = ({ offers }: PositionState) => offers.filter(isHeld).length;

/** The offers that nobody was named for. */
const inTurn = ({ offers }: Step['after']) => offers.filter(({ byName }) => !byName);

const holds = (check: (step: Step) => void) =>
  fc.assert(
    fc.property(history, (one) => play(one).forEach(check)),
    { numRuns: 500 },
  );

test('the histories have acts of every kind, done and refused', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(history, (one) => {
      for (const { act, decision } of play(one))
        if (act) seen.add(`${Object.keys(act).at(-1)} ${decision.refused ?? 'done'}`);
    }),
    { numRuns: 500 },
  );
  expect([...seen]).toEqual(
    expect.arrayContaining([
      ...['answer done', 'answer closed', 'application done', 'application decided'],
      ...['expiresAt done', 'expiresAt closed', 'expiresAt past', 'openings done', 'openings same', 'openings too-few'],
      ...['done', 'early', 'over', 'unrated', 'has-offer', 'in-turn', 'taken'].map((outcome) => `reinstate ${outcome}`),
    ]),
  );
});

test('accepted and open offers never exceed the openings', () => {
  holds(({ after }) => expect(takenIn(after)).toBeLessThanOrEqual(after.openings));
});

test('in turn no person has two offers, and whoever is offered was rated suitable', () => {
  holds(({ after }) => {
    const offered = inTurn(after).map((offer) => offer.personId);
    expect(new Set(offered).size).toBe(offered.length);
    expect(after.ranked.map((one) => one.personId)).toEqual(expect.arrayContaining(offered));
  });
});

test('out of turn only whom somebody named is offered, one by one, and never beside an offer that holds', () => {
  holds(({ before, after, act, decision }) => {
    const named = decision.issue.filter(({ byName }) => byName);
    expect(named.map(({ personId }) => personId)).toEqual(
      act && 'reinstate' in act && !decision.refused ? [act.personId] : [],
    );
    const held = after.offers.filter(isHeld).map(({ personId }) => personId);
    expect(new Set(held).size).toBe(held.length);
    for (const { personId } of named) expect(waitingIn(before)).not.toContain(personId);
  });
});

test('whoever is offered out of turn takes no opening from those who wait', () => {
  holds(({ now, before, act, decision }) => {
    if (!act || !('reinstate' in act) || decision.refused) return;
    const without = decideOffers(before, { since: now, now }, OSLO);
    const names = (of: typeof decision) => of.issue.flatMap(({ byName, personId }) => (byName ? [] : [personId]));
    expect(names(decision)).toEqual(names(without));
  });
});

test('openings change when somebody says so, and never below what is accepted or offered', () => {
  holds(({ before, after, act, decision }) => {
    const grows = act && 'reinstate' in act && act.reinstate === 'more' ? 1 : 0;
    const wanted = act && 'openings' in act ? act.openings : before.openings + grows;
    expect(after.openings).toBe(decision.refused ? before.openings : wanted);
    expect(after.openings).toBeGreaterThanOrEqual(takenIn(after));
  });
});

test('an act that is refused changes nothing that would not have happened without it', () => {
  holds(({ now, before, decision: { refused, ...decision } }) => {
    const { refused: _none, ...without } = decideOffers(before, { since: now, now }, OSLO);
    if (refused) expect({ ...decision, remind: [] }).toEqual({ ...without, remind: [] });
  });
});

test('offers leave in rank order, and whoever was passed over had let go', () => {
  holds(({ after }) => {
    const rankOf = (personId: string) => after.ranked.find((one) => one.personId === personId)?.rank ?? 0;
    const ranks = inTurn(after).map((offer) => rankOf(offer.personId));
    expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
    const last = Math.max(0, ...ranks);
    for (const personId of waitingIn(after)) expect(rankOf(personId)).toBeGreaterThan(last);
  });
});

test('nobody who has let go is offered, and nobody who has let go keeps an offer', () => {
  holds(({ after, decision }) => {
    for (const { personId } of decision.issue) expect(after.withdrawn).not.toContain(personId);
    for (const { personId, state } of after.offers)
      if (state === 'open' || state === 'accepted') expect(after.withdrawn).not.toContain(personId);
  });
});

test('whoever has let go can come back only while nobody is rated, unless by name', () => {
  holds(({ before, act, decision }) => {
    if (act && 'reinstate' in act) return;
    if (decision.reconsider?.application !== 'restore') return;
    expect([before.rated, before.settled]).toEqual([false, false]);
    expect(before.withdrawn).toContain(decision.reconsider.personId);
  });
});

test('nothing is offered before the rating or offersAt, or at or after closesAt', () => {
  holds(({ now, before, decision }) => {
    if (!before.rated || now < offersAt || now >= closesAt) expect(decision.issue).toEqual([]);
  });
});

test('no opening stays free while someone waits for it', () => {
  holds(({ now, after }) => {
    if (!after.rated || now < offersAt || now >= closesAt) return;
    if (takenIn(after) < after.openings) expect(waitingIn(after)).toEqual([]);
  });
});

test('a position is settled just when nothing more can come of it: filled, nobody left who has not let go, or closed', () => {
  holds(({ now, after }) => {
    const open = after.offers.some((offer) => offer.state === 'open');
    const nobodyLeft = after.rated ? waitingIn(after).length === 0 : after.withdrawn.length === after.applicants;
    const over = takenIn(after) >= after.openings || nobodyLeft || now >= closesAt;
    expect(after.settled).toBe(now >= offersAt && !open && over);
  });
});

test('whoever is offered has the whole of fourteen days, however late it is', () => {
  holds(({ now, decision }) => {
    for (const { expiresAt } of decision.issue) {
      expect(expiresAt).toEqual(expiryOf(now, OSLO, ANSWER_WINDOW));
      expect(expiresAt.getTime() - now.getTime()).toBeGreaterThan((14 * 24 - 1) * HOUR);
    }
  });
});

test('an offer expires at its own instant, and is answered before it', () => {
  holds(({ before, decision }) => {
    for (const { offerId, state, at } of decision.close) {
      const offer = before.offers.find((one) => one.id === offerId) as MadeOffer;
      if (state === 'expired') expect(at).toEqual(offer.expiresAt);
      else if (offer.state === 'open') expect(at.getTime()).toBeLessThan(offer.expiresAt.getTime());
    }
  });
});

test('an open offer is never past its deadline, and a moved one has just the deadline it was given', () => {
  holds(({ now, before, after, act, decision }) => {
    for (const { state, expiresAt } of after.offers) if (state === 'open') expect(expiresAt > now).toBe(true);
    for (const offer of before.offers) {
      const later = after.offers.find((one) => one.id === offer.id)?.expiresAt;
      const move = decision.moves.find(({ offerId }) => offerId === offer.id);
      expect(later).toEqual(move?.expiresAt ?? offer.expiresAt);
    }
    for (const move of decision.moves) {
      expect(move).toEqual(act);
      expect(decision.nextDueAt && decision.nextDueAt <= move.expiresAt).toBe(true);
      expect(decision.remind.map(({ offerId }) => offerId)).not.toContain(move.offerId);
    }
  });
});

test('deciding twice at one instant equals deciding once, with the same act or none', () => {
  holds(({ now, after, act }) => {
    for (const again of [act, undefined])
      expect(decideOffers(after, { since: now, now }, OSLO, again)).toMatchObject({
        close: [],
        moves: [],
        reconsider: null,
        openings: null,
        issue: [],
        remind: [],
        settle: false,
        reopen: false,
      });
  });
});

test('the next due instant lies ahead, and is there while anything is to come', () => {
  holds(({ now, after, decision }) => {
    if (decision.nextDueAt) expect(decision.nextDueAt.getTime()).toBeGreaterThan(now.getTime());
    if (after.offers.some((offer) => offer.state === 'open') || (!after.settled && now < closesAt))
      expect(decision.nextDueAt).not.toBeNull();
  });
});

test('waking at each due instant closes and offers just what one long sleep closes, at the same true instants', () => {
  fc.assert(
    fc.property(history, (one) => {
      const [last] = play(one).slice(-1);
      if (!last) return;
      // Past the last deadline that there can be: one moved as far as any is, at the end of the history.
      const end = new Date(Math.max(closesAt.getTime(), last.now.getTime()) + 60 * 24 * HOUR);
      const slept = decideOffers(last.after, { since: last.now, now: end }, OSLO);
      let state = last.after;
      let since = last.now;
      let due = last.decision.nextDueAt;
      const expired: string[] = [];
      while (due && due <= end) {
        const decision = decideOffers(state, { since, now: due }, OSLO);
        expired.push(...decision.close.map((closed) => `${closed.offerId} ${closed.at.toISOString()}`));
        state = apply(state, decision, due);
        since = due;
        due = decision.nextDueAt;
      }
      // Whoever was open before the sleep closes at the same instant either way; the awake one may offer more.
      expect(expired).toEqual(
        expect.arrayContaining(slept.close.map((closed) => `${closed.offerId} ${closed.at.toISOString()}`)),
      );
      expect(state.settled).toBe(true);
    }),
    { numRuns: 300 },
  );
});
