import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { transact } from '../../src/platform/app.js';
import { answerDemand } from '../../src/process/demand/answer-demand.js';
import { pauseRound } from '../../src/process/pause-round.js';
import { delegateRating } from '../../src/process/rating/delegate-rating.js';
import { replaceTeacher } from '../../src/process/replace-teacher.js';
import { resumeRound } from '../../src/process/resume-round.js';
import { oslo } from '../support/calendar.js';
import { type ARound, aRound, ROUND } from './deadlines.rounds.js';

const OLD = 'ingrid@uni.example';
const NEW = 'nora@uni.example';

let round: ARound;
beforeEach(async () => {
  round = await aRound();
  await round.at('2026-09-21T08:00');
});
afterEach(() => round.app.close());

const replace = async (email = NEW, positionId = 'P1') => {
  const by = await round.by();
  return transact(round.app, (tx) => replaceTeacher(tx, { positionId, name: 'Nora Ny', email, ...by }));
};
const teacherOf = async (positionId: string) => {
  const [row] = await round.app.database.query<{ email: string }[]>(
    `select t.email from position p join person t on t.id = p.teacher_id where p.id = $1`,
    [positionId],
  );
  return row?.email;
};
/** As far as the rating: P1 has an applicant and is unrated. */
async function untilRating(): Promise<void> {
  await round.answer('P1', OLD);
  await round.at('2026-10-12T09:00');
  await round.apply('anna@stud.example', 'P1');
  await round.at('2026-10-26T23:59');
}

test('before the answer the new teacher is asked at once; the old one’s link ends, and what waits for it is dropped', async () => {
  expect(await replace()).toBeNull();
  expect(await teacherOf('P1')).toBe(NEW);
  expect(await round.mails('demand-request')).toEqual([
    `demand-request ${OLD} dropped`,
    `demand-request ${OLD} waiting`, // of her other course
    'demand-request jonas@uni.example waiting',
    `demand-request ${NEW} waiting`,
  ]);
  expect(await round.revoked(OLD)).toEqual(['demand P1']);
  const [dropped] = await round.app.database.query<{ reason: string }[]>(
    `select reason from mail where state = 'dropped'`,
  );
  expect(dropped?.reason).toBe('the teacher was replaced');
  await round.at('2026-09-28T09:00');
  expect(await round.mails('demand-reminder')).toEqual([
    `demand-reminder ${OLD} waiting`,
    'demand-reminder jonas@uni.example waiting',
    `demand-reminder ${NEW} waiting`,
  ]);
});

test('replaced back, the first teacher is asked anew with a new link', async () => {
  await round.deliver();
  await replace();
  await round.deliver();
  expect(await replace(OLD)).toBeNull();
  expect((await round.mails('demand-request')).filter((line) => line.endsWith('waiting'))).toEqual([
    `demand-request ${OLD} waiting`,
  ]);
  expect(await round.revoked(NEW)).toEqual(['demand P1']);
});

test('an answer that was given stays, and nobody is asked for it', async () => {
  await round.answer('P1', OLD);
  await round.deliver();
  expect(await replace()).toBeNull();
  expect((await round.mails('demand-request')).filter((line) => line.includes(NEW))).toEqual([]);
  await round.at('2026-10-12T09:00');
  expect(await round.app.database.query(`select openings from position where id = 'P1'`)).toEqual([{ openings: 2 }]);
});

test('at reportDue nothing is asked for any more', async () => {
  await round.at('2026-10-09T15:00');
  expect(await replace()).toBeNull();
  expect((await round.mails('demand-request')).filter((line) => line.includes(NEW))).toEqual([]);
});

test('an unrated position is the new teacher’s to rate; a colleague who was asked is not asked again', async () => {
  await untilRating();
  const delegated = { positionId: 'P1', personId: await round.personOf(OLD), name: 'Kim', email: 'kim@uni.example' };
  expect(await delegateRating(round.app, delegated)).toBe('delegated');
  await round.deliver();
  expect(await replace()).toBeNull();
  expect(await round.mails('rating-request')).toEqual([
    `rating-request ${OLD} sent`,
    'rating-request kim@uni.example sent',
    `rating-request ${NEW} waiting`,
  ]);
  expect(await round.revoked(OLD)).toEqual(['demand P1', 'rating P1']);
  await round.at('2026-10-29T09:00');
  expect(await round.mails('rating-reminder')).toEqual([
    'rating-reminder kim@uni.example waiting',
    `rating-reminder ${NEW} waiting`,
  ]);
});

test('a colleague who becomes the teacher keeps her link, and is one rater', async () => {
  await untilRating();
  const delegated = { positionId: 'P1', personId: await round.personOf(OLD), name: 'Nora Ny', email: NEW };
  await delegateRating(round.app, delegated);
  await round.deliver();
  expect(await replace()).toBeNull();
  expect(await round.revoked(NEW)).toEqual([]);
  expect((await round.mails('rating-request')).filter((line) => line.endsWith('waiting'))).toEqual([]);
  await round.at('2026-10-29T09:00');
  expect(await round.mails('rating-reminder')).toEqual([`rating-reminder ${NEW} waiting`]);
  // And remains one who was asked when the course goes to somebody else.
  expect(await replace(OLD)).toBeNull();
  expect(await round.revoked(NEW)).toEqual([]);
});

test('of a settled position the new teacher gets the final list', async () => {
  await round.answer('P1', OLD);
  await round.at('2026-10-12T09:00');
  await round.at('2026-11-06T09:00');
  expect(await round.mails('final-list')).toEqual([`final-list ${OLD} waiting`]);
  await round.deliver();
  expect(await replace()).toBeNull();
  expect(await round.mails('final-list')).toEqual([`final-list ${OLD} sent`, `final-list ${NEW} waiting`]);
  expect(await round.revoked(OLD)).toContain('final-list P1');
});

test('in a paused round the new teacher is asked when it is resumed', async () => {
  const by = { roundId: ROUND, ...(await round.by()) };
  await transact(round.app, (tx) => pauseRound(tx, by));
  expect(await replace()).toBeNull();
  expect((await round.mails('demand-request')).filter((line) => line.includes(NEW))).toEqual([]);
  await round.app.setClock(oslo('2026-09-22T08:00'));
  await transact(round.app, (tx) => resumeRound(tx, by));
  await round.at('2026-09-22T08:00');
  expect((await round.mails('demand-request')).filter((line) => line.includes(NEW))).toHaveLength(1);
});

test('the teacher whom it has, or one who has applied, is refused; the event names both and why', async () => {
  const before = await round.app.dump();
  expect(await replace(OLD)).toBe('same');
  expect(await round.app.dump()).toBe(before);
  await untilRating();
  expect(await replace('anna@stud.example')).toBe('applicant');
  expect(await teacherOf('P1')).toBe(OLD);
  await replace();
  const [event] = await round.app.database.query<{ actor_id: string; person_id: string; data: object }[]>(
    `select actor_id, person_id, data from event where kind = 'teacher-replaced'`,
  );
  const [from, to] = [await round.personOf(OLD), await round.personOf(NEW)];
  const { actorId } = await round.by();
  expect(event).toEqual({ actor_id: actorId, person_id: to, data: { from, to, reason: 'Avtalt' } });
});

test('of an answer by the old teacher and the replacement at the same time, an answer that came first stands', async () => {
  const personId = await round.personOf(OLD);
  const answer = { need: false, comment: '' } as const;
  const [answered, replaced] = await Promise.all([
    answerDemand(round.app, { positionId: 'P1', personId, answer }),
    replace(),
  ]);
  expect([answered, replaced]).toEqual(['answered', null]);
  const order = await round.app.database.query<{ kind: string }[]>(
    `select kind from event where kind in ('demand-answered', 'teacher-replaced') order by id`,
  );
  const asked = (await round.mails('demand-request')).filter((line) => line.includes(NEW));
  expect(asked).toHaveLength(order[0]?.kind === 'demand-answered' ? 0 : 1);
});
