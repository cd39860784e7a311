import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { deliverMails } from '../../src/outbox/deliver.js';
import { createPost, type Post } from '../../src/outbox/transport.js';
import { transact } from '../../src/platform/app.js';
import { advanceOffer } from '../../src/process/offer/offer.advance.js';
import { GONE_CHECKS } from '../../src/process/process.js';
import { resendUnreached } from '../../src/process/resend-unreached.js';
import { oslo } from '../support/calendar.js';
import { type TestApp, testApp } from '../support/database.js';
import { offersOf, POSITION, ratedPosition } from '../support/semester.js';
import { type SmtpServer, startSmtp } from '../support/smtp.js';
import { eventsOf, factsOf } from './offer.positions.js';

const issued = oslo('2026-11-06T09:00');
const expiry = oslo('2026-11-21T00:00');
const STUDENT = 'a@stud.example';

let app: TestApp;
let smtp: SmtpServer;
let post: Post;
let contact: string;
beforeEach(async () => {
  app = await testApp();
  smtp = await startSmtp({ recipient: { [STUDENT]: 550 } });
  post = createPost({ ...app.config, smtpUrl: smtp.url });
  await ratedPosition(app, 1, 'ab', issued);
  const [row] = await app.database.query<{ id: string }[]>(`select contact_id as id from campus`);
  contact = row?.id ?? '';
  await deliverAll();
});
afterEach(async () => {
  await post.close();
  await smtp.close();
  await app.close();
});

/** Sends what waits, and what that gives rise to. */
async function deliverAll(): Promise<void> {
  for (;;) {
    const waiting = await app.database.query<{ id: string }[]>(
      `select id from mail where state = 'waiting' order by created_at, id`,
    );
    if (waiting.length === 0) return;
    for (const { id } of waiting) await deliverMails(app, post, id, 1, GONE_CHECKS);
  }
}
const offerMails = () =>
  app.database.query<{ id: string; state: string }[]>(
    `select id, state from mail where kind = 'offer' and address = $1 order by created_at, dedupe_key`,
    [STUDENT],
  );
const advanceAt = async (at: Date) => {
  await app.setClock(at);
  await transact(app, (tx) => advanceOffer(tx, POSITION));
  await deliverAll();
};
const resend = async (id: string) =>
  transact(app, (tx) => resendUnreached(tx, { id, actorId: contact, reason: 'Serveren var nede.' }));

test('the contact is told once of an offer that was refused for good, with what the server said', async () => {
  expect(await offerMails()).toMatchObject([{ state: 'rejected' }]);
  expect(await factsOf(app, 'unreached')).toEqual([
    expect.objectContaining({ who: 'Student a', address: STUDENT, mail: 'offer', stopped: true, course: 'TDT4100' }),
  ]);
  expect(smtp.received.filter(({ mail }) => mail.headers.get('x-stafett-kind') === 'unreached')).toHaveLength(1);
});

test('its time does not run out, whoever is next is not offered, and the record says why', async () => {
  await advanceAt(expiry);
  expect(await offersOf(app)).toEqual(['a open']);
  expect(await eventsOf(app, 'offer-prolonged')).toMatchObject([
    { acted: false, data: { from: expiry.toISOString(), to: oslo('2026-12-06T00:00').toISOString() } },
  ]);
  expect(await factsOf(app, 'deadline-moved')).toEqual([]);
  expect(await factsOf(app, 'offer-reminder')).toEqual([]);
});

test('sent again it goes with its full time, and then that runs out', async () => {
  await advanceAt(expiry);
  await app.setClock(oslo('2026-12-01T12:00'));
  smtp.faults.recipient = {};
  const [rejected] = await offerMails();
  expect(await resend(rejected?.id ?? '')).toBeNull();
  await deliverAll();
  expect(await offerMails()).toMatchObject([{ state: 'rejected' }, { state: 'sent' }]);
  expect(smtp.received.filter(({ to }) => to.includes(STUDENT))).toHaveLength(1);
  await advanceAt(oslo('2026-12-15T23:59'));
  expect(await offersOf(app)).toEqual(['a open']);
  await advanceAt(oslo('2026-12-16T00:00'));
  expect(await offersOf(app)).toEqual(['a expired', 'b open']);
});

test('sent again on the day of the offer it keeps its deadline and its Message-ID', async () => {
  smtp.faults.recipient = {};
  const [rejected] = await offerMails();
  expect(await resend(rejected?.id ?? '')).toBeNull();
  await deliverAll();
  expect(await offerMails()).toMatchObject([{ id: rejected?.id, state: 'sent' }]);
  await advanceAt(expiry);
  expect(await offersOf(app)).toEqual(['a expired', 'b open']);
});

test('a mail that is refused to the contact herself tells nobody', async () => {
  const [told] = await app.database.query<{ address: string }[]>(`select address from mail where kind = 'unreached'`);
  smtp.faults.recipient = { [told?.address ?? '']: 550, [STUDENT]: 550 };
  await app.setClock(oslo('2026-11-06T11:00'));
  const [rejected] = await offerMails();
  expect(await resend(rejected?.id ?? '')).toBeNull();
  await deliverAll();
  expect(await app.database.query(`select state from mail where kind = 'unreached' order by created_at`)).toEqual([
    { state: 'sent' },
    { state: 'rejected' },
  ]);
});
