import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { issueLink } from '../../src/links/issue.js';
import { transact } from '../../src/platform/app.js';
import { submitApplication } from '../../src/process/application/submit-application.js';
import { restoreApplication, withdrawApplication } from '../../src/process/application/withdraw-application.js';
import { actOnOffer } from '../../src/process/offer/act-on-offer.js';
import { advanceOffer } from '../../src/process/offer/offer.advance.js';
import { submitRating } from '../../src/process/rating/submit-rating.js';
import { oslo, secondBefore } from '../support/calendar.js';
import { type TestApp, testApp } from '../support/database.js';
import { offerOf, offersOf, POSITION, ratedPosition } from '../support/semester.js';

const ROUND = '2027V-trondheim';
const OTHER_ROUND = '2027H-trondheim';
const issued = oslo('2026-11-06T09:00');
const expiry = oslo('2026-11-21T00:00');
const applying = oslo('2026-10-20T12:00');
const rating = oslo('2026-10-28T12:00');

let app: TestApp;
beforeEach(async () => {
  app = await testApp();
});
afterEach(() => app.close());

const rows = <T = unknown>(sql: string, ...values: unknown[]) => app.database.query<T[]>(sql, values);
const advance = () => transact(app, (tx) => advanceOffer(tx, POSITION));
const personOf = async (letter: string) => {
  const [row] = await rows<{ id: string }>(`select id from person where email = $1`, `${letter}@stud.example`);
  return (row as { id: string }).id;
};
const applicationOf = async (letter: string, positionId = POSITION) => ({
  roundId: ROUND,
  positionId,
  personId: await personOf(letter),
});
const withdraw = async (letter: string, declines = false) =>
  withdrawApplication(app, { ...(await applicationOf(letter)), declines });
const restore = async (letter: string) => restoreApplication(app, await applicationOf(letter));
const lines = async (sql: string) => (await rows<{ line: string }>(sql)).map(({ line }) => line);
/** Who has let go of which position. */
const withdrawn = () =>
  lines(`select left(p.email, 1) || ' ' || a.position_id as line from application a join person p on p.id = a.person_id
    where a.withdrawn_at is not null order by line`);
const mails = () =>
  lines(`select kind || ' ' || split_part(address, '@', 1) as line from mail where kind <> 'sign-in' order by line`);
const events = () =>
  lines(`select e.kind || ' ' || left(p.email, 1) || case when e.actor_id = p.id then ' by self' else '' end as line
    from event e join person p on p.id = e.person_id where e.kind like 'application-%' order by e.id`);

/** The position with its applicants, not rated yet, and a second position that nobody has applied for. */
async function unratedPosition(ranked: string, at: Date): Promise<void> {
  await ratedPosition(app, 1, ranked, at);
  await rows(`delete from rating`);
  await rows(`update position set rated_at = null`);
  await rows(
    `insert into position (id, round_id, course, title, teacher_id, kind, openings, hours, announced_at)
     select 'P2', round_id, 'TDT4109', 'Informasjonsteknologi', teacher_id, kind, 1, 80, announced_at
     from position where id = $1`,
    POSITION,
  );
}

/** A round that has nothing to do with the first. */
async function otherRound(): Promise<void> {
  await rows(
    `insert into round (id, campus_id, semester, calendar)
    select $1, campus_id, '2027H', calendar from round where id = $2`,
    OTHER_ROUND,
    ROUND,
  );
}

const send = async (letter: string, priorities: Readonly<Record<string, number>>) =>
  submitApplication(app, {
    roundId: ROUND,
    personId: await personOf(letter),
    name: `Student ${letter}`,
    phone: '',
    laos: false,
    text: '',
    priorities: Object.entries(priorities).map(([positionId, priority]) => ({ positionId, priority })),
  });
/** What counts of a student's applications. */
const wishes = async (letter: string) =>
  (
    await rows<{ line: string }>(
      `select position_id || ' ' || priority as line from application
       where person_id = $1 and withdrawn_at is null order by line`,
      await personOf(letter),
    )
  ).map(({ line }) => line);

test('whoever waits lets go, gets a receipt, and is passed over without a mail to the end', async () => {
  await ratedPosition(app, 1, 'abc', issued);
  expect(await withdraw('b')).toBe('withdrawn');
  await actOnOffer(app, { ...(await offerOf(app, 'a')), answer: 'decline' });
  expect(await offersOf(app)).toEqual(['a declined', 'c open']);
  await actOnOffer(app, { ...(await offerOf(app, 'c')), answer: 'accept' });
  // The receipt, and no offer, and not that the position is settled.
  expect((await mails()).filter((mail) => mail.endsWith(' b'))).toEqual(['application-receipt b']);
  expect([await withdrawn(), await events()]).toEqual([[`b ${POSITION}`], ['application-withdrawn b by self']]);
});

test('an open offer is declined with it, once the student knows of it', async () => {
  await ratedPosition(app, 1, 'ab', issued);
  const before = await app.dump();
  expect(await withdraw('a')).toBe('offered');
  expect(await app.dump()).toBe(before);
  expect(await withdraw('a', true)).toBe('withdrawn');
  expect(await offersOf(app)).toEqual(['a declined', 'b open']);
  expect(await mails()).toEqual(['offer a', 'offer b', 'offer-declined a']);
});

describe('nothing is changed', () => {
  test.each([
    ['by whoever has accepted', 'accept'],
    ['by whoever has declined', 'decline'],
  ] as const)('%s', async (_who, answer) => {
    await ratedPosition(app, 2, 'abc', issued);
    await actOnOffer(app, { ...(await offerOf(app, 'a')), answer });
    const before = await app.dump();
    expect(await withdraw('a', true)).toBe('refused');
    expect(await app.dump()).toBe(before);
  });
  test('at the instant at which the offer expires', async () => {
    await ratedPosition(app, 1, 'ab', issued);
    await app.setClock(expiry);
    const before = await app.dump();
    expect(await withdraw('a', true)).toBe('refused');
    expect(await app.dump()).toBe(before);
    await app.setClock(secondBefore(expiry));
    expect(await withdraw('a', true)).toBe('withdrawn');
  });
  test('once the position is settled, and until it is open again', async () => {
    await ratedPosition(app, 1, 'abc', issued);
    const offer = await offerOf(app, 'a');
    await actOnOffer(app, { ...offer, answer: 'accept' });
    expect(await withdraw('c')).toBe('refused');
    await actOnOffer(app, { ...offer, answer: 'withdraw' });
    expect(await withdraw('c')).toBe('withdrawn');
  });
  test('for a position of another round, or while the round is paused', async () => {
    await ratedPosition(app, 1, 'ab', issued);
    await otherRound();
    await rows(`update round set paused_at = '2026-11-06 09:00Z' where id = $1`, ROUND);
    const before = await app.dump();
    const mine = await applicationOf('b');
    expect(await withdrawApplication(app, { ...mine, roundId: OTHER_ROUND, declines: false })).toBe('refused');
    expect(await withdraw('b')).toBe('refused');
    expect(await app.dump()).toBe(before);
  });
});

describe('an application is taken up again', () => {
  test('until the position is rated', async () => {
    await unratedPosition('ab', rating);
    expect([await withdraw('a'), await withdrawn()]).toEqual(['withdrawn', [`a ${POSITION}`]]);
    expect([await restore('a'), await withdrawn()]).toEqual(['restored', []]);
    expect(await events()).toEqual(['application-withdrawn a by self', 'application-restored a by self']);
    await withdraw('a');
    await rows(`update position set rated_at = $1 where id = $2`, rating, POSITION);
    const before = await app.dump();
    expect(await restore('a')).toBe('refused');
    expect(await app.dump()).toBe(before);
  });

  test('and the teacher whose only applicant it is gets asked to rate', async () => {
    await unratedPosition('a', oslo('2026-10-27T12:00'));
    await withdraw('a');
    expect(await mails()).toEqual(['application-receipt a']);
    await restore('a');
    expect(await mails()).toEqual(['application-receipt a', 'application-receipt a', 'rating-request teacher']);
  });

  test('with a priority of its own', async () => {
    await unratedPosition('a', applying);
    await withdraw('a');
    await send('a', { P2: 1 });
    expect(await restore('a')).toBe('restored');
    expect(await wishes('a')).toEqual([`${POSITION} 2`, 'P2 1']);
    await withdraw('a');
    expect(await restore('a')).toBe('restored');
    expect(await wishes('a')).toEqual([`${POSITION} 2`, 'P2 1']);
  });
});

describe('the form of the applications', () => {
  test('withdraws what it leaves out and takes up what it names again, and its receipt says what counts', async () => {
    await unratedPosition('ab', applying);
    expect(await send('a', { P2: 1 })).toBe('received');
    expect([await wishes('a'), await withdrawn()]).toEqual([['P2 1'], [`a ${POSITION}`]]);
    expect(await send('a', { [POSITION]: 3, P2: 2 })).toBe('received');
    expect([await wishes('a'), await withdrawn()]).toEqual([[`${POSITION} 3`, 'P2 2'], []]);
    expect(await events()).toEqual(['application-withdrawn a by self', 'application-restored a by self']);
    const receipts = await rows<{ courses: string[] }>(
      `select array(select line->>'course' from jsonb_array_elements(facts->'applications') as line) as courses
       from mail where kind = 'application-receipt' order by created_at, id`,
    );
    expect(receipts.map(({ courses }) => courses.length).sort()).toEqual([1, 2]);
  });

  test('at applyDue changes nothing', async () => {
    await unratedPosition('a', oslo('2026-10-26T23:59'));
    const before = await app.dump();
    expect(await send('a', { P2: 1 })).toBe('closed');
    expect(await app.dump()).toBe(before);
  });
});

describe('races', () => {
  test('with an offer that goes out: it is never declined unseen, and the next gets it', async () => {
    await ratedPosition(app, 1, 'abc', issued);
    await app.setClock(expiry);
    const [outcome] = await Promise.all([withdraw('b'), advance(), advance(), advance()]);
    expect(await offersOf(app)).toEqual(['a expired', outcome === 'withdrawn' ? 'c open' : 'b open']);
    expect(['withdrawn', 'offered']).toContain(outcome);
    expect((await withdrawn()).length).toBe(outcome === 'withdrawn' ? 1 : 0);
  });

  test('with an acceptance: one of them wins, and all agree which', async () => {
    await ratedPosition(app, 1, 'ab', issued);
    const offer = await offerOf(app, 'a');
    const [outcome, answer] = await Promise.all([
      withdraw('a', true),
      actOnOffer(app, { ...offer, answer: 'accept' }),
      withdraw('a', true),
    ]);
    const [first] = await offersOf(app);
    expect(first).toBe(`a ${answer}`);
    expect(await withdrawn()).toEqual(answer === 'accepted' ? [] : [`a ${POSITION}`]);
    if (answer === 'accepted') expect(outcome).toBe('refused');
    expect((await mails()).filter((mail) => /^offer-.* a$/.test(mail))).toEqual([`offer-${answer} a`]);
  });

  test('with the rating: whoever let go before it gets no offer, and whoever gets one has not let go', async () => {
    await unratedPosition('abc', issued);
    const ids = await rows<{ id: string }>(
      `select a.id from application a join person p on p.id = a.person_id where a.position_id = $1 order by p.email`,
      POSITION,
    );
    const [teacher] = await rows<{ id: string }>(`select teacher_id as id from position where id = $1`, POSITION);
    const { id: personId } = teacher as { id: string };
    const linkId = await transact(app, (tx) => issueLink(tx, { personId, purpose: 'rating', subject: POSITION }));
    const order = { ranked: ids.map(({ id }) => id), unplaced: [], unsuited: [] };
    const submission = { positionId: POSITION, personId, linkId, basedOn: 0, order };
    const [, outcome] = await Promise.all([
      submitRating(app, submission),
      withdraw('a'),
      submitRating(app, submission),
    ]);
    expect(await withdrawn()).toEqual(outcome === 'withdrawn' ? [`a ${POSITION}`] : []);
    expect((await offersOf(app)).includes('a open')).toBe(outcome === 'offered');
  });

  test('with being taken up again: it ends as the later of the two has it, with an event for each', async () => {
    await unratedPosition('ab', rating);
    await withdraw('a');
    await Promise.all([restore('a'), withdraw('a'), restore('a'), withdraw('a')]);
    const last = (await events()).at(-1);
    expect(await withdrawn()).toEqual(last === 'application-withdrawn a by self' ? [`a ${POSITION}`] : []);
    const all = await events();
    for (const [index, event] of all.entries()) expect(event).not.toBe(all[index + 1]);
  });
});

test('whoever gets no offer is told with the link to their own page, and of what may still come', async () => {
  await ratedPosition(app, 1, 'abc', issued);
  await rows(
    `insert into position (id, round_id, course, title, teacher_id, kind, openings, hours, announced_at)
     select 'P' || n, round_id, 'TDT410' || n, 'Emne', teacher_id, kind, 1, 80, announced_at
     from position, generate_series(2, 5) as n where id = $1`,
    POSITION,
  );
  // b: one that is undecided, one with an offer to answer, one that is withdrawn, one that was declined.
  await rows(
    `insert into application (position_id, person_id, priority, applied_at, withdrawn_at)
     select 'P' || n, $1, n, '2026-10-20', case n when 4 then timestamptz '2026-10-21' end from generate_series(2, 5) as n`,
    await personOf('b'),
  );
  for (const [position, state] of [
    ['P3', 'open'],
    ['P5', 'declined'],
  ])
    await rows(
      `insert into offer (position_id, person_id, rank, issued_at, expires_at, state) values ($1, $2, 1, $3, $4, $5)`,
      ...[position, await personOf('b'), issued, expiry, state],
    );
  await actOnOffer(app, { ...(await offerOf(app, 'a')), answer: 'accept' });
  const told = await rows(
    `select left(m.address, 1) as who, (m.facts->>'others')::int as others, l.purpose, l.subject,
       l.person_id = m.person_id as own
     from mail m join link l on l.id = (m.facts->>'link')::uuid where m.kind = 'application-closed' order by 1`,
  );
  const page = { purpose: 'apply', subject: ROUND, own: true };
  expect(told).toEqual([
    { who: 'b', others: 2, ...page },
    { who: 'c', others: 0, ...page },
  ]);
});
