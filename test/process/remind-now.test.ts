import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { transact } from '../../src/platform/app.js';
import { advanceDemand } from '../../src/process/demand/demand.advance.js';
import { actOnOffer } from '../../src/process/offer/act-on-offer.js';
import { advanceRating } from '../../src/process/rating/rating.advance.js';
import { remindNow } from '../../src/process/remind-now.js';
import { openSubject } from '../../src/timetable/turn.js';
import { oslo } from '../support/calendar.js';
import { type TestApp, testApp } from '../support/database.js';
import { offerOf, POSITION, ratedPosition } from '../support/semester.js';

const issued = oslo('2026-11-06T09:00');

let app: TestApp;
let actorId: string;
beforeEach(async () => {
  app = await testApp();
  await ratedPosition(app, 2, 'abc', issued);
  const [contact] = await app.database.query<{ id: string }[]>(`select contact_id as id from campus`);
  actorId = contact?.id ?? '';
});
afterEach(() => app.close());

const remind = () => transact(app, (tx) => remindNow(tx, { positionId: POSITION, actorId, reason: 'Det haster.' }));
const reminders = async () => {
  const rows = await app.database.query<{ line: string }[]>(
    `select kind || ' ' || split_part(address, '@', 1) as line from mail where kind like '%-reminder' order by created_at, line`,
  );
  return rows.map(({ line }) => line);
};
const events = async () =>
  (await app.database.query<unknown[]>(`select 1 from event where kind = 'reminded' and actor_id = $1`, [actorId]))
    .length;

test('students who have not answered are reminded; within the hour nobody twice, however often it is asked for', async () => {
  await app.setClock(oslo('2026-11-09T10:00'));
  const asked = await Promise.all(Array.from({ length: 5 }, remind));
  expect(asked.filter((one) => one === null)).toHaveLength(1);
  expect(asked.filter((one) => one === 'too-soon')).toHaveLength(4);
  expect(await reminders()).toEqual(['offer-reminder a', 'offer-reminder b']);
  expect(await events()).toBe(2);
  await app.setClock(oslo('2026-11-09T11:00'));
  await actOnOffer(app, { ...(await offerOf(app, 'a')), answer: 'accept' });
  expect(await remind()).toBeNull();
  expect(await reminders()).toEqual(['offer-reminder a', 'offer-reminder b', 'offer-reminder b']);
});

test('when nobody has anything to answer, nobody is', async () => {
  for (const letter of ['a', 'b'] as const)
    await actOnOffer(app, { ...(await offerOf(app, letter)), answer: 'accept' });
  expect(await remind()).toBe('nobody');
  expect(await events()).toBe(0);
});

test('raters are, before their deadline and after it, and each mail says what counts then', async () => {
  await app.database.query(`delete from offer`);
  await app.database.query(`delete from rating`);
  await app.database.query(`update position set rated_at = null`);
  await app.setClock(oslo('2026-10-27T00:00'));
  await transact(app, async (tx) => {
    await openSubject(tx, 'rating', '2027V-trondheim');
    await advanceRating(tx, '2027V-trondheim');
  });
  for (const at of ['2026-10-28T10:00', '2026-11-20T10:00']) {
    await app.setClock(oslo(at));
    expect(await remind()).toBeNull();
    expect(await remind()).toBe('too-soon');
  }
  const due = await app.database.query<{ due: string; useless: Date }[]>(
    `select facts->>'due' as due, useless_at as useless from mail where kind = 'rating-reminder' order by created_at`,
  );
  expect(due.map((mail) => mail.due)).toEqual([
    oslo('2026-11-05T23:59').toISOString(),
    oslo('2027-02-18T12:00').toISOString(),
  ]);
  for (const mail of due) expect(mail.useless.toISOString()).toBe(mail.due);
  await app.setClock(oslo('2027-02-18T12:00'));
  expect(await remind()).toBe('nobody');
});

test('the teacher who has not said what the course needs is, until the report', async () => {
  await app.database.query(`delete from offer`);
  await app.database.query(`update position set announced_at = null`);
  expect(await remind()).toBe('nobody');
  await app.setClock(oslo('2026-09-21T08:00'));
  await transact(app, (tx) => advanceDemand(tx, '2027V-trondheim'));
  await app.setClock(oslo('2026-10-06T10:00'));
  expect(await remind()).toBeNull();
  expect(await remind()).toBe('too-soon');
  expect(await reminders()).toEqual(['demand-reminder teacher']);
  await app.setClock(oslo('2026-10-09T15:00'));
  expect(await remind()).toBe('nobody');
});

test('nobody in a paused round', async () => {
  await app.database.query(`update subject set paused = true`);
  expect(await remind()).toBe('paused');
  expect(await events()).toBe(0);
});
