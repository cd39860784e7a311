import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { transact } from '../../src/platform/app.js';
import { changeOpenings } from '../../src/process/change-openings.js';
import { actOnOffer } from '../../src/process/offer/act-on-offer.js';
import { advanceOffer } from '../../src/process/offer/offer.advance.js';
import type { Place } from '../../src/process/offer/offer-act.rule.js';
import { reinstateApplicant } from '../../src/process/offer/reinstate-applicant.js';
import { withdrawOffer } from '../../src/process/offer/withdraw-offer.js';
import { oslo } from '../support/calendar.js';
import { type TestApp, testApp } from '../support/database.js';
import { offersOf, POSITION, ratedPosition } from '../support/semester.js';

const issued = oslo('2026-11-06T09:00');
const after = oslo('2026-11-09T12:00');

let app: TestApp;
let by: { actorId: string; reason: string };
beforeEach(async () => {
  app = await testApp();
});
afterEach(() => app.close());

async function rated(openings: number, ranked: string): Promise<void> {
  await ratedPosition(app, openings, ranked, issued);
  const [contact] = await app.database.query<{ id: string }[]>(`select contact_id as id from campus`);
  by = { actorId: contact?.id ?? '', reason: 'Avtalt på telefon.' };
  await app.setClock(after);
}

/** The newest offer of a student. */
async function offerOf(letter: string): Promise<{ offerId: string; personId: string }> {
  const [row] = await app.database.query<{ offerId: string; personId: string }[]>(
    `select o.id as "offerId", p.id as "personId" from offer o join person p on p.id = o.person_id
     where p.email = $1 order by o.issued_at desc limit 1`,
    [`${letter}@stud.example`],
  );
  if (!row) throw new Error(`${letter} has no offer.`);
  return row;
}

async function applicationOf(letter: string): Promise<string> {
  const [row] = await app.database.query<{ id: string }[]>(
    `select a.id from application a join person p on p.id = a.person_id where p.email = $1`,
    [`${letter}@stud.example`],
  );
  return row?.id ?? '';
}

const answer = async (letter: string, word: 'accept' | 'decline' | 'withdraw') =>
  actOnOffer(app, { ...(await offerOf(letter)), answer: word });
const reinstate = async (letter: string, place: Place = 'free') => {
  const applicationId = await applicationOf(letter);
  return transact(app, (tx) => reinstateApplicant(tx, { applicationId, place, ...by }));
};
const resize = (openings: number) =>
  transact(app, (tx) => changeOpenings(tx, { positionId: POSITION, openings, ...by }));
const withdraw = async (letter: string) => {
  const { offerId } = await offerOf(letter);
  return transact(app, (tx) => withdrawOffer(tx, { offerId, ...by }));
};
const mailed = async (...kinds: string[]) => {
  const rows = await app.database.query<{ line: string }[]>(
    `select kind || ' ' || left(address, 1) as line from mail where kind = any($1) order by created_at, line`,
    [kinds],
  );
  return rows.map(({ line }) => line);
};
const happened = async (...kinds: string[]) =>
  app.database.query<Record<string, unknown>[]>(
    `select e.kind, left(p.email, 1) as who, e.actor_id = $2::uuid as hers, e.data->>'reason' as reason
     from event e left join person p on p.id = e.person_id where e.kind = any($1) order by e.id`,
    [kinds, by.actorId],
  );
const settled = async () =>
  (await app.database.query<{ settled: boolean }[]>(`select settled_at is not null as settled from position`))[0]
    ?.settled;
const openings = async () =>
  (await app.database.query<{ openings: number }[]>(`select openings from position`))[0]?.openings;

/** What must be true of a position, whoever came first. */
async function holds(): Promise<void> {
  const [row] = await app.database.query<{ held: number; openings: number; twice: number }[]>(
    `select openings, (select count(*)::int from offer where state in ('open', 'accepted')) as held,
       (select count(*)::int from (
          select 1 from offer where state in ('open', 'accepted') group by person_id having count(*) > 1) as t) as twice
     from position`,
  );
  expect(row?.held).toBeLessThanOrEqual(row?.openings ?? 0);
  expect(row?.twice).toBe(0);
  const mails = await app.database.query<{ n: number }[]>(
    `select count(*)::int as n from mail where kind = 'offer' group by offer_id having count(*) <> 1`,
  );
  expect(mails).toEqual([]);
}

describe('withdrawing an offer', () => {
  test('an open one goes on to the next at once; both are told, and the record says by whom and why', async () => {
    await rated(1, 'ab');
    expect(await withdraw('a')).toBeNull();
    expect(await offersOf(app)).toEqual(['a withdrawn', 'b open']);
    expect(await mailed('offer-withdrawn', 'offer')).toEqual(['offer a', 'offer b', 'offer-withdrawn a']);
    expect(await happened('offer-withdrawn')).toEqual([
      { kind: 'offer-withdrawn', who: 'a', hers: true, reason: 'Avtalt på telefon.' },
    ]);
  });
  test('an accepted one opens the settled position again', async () => {
    await rated(1, 'ab');
    await answer('a', 'accept');
    expect(await settled()).toBe(true);
    expect(await withdraw('a')).toBeNull();
    expect(await settled()).toBe(false);
    expect(await offersOf(app)).toEqual(['a withdrawn', 'b open']);
  });
  test('one that is closed stays as it is', async () => {
    await rated(1, 'ab');
    await answer('a', 'decline');
    expect(await withdraw('a')).toBe('closed');
    expect(await offersOf(app)).toEqual(['a declined', 'b open']);
  });
});

describe('offering out of turn', () => {
  test('a mistaken decline, the opening still free: a new offer, two weeks, in her name', async () => {
    await rated(1, 'a');
    await answer('a', 'decline');
    expect(await settled()).toBe(true);
    await app.setClock(oslo('2026-11-12T10:00'));
    expect(await reinstate('a')).toBeNull();
    expect(await offersOf(app)).toEqual(['a declined', 'a open']);
    expect(await settled()).toBe(false);
    const [offer] = await app.database.query<{ expires_at: Date; by: boolean }[]>(
      `select expires_at, reinstated_by_id = $1::uuid as by from offer where state = 'open'`,
      [by.actorId],
    );
    expect(offer).toEqual({ expires_at: oslo('2026-11-27T00:00'), by: true });
    expect(await mailed('offer')).toEqual(['offer a', 'offer a']);
    expect(await happened('offer-reinstated', 'position-reopened')).toEqual([
      { kind: 'offer-reinstated', who: 'a', hers: true, reason: 'Avtalt på telefon.' },
      { kind: 'position-reopened', who: null, hers: null, reason: null },
    ]);
    await answer('a', 'accept');
    expect(await settled()).toBe(true);
    const lists = await app.database.query<{ changes: object | null }[]>(
      `select facts->'changes' as changes from mail where kind = 'final-list' order by created_at`,
    );
    expect(lists.map(({ changes }) => changes)).toEqual([null, { added: ['Student a'], removed: [] }]);
  });
  test('gone on to the next: refused, unless there is one more, or that offer is withdrawn', async () => {
    await rated(1, 'abc');
    await answer('a', 'decline');
    expect(await reinstate('a')).toBe('taken');
    const { offerId } = await offerOf('b');
    expect(await reinstate('a', { insteadOf: offerId })).toBeNull();
    expect(await offersOf(app)).toEqual(['a declined', 'a open', 'b withdrawn']);
    expect(await mailed('offer-withdrawn', 'offer')).toEqual(['offer a', 'offer a', 'offer b', 'offer-withdrawn b']);
    expect(await reinstate('b', 'more')).toBeNull();
    expect(await openings()).toBe(2);
    expect(await offersOf(app)).toEqual(['a declined', 'a open', 'b withdrawn', 'b open']);
    await holds();
  });
  test('whoever let go of the application has it again', async () => {
    await rated(1, 'a');
    const { personId } = await offerOf('a');
    await transact(app, (tx) => advanceOffer(tx, POSITION, { personId, application: 'withdraw', actor: personId }));
    expect(await reinstate('a')).toBeNull();
    const [application] = await app.database.query<{ at: Date | null }[]>(`select withdrawn_at as at from application`);
    expect(application?.at).toBeNull();
    expect(await happened('application-restored')).toMatchObject([{ who: 'a', hers: true }]);
  });
  test('somebody whom the teacher found unsuited comes after the list', async () => {
    await rated(1, 'ab');
    await app.database.query(`update rating set rank = null where rank = 2`);
    await answer('a', 'decline');
    expect(await reinstate('b')).toBeNull();
    const [offer] = await app.database.query<{ rank: number }[]>(`select rank from offer where state = 'open'`);
    expect(offer?.rank).toBe(2);
  });
  test.each([
    ['has-offer', 'a', undefined],
    ['in-turn', 'c', undefined],
    ['over', 'a', '2027-02-18T12:00'],
  ])('is refused: %s', async (refusal, letter, at) => {
    await rated(1, 'abc');
    if (refusal !== 'has-offer') await answer('a', 'decline');
    if (at) await app.setClock(oslo(at));
    await transact(app, (tx) => advanceOffer(tx, POSITION));
    const before = await app.dump({ without: ['subject'] });
    expect(await reinstate(letter, 'more')).toBe(refusal);
    expect(await app.dump({ without: ['subject'] })).toBe(before);
  });
  test('not in a paused round, nor for a stranger', async () => {
    await rated(1, 'ab');
    await answer('a', 'decline');
    await app.database.query(`update subject set paused = true`);
    expect(await reinstate('a', 'more')).toBe('paused');
    const nowhere = { applicationId: by.actorId, place: 'more' as const, ...by };
    await expect(transact(app, (tx) => reinstateApplicant(tx, nowhere))).rejects.toThrow('no application');
  });
});

describe('the number of openings', () => {
  test('more are offered at once, in a settled position too', async () => {
    await rated(1, 'abc');
    await answer('a', 'accept');
    expect(await resize(3)).toBeNull();
    expect(await offersOf(app)).toEqual(['a accepted', 'b open', 'c open']);
    expect(await settled()).toBe(false);
    const [event] = await app.database.query<{ data: object }[]>(
      `select data from event where kind = 'openings-changed'`,
    );
    expect(event?.data).toEqual({ from: 1, to: 3, reason: 'Avtalt på telefon.' });
  });
  test('fewer, but never below what is accepted or offered; down to what is accepted it is settled', async () => {
    await rated(3, 'abc');
    await answer('a', 'accept');
    await answer('b', 'accept');
    expect(await resize(2)).toBe('too-few');
    expect(await openings()).toBe(3);
    await answer('c', 'decline');
    await app.database.query(`update position set settled_at = null`);
    expect(await resize(2)).toBeNull();
    expect(await settled()).toBe(true);
    expect(await resize(2)).toBe('same');
  });
  test('before the announcement it is what will be announced, once the report is closed', async () => {
    await rated(2, 'ab');
    await app.database.query(`update position set announced_at = null`);
    await app.database.query(`delete from subject where stage = 'offer'`);
    await app.database.query(`insert into report (round_id) select id from round on conflict do nothing`);
    await app.database.query(
      `insert into subject (stage, id) select 'announcement', id from round on conflict do nothing`,
    );
    expect(await resize(5)).toBe('unreported');
    await app.database.query(`update report set reported_at = $1, closed_at = $1`, [issued]);
    expect(await resize(0)).toBe('none');
    expect(await resize(5)).toBeNull();
    expect(await openings()).toBe(5);
    expect(await happened('openings-changed')).toMatchObject([{ hers: true, reason: 'Avtalt på telefon.' }]);
  });
});

describe('at once', () => {
  // Whoever comes first is chance; each order is tried.
  const ROUNDS = 6;

  test('out of turn instead of an offer that its student accepts: one of them has the opening', async () => {
    for (let turn = 0; turn < ROUNDS; turn += 1) {
      await rated(1, 'ab');
      await answer('a', 'decline');
      const { offerId } = await offerOf('b');
      const acts = [() => reinstate('a', { insteadOf: offerId }), () => answer('b', 'accept')];
      const done = await Promise.all((turn % 2 ? acts.toReversed() : acts).map((act) => act()));
      const [refusal, answered] = turn % 2 ? done.toReversed() : done;
      expect([refusal, answered]).toEqual(refusal === null ? [null, 'withdrawn'] : ['taken', 'accepted']);
      expect(await offersOf(app)).toEqual(
        refusal === null ? ['a declined', 'a open', 'b withdrawn'] : ['a declined', 'b accepted'],
      );
      await holds();
      await app.close();
      app = await testApp();
    }
  });
  test('two contacts offer the one free opening to two: one gets it, the other is refused', async () => {
    await rated(2, 'ab');
    await answer('a', 'decline');
    await answer('b', 'decline');
    await resize(1);
    const outcomes = await Promise.all([reinstate('a'), reinstate('b'), reinstate('a'), reinstate('b')]);
    expect(outcomes.filter((one) => one === null)).toHaveLength(1);
    await holds();
    expect(await mailed('offer')).toHaveLength(3);
  });
  test('fewer openings while an offer goes out: never fewer than are held', async () => {
    await rated(2, 'abc');
    await answer('a', 'accept');
    const outcomes = await Promise.all([resize(1), answer('b', 'decline'), resize(1), resize(1)]);
    await holds();
    expect(
      outcomes.filter((one) => one === 'too-few' || one === null || one === 'same' || one === 'declined'),
    ).toHaveLength(4);
  });
  test('withdrawn while it is accepted: the student is told what holds', async () => {
    for (let turn = 0; turn < ROUNDS; turn += 1) {
      await rated(1, 'ab');
      const acts = [() => withdraw('a'), () => answer('a', 'accept')];
      const done = await Promise.all((turn % 2 ? acts.toReversed() : acts).map((act) => act()));
      const [withdrawn, answered] = turn % 2 ? done.toReversed() : done;
      // Either way it is withdrawn in the end: an accepted offer can be.
      expect(withdrawn).toBeNull();
      expect(['accepted', 'withdrawn']).toContain(answered);
      expect(await offersOf(app)).toEqual(['a withdrawn', 'b open']);
      const told = await mailed('offer-accepted', 'offer-withdrawn');
      expect(told).toEqual(answered === 'accepted' ? ['offer-accepted a', 'offer-withdrawn a'] : ['offer-withdrawn a']);
      await holds();
      await app.close();
      app = await testApp();
    }
  });
});
