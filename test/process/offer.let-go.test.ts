import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { transact } from '../../src/platform/app.js';
import { actOnOffer } from '../../src/process/offer/act-on-offer.js';
import { advanceOffer } from '../../src/process/offer/offer.advance.js';
import { oslo } from '../support/calendar.js';
import { type TestApp, testApp } from '../support/database.js';
import { POSITION, ratedPosition } from '../support/semester.js';
import { allOffers, eventsOf, factsOf, letGoOf, offerAt, positionBeside } from './offer.positions.js';

const issued = oslo('2026-11-06T09:00');
const nextDay = oslo('2026-11-07T09:00');
const now = oslo('2026-11-09T12:00');
const gjovik = '2027V-gjovik';

let app: TestApp;
beforeEach(async () => {
  app = await testApp();
});
afterEach(() => app.close());

const accept = async (letter: string, positionId: string, ...letGo: string[]) =>
  actOnOffer(app, { ...(await offerAt(app, positionId, letter)), answer: 'accept', letGo });
const advance = (positionId: string) => transact(app, (tx) => advanceOffer(tx, positionId));

describe('letting go with an acceptance', () => {
  test('of an open offer and of an application, in other rounds too; what is not named stays', async () => {
    await ratedPosition(app, 1, 'abc', issued);
    await positionBeside(app, { id: 'P2', ranked: 'ab', offeredAt: issued });
    await positionBeside(app, { id: 'P3', ranked: 'a', offeredAt: issued });
    await positionBeside(app, { id: 'G1', ranked: 'ab', round: gjovik, offeredAt: null });
    await app.setClock(now);
    expect(await accept('a', POSITION, 'P2', 'G1')).toBe('accepted');
    expect(await allOffers(app)).toEqual(['P1 a accepted', 'P2 a declined', 'P2 b open', 'P3 a open']);
    expect(await letGoOf(app)).toEqual(['G1 a', 'P2 a']);
    const [receipt] = await factsOf(app, 'offer-accepted');
    expect(receipt?.letGo).toEqual([
      { course: 'TDTG1', title: 'Emne G1', was: 'application' },
      { course: 'TDTP2', title: 'Emne P2', was: 'offer' },
    ]);
    expect(await factsOf(app, 'offer-declined')).toEqual([
      expect.objectContaining({ course: 'TDTP2', withApplication: true }),
    ]);
    expect(await eventsOf(app, 'offer-accepted')).toEqual([
      { position: POSITION, acted: true, data: expect.objectContaining({ letGo: ['G1', 'P2'], hours: 100 }) },
    ]);
    expect((await eventsOf(app, 'application-withdrawn')).map(({ position }) => position)).toEqual(['G1', 'P2']);
  });

  test('only of what is live and their own', async () => {
    await ratedPosition(app, 2, 'abc', issued);
    // Somebody else's, one that is settled, one that is accepted, one in a paused round, and what does not exist.
    await positionBeside(app, { id: 'P2', ranked: 'bc', offeredAt: issued });
    await positionBeside(app, { id: 'P3', ranked: 'ba', offeredAt: issued });
    await positionBeside(app, { id: 'P4', ranked: 'a', offeredAt: issued });
    await positionBeside(app, { id: 'G1', ranked: 'a', round: gjovik, offeredAt: issued });
    await app.setClock(now);
    await accept('a', 'P4');
    await app.database.query(`update position set settled_at = $1 where id = 'P3'`, [now]);
    await app.database.query(`update subject set paused = true where id = 'G1'`);
    await accept('a', POSITION, 'P2', 'P3', 'P4', 'G1', 'nowhere', POSITION);
    expect(await letGoOf(app)).toEqual([]);
    expect(await allOffers(app)).toContain('P4 a accepted');
    expect((await factsOf(app, 'offer-accepted')).map(({ letGo }) => letGo)).toEqual([[], []]);
  });

  test('of nothing when the acceptance comes too late, or the answer is no', async () => {
    await ratedPosition(app, 1, 'ab', issued);
    await positionBeside(app, { id: 'P2', ranked: 'a', offeredAt: nextDay });
    await app.setClock(oslo('2026-11-21T00:00'));
    expect(await accept('a', POSITION, 'P2')).toBe('expired');
    const { offerId, personId } = await offerAt(app, POSITION, 'b');
    await actOnOffer(app, { offerId, personId, answer: 'decline', letGo: ['P2'] });
    expect(await letGoOf(app)).toEqual([]);
    expect(await allOffers(app)).toContain('P2 a open');
  });

  test('of nothing when it was accepted already', async () => {
    await ratedPosition(app, 1, 'a', issued);
    await positionBeside(app, { id: 'P2', ranked: 'a', offeredAt: issued });
    await accept('a', POSITION);
    expect(await accept('a', POSITION, 'P2')).toBe('accepted');
    expect(await letGoOf(app)).toEqual([]);
    expect(await factsOf(app, 'offer-accepted')).toEqual([expect.objectContaining({ letGo: [] })]);
  });

  test('all of it or nothing: a failure at any step leaves everything as it was', async () => {
    await ratedPosition(app, 1, 'ab', issued);
    await positionBeside(app, { id: 'P2', ranked: 'ab', offeredAt: issued });
    await positionBeside(app, { id: 'P3', ranked: 'ab', offeredAt: null });
    await app.setClock(now);
    const before = await app.dump();
    for (const [table, refused] of [
      ['mail', `kind = 'offer-declined'`],
      ['event', `kind = 'application-withdrawn' and position_id = 'P3'`],
      ['mail', `kind = 'offer-accepted'`],
      ['application', `withdrawn_at is not null and position_id = 'P3'`],
    ]) {
      await app.database.query(`alter table ${table} add constraint refuse check (not (${refused})) not valid`);
      await expect(accept('a', POSITION, 'P2', 'P3')).rejects.toThrow('refuse');
      await app.database.query(`alter table ${table} drop constraint refuse`);
      expect(await app.dump()).toBe(before);
    }
    expect(await accept('a', POSITION, 'P2', 'P3')).toBe('accepted');
    expect(await letGoOf(app)).toEqual(['P2 a', 'P3 a']);
  });
});

describe('the hours of the semester', () => {
  test('are summed over its rounds, and only what is above the limit is told', async () => {
    await ratedPosition(app, 1, 'a', issued);
    await positionBeside(app, { id: 'G1', ranked: 'a', hours: 83, round: gjovik, offeredAt: issued });
    await positionBeside(app, { id: 'G2', ranked: 'a', hours: 60, round: gjovik, offeredAt: issued });
    await positionBeside(app, { id: 'H1', ranked: 'a', hours: 90, round: '2027H-gjovik', offeredAt: issued });
    await positionBeside(app, { id: 'G3', ranked: 'a', hours: 80, round: gjovik, offeredAt: issued });
    await app.setClock(now);
    for (const positionId of ['P1', 'H1', 'G1', 'G2', 'G3']) await accept('a', positionId);
    const hours = (await eventsOf(app, 'offer-accepted')).map(({ position, data }) => [position, data.hours]);
    expect(hours).toEqual([
      ['P1', 100],
      ['H1', 90],
      ['G1', 183],
      ['G2', 243],
      ['G3', 323],
    ]);
    const overloads = (await factsOf(app, 'offer-accepted')).map(({ overload }) => overload).filter(Boolean);
    expect(overloads).toEqual([{ hours: 323, limit: 243 }]);
  });
});

describe('races', () => {
  test('an acceptance that lets go, and the expiry of what is let go of', async () => {
    await ratedPosition(app, 6, 'abcdef', nextDay);
    await positionBeside(app, { id: 'P2', ranked: 'abcdef', openings: 5, offeredAt: issued });
    await app.setClock(oslo('2026-11-21T00:00'));
    await Promise.all([...'abcdef'].flatMap((letter) => [accept(letter, POSITION, 'P2'), advance('P2')]));
    const offers = await allOffers(app);
    expect(offers.filter((line) => line.startsWith('P1'))).toEqual(
      [...'abcdef'].map((letter) => `P1 ${letter} accepted`),
    );
    // Their time was up at that instant, whoever came first: there was nothing left to let go of but for the sixth, who had
    // applied, or was offered in the meantime what one of the five no longer had.
    expect(offers.slice(6, 11)).toEqual([...'abcde'].map((letter) => `P2 ${letter} expired`));
    expect(offers.slice(11).filter((line) => line !== 'P2 f declined')).toEqual([]);
    expect(await letGoOf(app)).toEqual(['P2 f']);
    const told = (await factsOf(app, 'offer-accepted')).filter(({ letGo }) => (letGo as unknown[]).length > 0);
    const was = offers.includes('P2 f declined') ? 'offer' : 'application';
    expect(told).toEqual([
      expect.objectContaining({ recipient: 'Student f', letGo: [expect.objectContaining({ was })] }),
    ]);
  });

  test('an acceptance that lets go, and an offer there that is issued at the same time', async () => {
    await ratedPosition(app, 8, 'abcdefgh', issued);
    await positionBeside(app, { id: 'P2', ranked: 'abcdefgh', offeredAt: issued });
    await app.setClock(now);
    // Each in turn is offered P2 as soon as the one before has let go of it, while they all let go.
    await Promise.all([...'hgfedcba'].map((letter) => accept(letter, POSITION, 'P2')));
    const offers = await allOffers(app);
    expect(offers.filter((line) => / (open|accepted)$/.test(line))).toEqual(
      [...'abcdefgh'].map((letter) => `P1 ${letter} accepted`),
    );
    const declined = offers.filter((line) => line.startsWith('P2')).map((line) => line.split(' ')[1]);
    const told = (await factsOf(app, 'offer-accepted')).filter(
      ({ letGo }) => (letGo as { was: string }[])[0]?.was === 'offer',
    );
    expect(told).toHaveLength(declined.length);
    expect(await letGoOf(app)).toHaveLength(8);
  });

  test.each([['2027V-trondheim'], [gjovik]])(
    'two acceptances that let go of each other, in %s: one of them holds, and neither fails',
    async (round) => {
      await ratedPosition(app, 8, 'abcdefgh', issued);
      await positionBeside(app, { id: 'P2', ranked: 'abcdefgh', openings: 8, round, offeredAt: issued });
      await app.setClock(now);
      const answers = await Promise.all(
        [...'abcdefgh'].map(async (letter) =>
          Promise.all([accept(letter, POSITION, 'P2'), accept(letter, 'P2', POSITION)]),
        ),
      );
      for (const pair of answers) expect(pair.sort()).toEqual(['accepted', 'declined']);
      const taken = (await allOffers(app)).filter((line) => line.endsWith('accepted'));
      expect(taken.map((line) => line.split(' ')[1]).sort()).toEqual([...'abcdefgh']);
      expect(await letGoOf(app)).toHaveLength(8);
      expect(await factsOf(app, 'offer-accepted')).toHaveLength(8);
      expect(await factsOf(app, 'offer-declined')).toHaveLength(8);
    },
  );
});
