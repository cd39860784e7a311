import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { examine } from '../../src/doctor/examine.js';
import { issueLink } from '../../src/links/issue.js';
import { signedPath } from '../../src/links/signature.js';
import { deliverMails } from '../../src/outbox/deliver.js';
import { createPost } from '../../src/outbox/transport.js';
import { transact } from '../../src/platform/app.js';
import { moveOfferDeadline } from '../../src/process/offer/move-offer-deadline.js';
import { advanceOffer } from '../../src/process/offer/offer.advance.js';
import { reinstateApplicant } from '../../src/process/offer/reinstate-applicant.js';
import { withdrawOffer } from '../../src/process/offer/withdraw-offer.js';
import { GONE_CHECKS, LINK_PAGES } from '../../src/process/process.js';
import { submitRating } from '../../src/process/rating/submit-rating.js';
import { type Dice, diceOf } from '../../src/rehearsal/robots/dice.js';
import { startOfDay } from '../../src/rounds/wall-clock.js';
import { createWeb, listen } from '../../src/web/web.js';
import { oslo } from '../support/calendar.js';
import { type TestApp, testApp } from '../support/database.js';
import { ratedPosition } from '../support/semester.js';
import { startSmtp } from '../support/smtp.js';
import { Browser, type Page } from '../web/browser.js';

// Of each kind of race so many; who wins is chance, that one wins is not.
const TIMES = 50;
const AT_ONCE = 4;
const START = oslo('2026-11-06T09:00');

let app: TestApp;
let web: { readonly url: string; readonly close: () => Promise<void> };
let dice: Dice;
let contact: string;
beforeAll(async () => {
  app = await testApp();
  await ratedPosition(app, 1, 'abc', START);
  const { port, close } = await listen(await createWeb(app, { linkPages: LINK_PAGES, parts: [] }), 0);
  web = { url: `http://127.0.0.1:${port}`, close };
  dice = diceOf(1);
  contact = (await rows<{ id: string }>(`select id from person where email = 'contact@uni.example'`))[0]?.id ?? '';
});
afterAll(async () => {
  await web.close();
  await app.close();
});

const rows = <T extends object>(sql: string, ...values: unknown[]) => app.database.query<T[]>(sql, values);

/** A position with one opening and three applicants. */
interface Course {
  readonly id: string;
  /** Of the first in rank. */
  readonly personId: string;
  readonly applicationId: string;
  readonly offerId: string;
}

let made = 0;

/** Makes positions that are like the first; rated ones have an offer to the first in rank. */
async function makeCourses({ rated }: { readonly rated: boolean }): Promise<Course[]> {
  await app.setClock(START);
  made += 1;
  const ids = Array.from({ length: TIMES }, (_, index) => `R${made}.${index}`);
  await rows(
    `insert into position (id, round_id, course, title, teacher_id, kind, openings, hours, announced_at, rated_at)
     select n.id, round_id, n.id, title, teacher_id, kind, openings, hours, announced_at, case when $2 then rated_at end
     from position p, unnest($1::text[]) as n(id) where p.id = 'P1'`,
    ids,
    rated,
  );
  await rows(
    `insert into application (position_id, person_id, priority, applied_at)
     select n.id, person_id, priority, applied_at from application a, unnest($1::text[]) as n(id) where a.position_id = 'P1'`,
    ids,
  );
  if (rated) {
    await rows(
      `insert into rating (application_id, position_id, rank)
       select a.id, a.position_id, row_number() over (partition by a.position_id order by p.email)
       from application a join person p on p.id = a.person_id where a.position_id = any($1)`,
      ids,
    );
    await rows(
      `insert into event (at, kind, position_id, data)
       select $2, 'rated', position_id,
         json_build_object('order', json_agg(json_build_object('applicationId', application_id, 'rank', rank)))
       from rating where position_id = any($1) group by position_id`,
      ids,
      START,
    );
  }
  await rows(`insert into subject (stage, id, next_due_at) select 'offer', unnest($1::text[]), $2`, ids, START);
  if (rated) await each(ids, (id) => transact(app, (tx) => advanceOffer(tx, id)));
  return rows<Course>(
    `select a.position_id as id, a.person_id as "personId", a.id as "applicationId", o.id as "offerId"
     from application a join person p on p.id = a.person_id left join offer o on o.position_id = a.position_id
     where a.position_id = any($1) and p.email = 'a@stud.example' order by length(a.position_id), a.position_id`,
    ids,
  );
}

async function each<T, R>(list: readonly T[], run: (one: T) => Promise<R>, atOnce = AT_ONCE): Promise<R[]> {
  const results: R[] = [];
  const waiting = list.entries();
  const work = async () => {
    for (const [index, one] of waiting) results[index] = await run(one);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return results;
}

/** Starts both, the other up to so many milliseconds later, by chance: who comes first to the lock is open. */
async function race<A, B>(one: () => Promise<A>, other: () => Promise<B>, span = 40): Promise<[A, B]> {
  const wait = dice.roll() * span;
  return Promise.all([one(), pause(wait).then(other)]);
}

/** A student who has opened the link and chosen: what is left is to confirm. */
async function atConfirm({ personId, offerId }: Course, answer: 'accept' | 'decline'): Promise<() => Promise<Page>> {
  const link = await transact(app, (tx) => issueLink(tx, { personId, purpose: 'offer', subject: offerId }));
  const browser = new Browser(web.url);
  const open = await browser.get(signedPath(app.config.secret, link));
  expect(open.state).toBe('offer-open');
  return () => browser.post(open, { step: 'confirm', answer });
}

/** What became of the offers to the first in rank, each with the mails that closed it. */
const closings = (those: readonly Course[]) =>
  rows<{ state: string; mails: string[] }>(
    `select o.state, array(select kind from mail where offer_id = o.id and kind in
       ('offer-accepted', 'offer-declined', 'offer-expired', 'offer-withdrawn')) as mails
     from offer o join unnest($1::uuid[]) with ordinality as n(id, place) on n.id = o.id order by n.place`,
    those.map(({ offerId }) => offerId),
  );

/** Each has won now and then, nothing contradicts the rules, and nobody met a page that failed. */
async function expectWhole(outcomes: readonly unknown[], possible: readonly unknown[], pages: readonly Page[] = []) {
  expect(new Set(outcomes)).toEqual(new Set(possible));
  expect(pages.filter(({ status }) => status >= 500)).toEqual([]);
  // No daemon runs here that would do what falls due meanwhile.
  const findings = await examine(app.database.manager, 'Europe/Oslo');
  expect(findings.filter(({ check }) => !check.startsWith('overdue'))).toEqual([]);
}

const reason = 'A race';

test('a student accepts while the offer expires: the page, the mail and the database agree on which it was', async () => {
  const those = await makeCourses({ rated: true });
  const pages: Page[] = [];
  for (const [index, course] of those.entries()) {
    // Each at an instant of its own, since the clock is one for all.
    const expiresAt = new Date(START.getTime() + (15 * 24 + index) * 3_600_000);
    await app.setClock(new Date(expiresAt.getTime() - 1000));
    await rows(`update offer set expires_at = $2 where id = $1`, course.offerId, expiresAt);
    const expire = async () => {
      await app.setClock(expiresAt);
      await transact(app, (tx) => advanceOffer(tx, course.id));
    };
    pages.push((await race(await atConfirm(course, 'accept'), expire))[0]);
  }
  const ends = await closings(those);
  expect(ends).toEqual(pages.map(({ state = '' }) => ({ state: state.slice('offer-'.length), mails: [state] })));
  await expectWhole(
    ends.map(({ state }) => state),
    ['accepted', 'expired'],
    pages,
  );
}, 120_000);

test('a student accepts while a contact withdraws: it is withdrawn, before or after, and each hears just what was so', async () => {
  const those = await makeCourses({ rated: true });
  const outcomes = await each(those, async (course) => {
    const withdraw = () =>
      transact(app, (tx) => withdrawOffer(tx, { offerId: course.offerId, actorId: contact, reason }));
    return race(await atConfirm(course, 'accept'), withdraw);
  });
  expect(outcomes.filter(([, refused]) => refused !== null)).toEqual([]);
  const ends = await closings(those);
  const told = ends.map(({ state, mails }) => `${state}: ${mails.sort().join(', ')}`);
  await expectWhole(
    told,
    ['withdrawn: offer-withdrawn', 'withdrawn: offer-accepted, offer-withdrawn'],
    outcomes.map(([page]) => page),
  );
}, 120_000);

test('a student accepts in two windows at once: one acceptance, one mail, and both windows say so', async () => {
  const those = await makeCourses({ rated: true });
  const outcomes = await each(those, async (course) =>
    race(await atConfirm(course, 'accept'), await atConfirm(course, 'accept'), 4),
  );
  expect(await closings(those)).toEqual(those.map(() => ({ state: 'accepted', mails: ['offer-accepted'] })));
  const pages = outcomes.flat();
  await expectWhole(
    pages.map(({ state }) => state),
    ['offer-accepted'],
    pages,
  );
}, 120_000);

test('a student accepts in one window and declines in another: the first counts, and both windows say which', async () => {
  const those = await makeCourses({ rated: true });
  const outcomes = await each(those, async (course) =>
    race(await atConfirm(course, 'accept'), await atConfirm(course, 'decline'), 4),
  );
  const ends = await closings(those);
  expect(ends).toEqual(ends.map(({ state }) => ({ state, mails: [`offer-${state}`] })));
  expect(outcomes.map((pages) => pages.map(({ state }) => state))).toEqual(
    ends.map(({ state }) => [`offer-${state}`, `offer-${state}`]),
  );
  await expectWhole(
    ends.map(({ state }) => state),
    ['accepted', 'declined'],
    outcomes.flat(),
  );
}, 120_000);

test('a student declines while a contact reinstates the student by name: never two open offers, and whoever came late is told', async () => {
  const those = await makeCourses({ rated: true });
  const outcomes = await each(those, async (course) => {
    const { applicationId } = course;
    const reinstate = () =>
      transact(app, (tx) => reinstateApplicant(tx, { applicationId, place: 'more', actorId: contact, reason }));
    return race(await atConfirm(course, 'decline'), reinstate);
  });
  expect(outcomes.map(([page]) => page.state)).toEqual(those.map(() => 'offer-declined'));
  await expectWhole(
    outcomes.map(([, refused]) => refused),
    [null, 'has-offer'],
    outcomes.map(([page]) => page),
  );
}, 120_000);

test('a contact moves a deadline while the offer expires: it is moved, or over, and never both', async () => {
  const those = await makeCourses({ rated: true });
  const outcomes: string[] = [];
  for (const [index, course] of those.entries()) {
    const expiresAt = new Date(START.getTime() + (15 * 24 + index) * 3_600_000);
    await app.setClock(new Date(expiresAt.getTime() - 1000));
    await rows(`update offer set expires_at = $2 where id = $1`, course.offerId, expiresAt);
    const later = startOfDay(expiresAt, 3, 'Europe/Oslo');
    const move = () =>
      transact(app, (tx) =>
        moveOfferDeadline(tx, { offerId: course.offerId, expiresAt: later, actorId: contact, reason }),
      );
    const expire = async () => {
      await app.setClock(expiresAt);
      await transact(app, (tx) => advanceOffer(tx, course.id));
    };
    const [refused] = await race(move, expire, 4);
    const [offer] = await rows<{ state: string; at: Date }>(
      `select state, expires_at as at from offer where id = $1`,
      course.offerId,
    );
    expect(offer).toEqual(refused ? { state: 'expired', at: expiresAt } : { state: 'open', at: later });
    outcomes.push(String(refused));
  }
  await expectWhole(outcomes, ['null', 'closed']);
}, 120_000);

test('a teacher rates while the first offers fall due, and two daemons at once see to it: one offer, to the first in rank', async () => {
  const those = await makeCourses({ rated: false });
  const [teacher] = await rows<{ id: string }>(`select teacher_id as id from position where id = 'P1'`);
  const personId = (teacher as { id: string }).id;
  await each(those, async ({ id }) => {
    const linkId = await transact(app, (tx) => issueLink(tx, { personId, purpose: 'rating', subject: id }));
    const applications = await rows<{ id: string }>(
      `select a.id from application a join person p on p.id = a.person_id where position_id = $1 order by p.email`,
      id,
    );
    const order = { ranked: applications.map((one) => one.id), unplaced: [], unsuited: [] };
    const submit = () => submitRating(app, { positionId: id, personId, linkId, basedOn: 0, order });
    const advance = () => transact(app, (tx) => advanceOffer(tx, id));
    const [[first, second]] = await race(
      () => race(submit, submit, 4),
      () => race(advance, advance, 2),
      8,
    );
    // The same rating twice is one.
    expect([first, second]).toEqual(['rated', 'rated']);
  });
  const offers = await rows<{ line: string }>(
    `select array_agg(concat(rank, ' ', state, ' ', (select count(*) from mail where offer_id = o.id and kind = 'offer')))
       as line from offer o where position_id = any($1) group by position_id`,
    those.map(({ id }) => id),
  );
  await expectWhole(
    offers.map(({ line }) => String(line)),
    ['1 open 1'],
  );
  expect(offers).toHaveLength(TIMES);
}, 120_000);

test('two daemons deliver each mail at one time: each mail leaves once', async () => {
  const smtp = await startSmtp();
  const post = createPost({ ...app.config, smtpUrl: smtp.url });
  const those = await makeCourses({ rated: true });
  const waiting = await rows<{ id: string }>(
    `select id from mail where state = 'waiting' and position_id = any($1)`,
    those.map(({ id }) => id),
  );
  expect(waiting).toHaveLength(TIMES);
  const deliver = (id: string) => () => deliverMails(app, post, id, 1, GONE_CHECKS);
  await each(waiting, ({ id }) => race(deliver(id), deliver(id), 3));
  const sent = await rows(
    `select 1 from mail where id = any($1) and state = 'sent'`,
    waiting.map(({ id }) => id),
  );
  expect(sent).toHaveLength(TIMES);
  const ids = smtp.received.map(({ mail }) => mail.messageId?.slice(1).split('@')[0]);
  // Whoever finds its own mail taken sends another that is due.
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toEqual(expect.arrayContaining(waiting.map(({ id }) => id)));
  await post.close();
  await smtp.close();
}, 120_000);
