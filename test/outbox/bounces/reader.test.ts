import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { readBounces, startBounceReader } from '../../../src/outbox/bounces/reader.js';
import { deliverMails } from '../../../src/outbox/deliver.js';
import { createPost, type Post } from '../../../src/outbox/transport.js';
import { transact } from '../../../src/platform/app.js';
import { changeAddress } from '../../../src/process/change-address.js';
import { advanceOffer } from '../../../src/process/offer/offer.advance.js';
import { GONE_CHECKS } from '../../../src/process/process.js';
import { factsOf } from '../../process/offer.positions.js';
import { oslo } from '../../support/calendar.js';
import { type TestApp, testApp } from '../../support/database.js';
import { type ImapServer, startImap } from '../../support/imap.js';
import { offersOf, POSITION, ratedPosition } from '../../support/semester.js';
import { type ReceivedMail, type SmtpServer, startSmtp } from '../../support/smtp.js';
import { type Reported, reportMessage } from './reports.js';

const issued = oslo('2026-11-06T09:00');
const expiry = oslo('2026-11-21T00:00');
const STUDENT = 'a@stud.example';

let imap: ImapServer;
let smtp: SmtpServer;
let app: TestApp;
let post: Post;
let logged: string[];
beforeAll(async () => {
  imap = await startImap();
});
beforeEach(async () => {
  await imap.empty();
  smtp = await startSmtp();
  logged = [];
  app = {
    ...(await testApp({ MAIL_FROM: 'Stafett <stafett@faculty.example>' })),
    log: pino({ level: 'debug' }, { write: (line: string) => void logged.push(line) }),
  };
  post = createPost({ ...app.config, smtpUrl: smtp.url });
  await ratedPosition(app, 1, 'ab', issued);
  await deliverAll();
});
afterEach(async () => {
  await post.close();
  await smtp.close();
  await app.close();
});
afterAll(() => imap.stop());

async function deliverAll(): Promise<void> {
  for (;;) {
    const waiting = await app.database.query<{ id: string }[]>(`select id from mail where state = 'waiting'`);
    if (waiting.length === 0) return;
    for (const { id } of waiting) await deliverMails(app, post, id, 1, GONE_CHECKS);
  }
}
const advanceAt = async (at: Date) => {
  await app.setClock(at);
  await transact(app, (tx) => advanceOffer(tx, POSITION));
  await deliverAll();
};
/** The newest offer that arrived at an address. */
const offerTo = (address: string): ReceivedMail => {
  const found = smtp.received.filter(
    ({ mail, to }) => mail.headers.get('x-stafett-kind') === 'offer' && to.includes(address),
  );
  const newest = found.at(-1);
  if (!newest) throw new Error(`No offer has arrived at ${address}.`);
  return newest;
};
const bounce = (reported: Partial<Reported> = {}) =>
  imap.deliver(reportMessage({ to: offerTo(STUDENT).from, ...reported }));
const read = () => readBounces(app, imap.url);
const offerMails = () =>
  app.database.query<object[]>(`select state, reason from mail where kind = 'offer' and address = $1`, [STUDENT]);

test('an offer that came back stops its clock and tells the contact, with what the server said', async () => {
  await bounce();
  expect(await read()).toBe(1);
  expect(await offerMails()).toEqual([{ state: 'bounced', reason: '550 5.1.1 <address>: no such user' }]);
  await deliverAll();
  expect(await factsOf(app, 'unreached')).toEqual([
    expect.objectContaining({
      who: 'Student a',
      address: STUDENT,
      stopped: true,
      said: '550 5.1.1 <address>: no such user',
    }),
  ]);
  await advanceAt(expiry);
  expect(await offersOf(app)).toEqual(['a open']);
});

test('it goes on when the address is put right, with its full time', async () => {
  await bounce();
  await read();
  await advanceAt(expiry);
  await app.setClock(oslo('2026-12-01T12:00'));
  await transact(app, async (tx) => {
    const [found] = await tx.manager.query<{ personId: string; actorId: string }[]>(
      `select p.id as "personId", k.contact_id as "actorId" from person p, campus k where p.email = $1`,
      [STUDENT],
    );
    if (!found) throw new Error('There is no such student.');
    const corrected = { email: 'anna@stud.example', name: 'Student a', phone: null };
    const refusal = await changeAddress(tx, {
      ...found,
      ...corrected,
      roundId: '2027V-trondheim',
      reason: 'Ny adresse.',
    });
    expect(refusal).toBeNull();
  });
  await deliverAll();
  expect(offerTo('anna@stud.example').from).not.toBe(offerTo(STUDENT).from);
  await advanceAt(oslo('2026-12-15T23:59'));
  expect(await offersOf(app)).toEqual(['a open']);
  await advanceAt(oslo('2026-12-16T00:00'));
  expect(await offersOf(app)).toEqual(['a expired', 'b open']);
});

test('a report that was noted is deleted, twice the same changes nothing, and what is no report stays unread', async () => {
  await bounce();
  await bounce();
  const letter = `From: ${STUDENT}\nTo: stafett@faculty.example\nSubject: Hei\n\nTakk!\n`;
  await imap.deliver(letter);
  await bounce({ to: 'forum@faculty.example' });
  expect(await read()).toBe(1);
  const left = await imap.messages();
  expect(left.map(({ seen }) => seen)).toEqual([false, false]);
  expect(left.map(({ text }) => /^To: (.*)\r$/m.exec(text)?.[1]).sort()).toEqual([
    'forum@faculty.example',
    'stafett@faculty.example',
  ]);
  const before = await app.dump({ without: ['last_run'] });
  await bounce();
  expect(await read()).toBe(0);
  expect(await app.dump({ without: ['last_run'] })).toBe(before);
});

test('a delay changes nothing', async () => {
  const before = await app.dump({ without: ['last_run'] });
  await bounce({ action: 'delayed' });
  expect(await read()).toBe(0);
  expect(await app.dump({ without: ['last_run'] })).toBe(before);
  expect(await imap.messages()).toEqual([]);
});

test('a report that is quicker than the commit of its mail waits for it', async () => {
  const [row] = await app.database.query<{ id: string }[]>(
    `insert into mail (kind, address, locale, facts, dedupe_key, thread, created_at, next_due_at)
     select kind, address, locale, facts, 'quick', 'quick', created_at, created_at from mail where kind = 'offer'
     returning id`,
  );
  const id = row?.id ?? '';
  const { arrived, answer } = smtp.hold();
  const delivered = deliverMails(app, post, id, 1, {});
  await arrived;
  await imap.deliver(reportMessage({ to: `stafett+${id}@faculty.example` }));
  const reading = read();
  await waitsForLock();
  answer();
  await delivered;
  expect(await reading).toBe(1);
  expect(await app.database.query(`select state from mail where id = $1`, [id])).toEqual([{ state: 'bounced' }]);
});

test.each(['accepted', 'declined'])('the contact hears nothing of an offer that was %s all the same', async (state) => {
  await app.database.query(`update offer set state = $1`, [state]);
  await bounce();
  expect(await read()).toBe(1);
  expect(await factsOf(app, 'unreached')).toEqual([]);
});

test('of one that has expired she hears that it never arrived, and no longer that a clock stands', async () => {
  await advanceAt(expiry);
  await bounce();
  expect(await read()).toBe(1);
  expect(await factsOf(app, 'unreached')).toMatchObject([{ stopped: false, address: STUDENT }]);
  expect(await offersOf(app)).toEqual(['a expired', 'b open']);
});

test('a mailbox that cannot be read is logged without the login, and nothing else stops', async () => {
  const stop = startBounceReader(app, imap.url.replace('sesame', 'open%20it'));
  await stop();
  const lines = logged.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'bounces-not-read');
  expect(lines).toMatchObject([{ reason: 'Authentication failed.' }]);
  expect(logged.join('')).not.toMatch(/open it|open%20it|stud\.example/);
  await bounce();
  expect(await read()).toBe(1);
});

/** Resolves when somebody waits for a row that another holds. */
async function waitsForLock(): Promise<void> {
  for (;;) {
    const [row] = await app.database.query<{ waiting: boolean }[]>(
      `select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock') as waiting`,
    );
    if (row?.waiting) return;
  }
}
