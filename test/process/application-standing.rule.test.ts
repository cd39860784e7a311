import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  outlookOf,
  type Standing,
  type StandingState,
  standingOf,
} from '../../src/process/application/standing.rule.js';
import { ANSWER_WINDOW, expiryOf } from '../../src/process/offer/answer-time.rule.js';
import { decideOffers } from '../../src/process/offer/offer.rule.js';
import { instants, OSLO, oslo, secondBefore } from '../support/calendar.js';

type State = StandingState['offers'][number]['state'];

const issuedAt = instants.offersAt;
const expiresAt = expiryOf(issuedAt, OSLO, ANSWER_WINDOW);
const during = oslo('2026-11-10T12:00');

/** A position whose applicants a, b, c … stand in this order; capitals are unsuited. */
function position(ranked: string, more: Partial<StandingState> = {}): StandingState {
  const applicants = [...ranked].map((letter, index) => ({
    personId: letter,
    rank: letter === letter.toUpperCase() ? null : index + 1,
    withdrawnAt: null,
  }));
  return { instants, rated: true, settled: false, applicants, offers: [], ...more };
}

const offer = (personId: string, state: State, more: Partial<StandingState['offers'][number]> = {}) => ({
  personId,
  state,
  issuedAt,
  expiresAt,
  closedAt: state === 'open' ? null : oslo('2026-11-09T12:00'),
  ...more,
});

const letGo = (state: StandingState, personId: string): StandingState => ({
  ...state,
  applicants: state.applicants.map((one) => (one.personId === personId ? { ...one, withdrawnAt: during } : one)),
});

describe('what an applicant without an offer is told', () => {
  const unrated = position('ab', { rated: false });
  test.each([
    ['applied', unrated, secondBefore(instants.applyDue), 'withdraw'],
    ['being-rated', unrated, instants.applyDue, 'withdraw'],
    ['before-offers', position('ab'), secondBefore(instants.offersAt), 'withdraw'],
    ['waiting', position('ab'), instants.offersAt, 'withdraw'],
    ['waiting', position('ab'), secondBefore(instants.closesAt), 'withdraw'],
    ['round-over', position('ab'), instants.closesAt, null],
    ['not-offered', position('ab', { settled: true }), during, null],
    ['unrated', unrated, instants.closesAt, null],
    ['unrated', { ...unrated, settled: true }, instants.closesAt, null],
  ] as const)('%s', (state, of, now, may) => {
    expect(standingOf(of, 'b', now)).toMatchObject({ state, may });
  });
  test('whoever never applied stands nowhere', () => {
    expect(standingOf(position('ab'), 'x', during)).toBeNull();
  });
  test('a rating is late from its deadline on', () => {
    expect(standingOf(unrated, 'b', secondBefore(instants.rateDue))).toMatchObject({ late: false });
    expect(standingOf(unrated, 'b', instants.rateDue)).toMatchObject({ late: true });
  });
  test('a settled position may open again until the round closes, and a reopened one is waited for', () => {
    const settled = position('abc', { settled: true, offers: [offer('a', 'accepted')] });
    expect(standingOf(settled, 'b', secondBefore(instants.closesAt))).toMatchObject({ mayReopen: true });
    expect(standingOf(settled, 'b', instants.closesAt)).toMatchObject({ state: 'not-offered', mayReopen: false });
    const reopened = position('abc', { offers: [offer('a', 'withdrawn'), offer('b', 'open')] });
    expect(standingOf(reopened, 'c', during)).toMatchObject({ state: 'waiting', ahead: 0, open: 1 });
  });
  test('who is ahead has a better rank, no offer, and has not let go; the first end of the open offers is told', () => {
    const sooner = oslo('2026-11-19T00:00');
    const offers = [offer('a', 'open'), offer('b', 'open', { expiresAt: sooner }), offer('c', 'declined')];
    const state = letGo(position('abcdefgh', { offers }), 'e');
    expect(standingOf(state, 'g', during)).toEqual({
      state: 'waiting',
      ahead: 2,
      open: 2,
      until: sooner,
      may: 'withdraw',
    });
    // At its end an offer is over, whether or not that is noted.
    expect(standingOf(state, 'g', sooner)).toMatchObject({ ahead: 2, open: 1, until: expiresAt });
  });
});

describe('what becomes of an offer', () => {
  test.each(['accepted', 'declined', 'withdrawn'] as const)('%s', (state) => {
    expect(standingOf(position('ab', { offers: [offer('a', state)] }), 'a', during)).toEqual({
      state,
      offeredAt: issuedAt,
      at: oslo('2026-11-09T12:00'),
      may: null,
    });
  });
  test('open until its end, and expired at it', () => {
    const state = position('ab', { offers: [offer('a', 'open')] });
    const until = { offeredAt: issuedAt, until: expiresAt };
    expect(standingOf(state, 'a', secondBefore(expiresAt))).toEqual({ state: 'offered', ...until, may: 'withdraw' });
    expect(standingOf(state, 'a', expiresAt)).toEqual({ state: 'expired', ...until, may: null });
  });
  test('of two offers the later counts', () => {
    const again = offer('a', 'open', { issuedAt: oslo('2026-11-09T13:00') });
    expect(standingOf(position('ab', { offers: [again, offer('a', 'declined')] }), 'a', during)?.state).toBe('offered');
  });
});

describe('a withdrawn application', () => {
  test('can be taken up again until the position is rated', () => {
    const unrated = letGo(position('ab', { rated: false }), 'b');
    const gone = { state: 'application-withdrawn', at: during };
    expect(standingOf(unrated, 'b', instants.applyDue)).toEqual({ ...gone, may: 'restore' });
    expect(standingOf(letGo(position('ab'), 'b'), 'b', during)).toEqual({ ...gone, may: null });
    expect(standingOf({ ...unrated, settled: true }, 'b', during)).toEqual({ ...gone, may: null });
    expect(standingOf(unrated, 'b', instants.closesAt)).toEqual({ ...gone, may: null });
  });
  test('is what is told once its offer is closed; an offer that came after is told instead', () => {
    const declined = letGo(position('ab', { offers: [offer('a', 'declined')] }), 'a');
    expect(standingOf(declined, 'a', during)?.state).toBe('application-withdrawn');
    const offered = letGo(position('ab', { offers: [offer('a', 'open')] }), 'a');
    expect(standingOf(offered, 'a', during)?.state).toBe('offered');
  });
});

test('of all standings an offer to answer matters most, then what may still come', () => {
  const of = (...states: string[]) => outlookOf(states.map((state) => ({ state }) as Standing));
  expect(of('waiting', 'offered', 'not-offered')).toBe('offered');
  for (const state of ['applied', 'being-rated', 'before-offers', 'waiting'])
    expect(of('application-withdrawn', state, 'accepted')).toBe('pending');
  expect(of('application-withdrawn', 'application-withdrawn')).toBe('all-withdrawn');
  expect(of('application-withdrawn', 'declined')).toBe('decided');
  expect(of('unrated')).toBe('decided');
});

const HOUR = 3_600_000;
const instant = fc
  .integer({ min: -24 * 40, max: 24 * 130 })
  .map((hours) => new Date(instants.offersAt.getTime() + hours * HOUR));

/** Any state of a position, whether or not the rules would bring it about, and a moment. */
const anyState = fc
  .record({
    rated: fc.boolean(),
    settled: fc.boolean(),
    people: fc.array(
      fc.record({
        suited: fc.boolean(),
        place: fc.double({ noNaN: true }),
        withdrawnAt: fc.option(instant),
        offer: fc.option(
          fc.record({
            state: fc.constantFrom<State>('open', 'accepted', 'declined', 'expired', 'withdrawn'),
            issuedAt: instant,
            days: fc.integer({ min: 1, max: 30 }),
          }),
        ),
      }),
      { minLength: 1, maxLength: 12 },
    ),
    now: instant,
  })
  .map(({ rated, settled, people, now }) => {
    const named = people.map((one, index) => ({ ...one, personId: `person-${index}` }));
    const order = named.filter((one) => one.suited).sort((a, b) => a.place - b.place);
    const state: StandingState = {
      instants,
      rated,
      settled,
      applicants: named.map((one) => ({
        personId: one.personId,
        rank: rated && one.suited ? order.indexOf(one) + 1 : null,
        withdrawnAt: one.withdrawnAt,
      })),
      offers: named.flatMap(({ personId, offer: made }) =>
        made
          ? [
              {
                ...{ personId, state: made.state, issuedAt: made.issuedAt },
                expiresAt: new Date(made.issuedAt.getTime() + made.days * 24 * HOUR),
                closedAt: made.state === 'open' ? null : made.issuedAt,
              },
            ]
          : [],
      ),
    };
    return { state, now };
  });

/** Checks what each applicant of any state is told. */
const holds = (check: (standing: Standing, personId: string, state: StandingState, now: Date) => void) =>
  fc.assert(
    fc.property(anyState, ({ state, now }) => {
      for (const { personId } of state.applicants)
        check(standingOf(state, personId, now) as Standing, personId, state, now);
    }),
    { numRuns: 1000 },
  );

test('numbers are whole and never negative, and an end of an open offer lies ahead', () => {
  holds((standing, _personId, _state, now) => {
    if (standing.state === 'offered') expect(standing.until.getTime()).toBeGreaterThan(now.getTime());
    if (standing.state !== 'waiting') return;
    for (const number of [standing.ahead, standing.open]) expect(Number.isInteger(number) && number >= 0).toBe(true);
    expect(standing.until === null).toBe(standing.open === 0);
    if (standing.until) expect(standing.until.getTime()).toBeGreaterThan(now.getTime());
  });
});

test('nothing of anybody else is in it', () => {
  holds((standing) => expect(JSON.stringify(standing)).not.toContain('person'));
});

test('an unsuited applicant is told just what the last on the list would be told', () => {
  holds((standing, personId, state, now) => {
    const last = Math.max(0, ...state.applicants.map(({ rank }) => rank ?? 0)) + 1;
    const mine = state.applicants.find((one) => one.personId === personId);
    if (mine?.rank !== null) return;
    const applicants = state.applicants.map((one) => (one.personId === personId ? { ...one, rank: last } : one));
    expect(standingOf({ ...state, applicants }, personId, now)).toEqual(standing);
  });
});

test('as many are ahead as the rule of the offers would offer before, were there openings for all', () => {
  holds((standing, personId, state, now) => {
    if (standing.state !== 'waiting') return;
    const rankOf = (id: string) => state.applicants.find((one) => one.personId === id)?.rank ?? null;
    const { issue } = decideOffers(
      {
        ...{
          instants,
          answerWindow: ANSWER_WINDOW,
          rated: true,
          settled: false,
          openings: 1000,
          applicants: state.applicants.length,
        },
        ranked: state.applicants.flatMap((one) => (one.rank === null ? [] : [{ ...one, rank: one.rank }])),
        withdrawn: state.applicants.filter((one) => one.withdrawnAt).map((one) => one.personId),
        offers: state.offers.map((one) => ({ ...one, id: one.personId })),
      },
      { since: null, now },
      OSLO,
    );
    const before = issue.findIndex((next) => next.personId === personId);
    expect(before === -1).toBe(rankOf(personId) === null);
    expect(standing.ahead).toBe(before === -1 ? issue.length : before);
  });
});

test('only an application that counts can be withdrawn, and only a withdrawn one taken up again', () => {
  holds((standing, personId, state) => {
    const withdrawn = state.applicants.some((one) => one.personId === personId && one.withdrawnAt);
    if (standing.may === 'restore') expect([withdrawn, state.rated, state.settled]).toEqual([true, false, false]);
    if (standing.may === 'withdraw' && standing.state !== 'offered')
      expect([withdrawn, state.settled && standing.state !== 'applied']).toEqual([false, false]);
  });
});
