import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { transact } from '../../src/platform/app.js';
import { actOnOffer } from '../../src/process/offer/act-on-offer.js';
import { advanceOffer } from '../../src/process/offer/offer.advance.js';
import { oslo, secondBefore } from '../support/calendar.js';
import { type TestApp, testApp } from '../support/database.js';
import { offerOf, offersOf, POSITION, ratedPosition } from '../support/semester.js';

const issued = oslo('2026-11-06T09:00');
const expiry = oslo('2026-11-21T00:00');
const advance = () => transact(app, (tx) => advanceOffer(tx, POSITION));
const mails = async () =>
  (
    await app.database.query<{ line: string }[]>(
      `select kind || ' ' || split_part(address, '@', 1) as line from mail where kind <> 'sign-in' order by line`,
    )
  ).map((row) => row.line);

let app: TestApp;
beforeEach(async () => {
  app = await testApp();
});
afterEach(() => app.close());

test('an expiry passes the opening on, with its mails, events and next alarm', async () => {
  await ratedPosition(app, 1, 'ab', issued);
  expect(await offersOf(app)).toEqual(['a open']);
  await app.setClock(secondBefore(expiry));
  await advance();
  expect(await offersOf(app)).toEqual(['a open']);
  await app.setClock(expiry);
  await advance();
  expect(await offersOf(app)).toEqual(['a expired', 'b open']);
  // The last reminder was due while nothing ran; it is the only one that is sent.
  expect(await mails()).toEqual(['offer a', 'offer b', 'offer-expired a', 'offer-reminder a']);
  const events = await app.database.query<{ kind: string }[]>(
    `select kind from event where position_id = $1 order by id`,
    [POSITION],
  );
  expect(events.map((event) => event.kind)).toEqual(['rated', 'offer-issued', 'offer-expired', 'offer-issued']);
  expect(app.alarms.at(-1)).toMatchObject({ queue: 'offer', id: POSITION, dueAt: oslo('2026-11-28T09:00') });
});

test('advancing twice at one instant changes nothing but the time of the attempt', async () => {
  await ratedPosition(app, 2, 'abc', issued);
  await app.setClock(expiry);
  await advance();
  const dump = () => app.dump({ without: ['subject'] });
  const once = await dump();
  await advance();
  expect(await dump()).toBe(once);
});

test('the final list goes out when the last opening is filled, and whoever got no offer is told', async () => {
  await ratedPosition(app, 1, 'ab', issued);
  await actOnOffer(app, { ...(await offerOf(app, 'a')), answer: 'accept' });
  expect(await mails()).toEqual([
    'application-closed b',
    'final-list teacher',
    'laos-reminder a',
    'offer a',
    'offer-accepted a',
    'round-summary contact',
    'round-summary faculty',
  ]);
});

test('an accepted student who withdraws makes room for the next, and a corrected list says who', async () => {
  await ratedPosition(app, 1, 'ab', issued);
  await actOnOffer(app, { ...(await offerOf(app, 'a')), answer: 'accept' });
  await app.setClock(oslo('2026-12-01T11:00'));
  expect(await actOnOffer(app, { ...(await offerOf(app, 'a')), answer: 'withdraw' })).toBe('withdrawn');
  await actOnOffer(app, { ...(await offerOf(app, 'b')), answer: 'accept' });
  expect(await offersOf(app)).toEqual(['a withdrawn', 'b accepted']);
  const lists = await app.database.query<{ changes: object | null }[]>(
    `select facts->'changes' as changes from mail where kind = 'final-list' order by created_at`,
  );
  expect(lists.map((list) => list.changes)).toEqual([null, { added: ['Student b'], removed: ['Student a'] }]);
});

describe('races', () => {
  test('an accept and an expiry: one of them wins, and database, answer and mail agree', async () => {
    await ratedPosition(app, 1, 'abcdefgh', issued);
    // One step before and one after the expiry, so that each wins in turn.
    for (const [letter, at] of [
      ['a', expiry],
      ['b', secondBefore(oslo('2026-12-06T00:00'))],
    ] as const) {
      const offer = await offerOf(app, letter);
      await app.setClock(at);
      const answers = await Promise.all([
        actOnOffer(app, { ...offer, answer: 'accept' }),
        ...Array.from({ length: 6 }, advance),
        actOnOffer(app, { ...offer, answer: 'accept' }),
      ]);
      const said = new Set(answers.filter((answer) => typeof answer === 'string'));
      const [row] = await app.database.query<{ state: string }[]>(`select state from offer where id = $1`, [
        offer.offerId,
      ]);
      expect([...said]).toEqual([row?.state]);
      expect((await mails()).filter((mail) => /^offer-(accepted|expired)/.test(mail) && mail.endsWith(letter))).toEqual(
        [`offer-${row?.state} ${letter}`],
      );
    }
    expect(await offersOf(app)).toEqual(['a expired', 'b accepted']);
  });

  test('accept and decline at the same time: the first stands', async () => {
    await ratedPosition(app, 1, 'ab', issued);
    const offer = await offerOf(app, 'a');
    const answers = await Promise.all([
      actOnOffer(app, { ...offer, answer: 'accept' }),
      actOnOffer(app, { ...offer, answer: 'decline' }),
    ]);
    expect(new Set(answers).size).toBe(1);
    const open = (await offersOf(app)).filter((line) => / (open|accepted)$/.test(line));
    expect(open).toHaveLength(1);
  });
});

test('a decision commits with its mails and events, or not at all', async () => {
  await ratedPosition(app, 1, 'ab', issued);
  const offer = await offerOf(app, 'a');
  const before = await app.dump();
  for (const table of ['mail', 'event']) {
    await app.database.query(`alter table ${table} add constraint refuse check (false) not valid`);
    await expect(actOnOffer(app, { ...offer, answer: 'decline' })).rejects.toThrow('refuse');
    await app.database.query(`alter table ${table} drop constraint refuse`);
    expect(await app.dump()).toBe(before);
  }
});

test('an event is never updated or deleted', async () => {
  await ratedPosition(app, 1, 'a', issued);
  await expect(app.database.query(`update event set kind = 'other'`)).rejects.toThrow('never updated');
  await expect(app.database.query(`delete from event`)).rejects.toThrow('never updated');
});

test("somebody else's offer cannot be answered", async () => {
  await ratedPosition(app, 2, 'ab', issued);
  const { offerId } = await offerOf(app, 'a');
  const { personId } = await offerOf(app, 'b');
  await expect(actOnOffer(app, { offerId, personId, answer: 'accept' })).rejects.toThrow('no offer');
});
