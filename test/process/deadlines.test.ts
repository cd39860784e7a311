import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { whyGone } from '../../src/outbox/gone.js';
import { Mail } from '../../src/outbox/mail.entity.js';
import { transact } from '../../src/platform/app.js';
import { startApplication } from '../../src/process/application/start-application.js';
import { answerDemand } from '../../src/process/demand/answer-demand.js';
import { extendRating } from '../../src/process/extend-rating.js';
import { moveDeadlines, type WantedTimes } from '../../src/process/move-deadlines.js';
import { pauseRound } from '../../src/process/pause-round.js';
import { GONE_CHECKS } from '../../src/process/process.js';
import { resumeRound } from '../../src/process/resume-round.js';
import { calendar, oslo } from '../support/calendar.js';
import { type ARound, aRound, ROUND } from './deadlines.rounds.js';

let round: ARound;
beforeEach(async () => {
  round = await aRound();
});
afterEach(() => round.app.close());

const move = async (wanted: WantedTimes) => {
  const by = await round.by();
  return transact(round.app, (tx) => moveDeadlines(tx, { roundId: ROUND, wanted, ...by }));
};
const extend = async (due: string, positionId = 'P1') => {
  const by = await round.by();
  return transact(round.app, (tx) => extendRating(tx, { positionId, due, ...by }));
};
const facts = async (kind: string) =>
  (
    await round.app.database.query<{ facts: Record<string, unknown> }[]>(
      `select facts from mail where kind = $1 and round_id = $2 order by address, created_at`,
      [kind, ROUND],
    )
  ).map((row) => row.facts);
const stored = async () => {
  const [row] = await round.app.database.query<{ calendar: typeof calendar }[]>(
    `select calendar from round where id = $1`,
    [ROUND],
  );
  return row?.calendar;
};

describe('teachers’ answers', () => {
  test('whoever was asked and is silent is told, and reminded of the new deadline alone', async () => {
    await round.at('2026-09-21T08:00');
    await round.answer('P1', 'ingrid@uni.example');
    await round.at('2026-10-01T12:00');
    await round.deliver();
    expect(await move({ demandDue: '2026-10-07T23:59' })).toBeNull();
    expect(await round.mails('deadline-moved')).toEqual([
      'deadline-moved ingrid@uni.example waiting',
      'deadline-moved jonas@uni.example waiting',
    ]);
    const [told] = await facts('deadline-moved');
    expect(told).toMatchObject({
      what: 'demand',
      course: 'TDT4120',
      from: oslo(calendar.demandDue).toISOString(),
      to: oslo('2026-10-07T23:59').toISOString(),
    });
    await round.at('2026-10-03T09:00');
    expect(await round.mails('demand-reminder')).toHaveLength(2); // the one of 28 September, before
    await round.at('2026-10-05T09:00');
    expect(await round.mails('demand-reminder')).toHaveLength(4);
    await round.at('2026-10-05T23:59');
    expect(await round.mails('demand-overdue', 'report-request')).toEqual([]);
    await round.at('2026-10-07T23:59');
    expect(await round.mails('demand-overdue', 'report-request')).toHaveLength(2);
  });

  test('a deadline that comes nearer brings no reminder of a day that is past', async () => {
    await round.at('2026-09-21T08:00');
    // The day of the first reminder of the new deadline: 2 October is three days after 29 September at 09:00.
    await round.at('2026-09-27T12:00');
    expect(await move({ demandDue: '2026-09-29T23:59' })).toBeNull();
    await round.at('2026-09-27T12:01');
    expect(await round.mails('demand-reminder')).toEqual([]);
    expect(await round.mails('deadline-moved')).toHaveLength(3);
    await round.at('2026-09-29T09:00');
    expect(await round.mails('demand-reminder')).toHaveLength(3);
  });

  test('set ahead again after it has passed, the silent are listed and the contact is asked at the new instant too', async () => {
    await round.at('2026-09-21T08:00');
    await round.at('2026-10-05T23:59');
    await round.deliver();
    await round.at('2026-10-06T10:00');
    expect(await move({ demandDue: '2026-10-08T12:00' })).toBeNull();
    expect(await round.mails('deadline-moved')).toHaveLength(3);
    await round.at('2026-10-08T12:00');
    expect(await round.mails('demand-overdue', 'report-request')).toEqual([
      'demand-overdue tone@uni.example sent',
      'demand-overdue tone@uni.example waiting',
      'report-request tone@uni.example sent',
      'report-request tone@uni.example waiting',
    ]);
  });

  test('nobody is told before they are asked, nor once they have answered', async () => {
    expect(await move({ demandDue: '2026-10-06T12:00' })).toBeNull();
    expect(await round.mails('deadline-moved')).toEqual([]);
    await round.at('2026-09-21T08:00');
    await move({ demandDue: '2026-10-07T12:00' });
    const mail = await round.app.database.manager.findOneByOrFail(Mail, { kind: 'deadline-moved', positionId: 'P3' });
    const gone = () => whyGone(round.app.database.manager, mail, oslo('2026-09-22T08:00'), GONE_CHECKS);
    expect(await gone()).toBeNull();
    await round.answer('P3', 'jonas@uni.example');
    expect(await gone()).toBe('the teacher has answered');
  });

  test('moved again before it left, the first mail is dropped', async () => {
    await round.at('2026-09-21T08:00');
    await move({ demandDue: '2026-10-06T12:00' });
    await round.app.setClock(oslo('2026-09-21T09:00'));
    await move({ demandDue: '2026-10-07T12:00' });
    expect(await round.mails('deadline-moved')).toEqual([
      'deadline-moved ingrid@uni.example dropped',
      'deadline-moved ingrid@uni.example dropped',
      'deadline-moved ingrid@uni.example waiting',
      'deadline-moved ingrid@uni.example waiting',
      'deadline-moved jonas@uni.example dropped',
      'deadline-moved jonas@uni.example waiting',
    ]);
  });

  test('of an answer and a move at the same time both are whole, and whoever answered first is told nothing', async () => {
    await round.at('2026-09-21T08:00');
    const personId = await round.personOf('jonas@uni.example');
    const answer = { need: false, comment: '' } as const;
    const [answered, moved] = await Promise.all([
      answerDemand(round.app, { positionId: 'P3', personId, answer }),
      move({ demandDue: '2026-10-07T12:00' }),
    ]);
    expect([answered, moved]).toEqual(['answered', null]);
    const told = (await round.mails('deadline-moved')).filter((line) => line.includes('jonas'));
    const events = await round.app.database.query<{ kind: string }[]>(
      `select kind from event where kind in ('demand-answered', 'deadlines-moved') order by id`,
    );
    expect(told).toHaveLength(events[0]?.kind === 'demand-answered' ? 0 : 1);
  });
});

describe('applications', () => {
  beforeEach(async () => {
    await round.at('2026-09-21T08:00');
    await round.answer('P1', 'ingrid@uni.example');
    await round.at('2026-10-09T15:00');
  });

  test('nobody is told while nothing is announced', async () => {
    expect(await move({ applyDue: '2026-10-30T23:59' })).toBeNull();
    expect(await round.mails('deadline-moved')).toEqual([]);
  });

  test('the list and the students with a form are told; applications count until the new instant', async () => {
    await round.at('2026-10-12T09:00');
    await round.apply('started@stud.example');
    await round.apply('anna@stud.example', 'P1');
    await round.at('2026-10-20T12:00');
    expect(await move({ applyDue: '2026-10-30T23:59' })).toBeNull();
    expect(await round.mails('deadline-moved')).toEqual([
      'deadline-moved anna@stud.example waiting',
      'deadline-moved started@stud.example waiting',
      'deadline-moved students.trondheim@uni.example waiting',
    ]);
    expect((await facts('deadline-moved')).map(({ recipient, link }) => [recipient, typeof link])).toEqual([
      ['anna', 'string'],
      [null, 'string'],
      [null, 'object'],
    ]);
    await round.at('2026-10-26T23:59');
    expect(await round.mails('overview', 'rating-request')).toEqual([]);
    expect(await startApplication(round.app, { roundId: ROUND, email: 'late@stud.example', locale: 'nb' })).toBe(
      'started',
    );
    await round.at('2026-10-30T23:59');
    expect(await round.mails('overview', 'rating-request')).toEqual([
      'overview tone@uni.example waiting',
      'rating-request ingrid@uni.example waiting',
    ]);
  });
});

describe('ratings', () => {
  beforeEach(async () => {
    await round.at('2026-09-21T08:00');
    await round.answer('P1', 'ingrid@uni.example');
    await round.answer('P3', 'jonas@uni.example');
    await round.at('2026-10-12T09:00');
    await round.apply('anna@stud.example', 'P1', 'P3');
    await round.at('2026-10-26T23:59');
    await round.deliver();
    await round.app.setClock(oslo('2026-11-01T12:00'));
  });

  test('raters of what is unrated are told, and the list of the unrated comes at the new instant', async () => {
    expect(await move({ rateDue: '2026-11-08T23:59' })).toBeNull();
    expect(await round.mails('deadline-moved')).toEqual([
      'deadline-moved ingrid@uni.example waiting',
      'deadline-moved jonas@uni.example waiting',
    ]);
    await round.at('2026-11-05T23:59');
    expect(await round.mails('rating-overdue')).toEqual([]);
    await round.at('2026-11-08T23:59');
    expect(await round.mails('rating-overdue')).toHaveLength(1);
    await round.app.setClock(oslo('2026-11-10T12:00'));
    expect(await move({ rateDue: '2026-11-12T23:59' })).toBeNull();
    await round.at('2026-11-12T23:59');
    expect(await round.mails('rating-overdue')).toHaveLength(2);
  });

  test('one position has a deadline of its own: its rater alone is told, and it is listed by itself', async () => {
    expect(await extend('2026-11-09T23:59')).toBeNull();
    expect(await round.mails('deadline-moved')).toEqual(['deadline-moved ingrid@uni.example waiting']);
    expect((await facts('deadline-moved'))[0]).toMatchObject({
      what: 'rating',
      from: oslo(calendar.rateDue).toISOString(),
      to: oslo('2026-11-09T23:59').toISOString(),
    });
    await round.at('2026-11-05T23:59');
    expect((await facts('rating-overdue')).map(({ unrated }) => unrated)).toEqual([
      [expect.objectContaining({ course: 'TMA4100' })],
    ]);
    await round.at('2026-11-09T23:59');
    expect((await facts('rating-overdue')).map(({ unrated }) => unrated).at(-1)).toEqual([
      expect.objectContaining({ course: 'TDT4100' }),
    ]);
  });

  test('the round’s own deadline takes it back, and a later one of the round overtakes it', async () => {
    await extend('2026-11-09T23:59');
    expect(await extend('2026-11-09T23:59')).toBe('same');
    expect(await extend(calendar.rateDue)).toBeNull();
    expect(await extend(calendar.rateDue)).toBe('same');
    await extend('2026-11-09T23:59');
    await round.deliver();
    expect(await move({ rateDue: '2026-11-07T23:59' })).toBeNull();
    expect(await round.mails('deadline-moved').then((all) => all.filter((line) => line.endsWith('waiting')))).toEqual([
      'deadline-moved jonas@uni.example waiting',
    ]);
    await round.deliver();
    expect(await move({ rateDue: '2026-11-15T23:59' })).toBeNull();
    expect(
      await round.mails('deadline-moved').then((all) => all.filter((line) => line.endsWith('waiting'))),
    ).toHaveLength(2);
  });

  test('a pause moves it as it moves the calendar', async () => {
    await extend('2026-11-09T23:59');
    const by = { roundId: ROUND, ...(await round.by()) };
    await transact(round.app, (tx) => pauseRound(tx, by));
    expect(await extend('2026-11-10T23:59')).toBe('paused');
    expect(await move({ rateDue: '2026-11-10T23:59' })).toBe('paused');
    await round.app.setClock(oslo('2026-11-04T11:00'));
    await transact(round.app, (tx) => resumeRound(tx, by));
    expect(await round.app.database.query(`select rate_due as due from position where id = 'P1'`)).toEqual([
      { due: '2026-11-12T23:59' },
    ]);
  });

  test('what is told of is of no use once the position is rated', async () => {
    await extend('2026-11-09T23:59');
    const mail = await round.app.database.manager.findOneByOrFail(Mail, { kind: 'deadline-moved' });
    await round.app.database.query(`update position set rated_at = now() where id = 'P1'`);
    expect(await whyGone(round.app.database.manager, mail, oslo('2026-11-02T12:00'), GONE_CHECKS)).toBe(
      'the position is rated',
    );
    expect(await extend('2026-11-12T23:59')).toBe('closed');
  });
});

test('the event says who moved what and why; of other entries nobody is told; every subject looks again', async () => {
  await round.at('2026-09-21T08:00');
  await round.deliver();
  await round.app.setClock(oslo('2026-09-22T12:00'));
  expect(await move({ offersAt: '2026-11-10T09:00', closesAt: '2027-03-01T12:00' })).toBeNull();
  expect(await round.mails('deadline-moved')).toEqual([]);
  const by = await round.by();
  expect(await round.app.database.query(`select actor_id, data from event where kind = 'deadlines-moved'`)).toEqual([
    {
      actor_id: by.actorId,
      data: {
        from: { offersAt: calendar.offersAt, closesAt: calendar.closesAt },
        to: { offersAt: '2026-11-10T09:00', closesAt: '2027-03-01T12:00' },
        reason: 'Avtalt',
      },
    },
  ]);
  const asleep = await round.app.database.query(
    `select 1 from subject where id = $1 and next_due_at is distinct from $2`,
    [ROUND, oslo('2026-09-22T12:00')],
  );
  expect(asleep).toEqual([]);
  expect(round.app.alarms.filter(({ dueAt }) => dueAt.getTime() === oslo('2026-09-22T12:00').getTime())).toHaveLength(
    5,
  );
});

test('moved there and back, the calendar is as it was; what cannot be so changes nothing', async () => {
  await round.at('2026-09-21T08:00');
  await move({ demandDue: '2026-10-07T12:00' });
  await round.app.setClock(oslo('2026-09-22T12:00'));
  await move({ demandDue: calendar.demandDue });
  expect(await stored()).toEqual(calendar);
  const before = await round.app.dump();
  expect(await move({ demandDue: calendar.demandDue })).toBe('faults');
  expect(await move({ demandDue: '2026-09-22T11:00' })).toBe('faults');
  expect(await move({ demandOpens: '2026-10-01T08:00' })).toBe('faults');
  expect(await round.app.dump()).toBe(before);
});

test('a mail that waits is of use until the new deadline', async () => {
  await round.at('2026-09-21T08:00');
  await move({ reportDue: '2026-10-10T15:00' });
  const until = await round.app.database.query(
    `select distinct useless_at as at from mail where kind = 'demand-request' and round_id = $1`,
    [ROUND],
  );
  expect(until).toEqual([{ at: oslo('2026-10-10T15:00') }]);
});
