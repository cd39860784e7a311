import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { whyGone } from '../../src/outbox/gone.js';
import type { MailKind } from '../../src/outbox/kinds.js';
import { Mail } from '../../src/outbox/mail.entity.js';
import { transact } from '../../src/platform/app.js';
import { actOnOffer } from '../../src/process/offer/act-on-offer.js';
import { moveOfferDeadline } from '../../src/process/offer/move-offer-deadline.js';
import { advanceOffer } from '../../src/process/offer/offer.advance.js';
import { offerGone } from '../../src/process/offer/offer.mails.js';
import { oslo } from '../support/calendar.js';
import { type TestApp, testApp } from '../support/database.js';
import { offerOf, offersOf, POSITION, ratedPosition } from '../support/semester.js';
import { eventsOf, factsOf } from './offer.positions.js';

const issued = oslo('2026-11-06T09:00');
const expiry = oslo('2026-11-21T00:00');
const later = oslo('2026-11-28T00:00');

let app: TestApp;
let contact: string;
beforeEach(async () => {
  app = await testApp();
  await ratedPosition(app, 1, 'ab', issued);
  const [row] = await app.database.query<{ id: string }[]>(`select contact_id as id from campus`);
  contact = row?.id ?? '';
});
afterEach(() => app.close());

const advance = () => transact(app, (tx) => advanceOffer(tx, POSITION));
const move = async (expiresAt: Date, letter = 'a') => moveTo((await offerOf(app, letter)).offerId, expiresAt);
const moveTo = (offerId: string, expiresAt: Date) =>
  transact(app, (tx) =>
    moveOfferDeadline(tx, { offerId, expiresAt, actorId: contact, reason: 'Studenten er på feltarbeid.' }),
  );
const remindedAt = async () => {
  const rows = await app.database.query<{ at: string }[]>(
    `select split_part(dedupe_key, ':', 3) || ':' || split_part(dedupe_key, ':', 4) as at
     from mail where kind = 'offer-reminder' order by 1`,
  );
  return rows.map(({ at }) => at);
};
/** Why the newest mail of a kind would be dropped now. */
const gone = async (kind: MailKind) => {
  const mail = await app.database.manager.findOneOrFail(Mail, { where: { kind }, order: { createdAt: 'DESC' } });
  return whyGone(app.database.manager, mail, issued, offerGone);
};

test('an offer runs to its new deadline, its student is told of both, and the record says by whom and why', async () => {
  expect(await move(later)).toBeNull();
  expect(await factsOf(app, 'deadline-moved')).toEqual([
    expect.objectContaining({ from: expiry.toISOString(), to: later.toISOString(), moves: 1, recipient: 'Student a' }),
  ]);
  const { offerId } = await offerOf(app, 'a');
  expect(await eventsOf(app, 'offer-moved')).toEqual([
    {
      position: POSITION,
      acted: true,
      data: {
        offerId,
        from: expiry.toISOString(),
        to: later.toISOString(),
        reason: 'Studenten er på feltarbeid.',
      },
    },
  ]);
  await app.setClock(expiry);
  await advance();
  expect(await offersOf(app)).toEqual(['a open']);
  await app.setClock(later);
  await advance();
  expect(await offersOf(app)).toEqual(['a expired', 'b open']);
});

test('the reminders follow', async () => {
  await move(later);
  expect(app.alarms.at(-1)).toMatchObject({ queue: 'offer', id: POSITION, dueAt: oslo('2026-11-20T09:00') });
  for (const at of [
    '2026-11-13T09:00',
    '2026-11-18T09:00',
    '2026-11-20T09:00',
    '2026-11-25T09:00',
    '2026-11-27T09:00',
  ]) {
    await app.setClock(oslo(at));
    await advance();
  }
  expect(await remindedAt()).toEqual(['2026-11-20T08:00', '2026-11-25T08:00', '2026-11-27T08:00']);
});

test('it can be moved again and back; each time is told once, and only the last is still true', async () => {
  expect(await move(later)).toBeNull();
  expect(await gone('deadline-moved')).toBeNull();
  const [first] = await app.database.manager.findBy(Mail, { kind: 'deadline-moved' });
  await app.setClock(oslo('2026-11-06T10:00'));
  expect(await move(expiry)).toBeNull();
  expect((await factsOf(app, 'deadline-moved')).map(({ moves }) => moves)).toEqual([1, 2]);
  expect(await whyGone(app.database.manager, first as Mail, issued, offerGone)).toBe('the deadline was moved');
  expect(await gone('deadline-moved')).toBeNull();
});

test('a reminder that waits is dropped when the deadline is another one by then; the offer itself goes out', async () => {
  await app.setClock(oslo('2026-11-13T09:00'));
  await advance();
  expect(await gone('offer-reminder')).toBeNull();
  await move(later);
  expect(await gone('offer-reminder')).toBe('the deadline was moved');
  expect(await gone('offer')).toBeNull();
  await actOnOffer(app, { ...(await offerOf(app, 'a')), answer: 'decline' });
  for (const kind of ['offer-reminder', 'deadline-moved'] as const)
    expect(await gone(kind)).toBe('the offer is closed');
});

test('of several who move it to the same day at once, one does, and each learns of their own', async () => {
  for (const day of [later, expiry, later]) {
    const moves = await Promise.all(Array.from({ length: 6 }, () => move(day)));
    expect(moves.filter((one) => one === null)).toHaveLength(1);
  }
  expect(await factsOf(app, 'deadline-moved')).toHaveLength(3);
});

describe('the mail that closes a moved offer knows what to take out of the calendar', () => {
  const calendar = { expiresAt: later.toISOString(), moves: 1 };
  beforeEach(() => move(later));

  test.each([
    ['accept', 'offer-accepted'],
    ['decline', 'offer-declined'],
  ] as const)('%s', async (answer, kind) => {
    await actOnOffer(app, { ...(await offerOf(app, 'a')), answer });
    expect(await factsOf(app, kind)).toEqual([expect.objectContaining(calendar)]);
  });
  test('taken back by the contact', async () => {
    const { offerId } = await offerOf(app, 'a');
    await transact(app, (tx) => advanceOffer(tx, POSITION, { offerId, answer: 'withdraw', actor: contact }));
    expect(await factsOf(app, 'offer-withdrawn')).toEqual([
      expect.objectContaining({ ...calendar, by: 'contact', wasAccepted: false }),
    ]);
  });
  test('given back by the student: nothing, since it was taken out with the acceptance', async () => {
    for (const answer of ['accept', 'withdraw'] as const)
      await actOnOffer(app, { ...(await offerOf(app, 'a')), answer });
    expect(await factsOf(app, 'offer-withdrawn')).toEqual([
      expect.objectContaining({ expiresAt: null, by: 'student', wasAccepted: true }),
    ]);
  });
});

describe('it is refused, and nothing changes,', () => {
  const refused = async (because: string, expiresAt: Date, letter?: string) => {
    const before = await app.dump({ without: ['subject'] });
    expect(await move(expiresAt, letter)).toBe(because);
    expect(await app.dump({ without: ['subject'] })).toBe(before);
  };

  test('to a day that has begun, or where it is', async () => {
    await refused('past', oslo('2026-11-06T00:00'));
    await refused('same', expiry);
  });
  test('to a day within the two weeks that every student is promised', async () => {
    await refused('promised', oslo('2026-11-20T00:00'));
    expect(await move(later)).toBeNull();
    await refused('promised', oslo('2026-11-20T00:00'));
    expect(await move(expiry)).toBeNull();
  });
  test.each(['accept', 'decline'] as const)('after %s', async (answer) => {
    await actOnOffer(app, { ...(await offerOf(app, 'a')), answer });
    await refused('closed', later);
  });
  test('once it has expired', async () => {
    await app.setClock(expiry);
    await advance();
    await refused('closed', later);
  });
  test('in a paused round', async () => {
    await app.database.query(`update subject set paused = true`);
    await refused('paused', later);
  });
});

test('an expiry that nobody has noted yet is not undone', async () => {
  await app.setClock(expiry);
  expect(await move(later)).toBe('closed');
  expect(await offersOf(app)).toEqual(['a expired', 'b open']);
});

test('only the start of a local day is a deadline, and only of an offer that is there', async () => {
  await expect(move(oslo('2026-11-28T12:00'))).rejects.toThrow(RangeError);
  await expect(moveTo(contact, later)).rejects.toThrow('no offer');
});
