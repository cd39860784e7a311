import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { transact } from '../../src/platform/app.js';
import { startApplication } from '../../src/process/application/start-application.js';
import { submitApplication } from '../../src/process/application/submit-application.js';
import { answerDemand } from '../../src/process/demand/answer-demand.js';
import { ADVANCE } from '../../src/process/process.js';
import { reportDemand } from '../../src/process/report/report-demand.js';
import { importScenario } from '../../src/rounds/import/import-scenario.js';
import { STAGES } from '../../src/timetable/stages.js';
import { oslo } from '../support/calendar.js';
import { type TestApp, testApp } from '../support/database.js';
import { smallScenario } from '../support/small-scenario.js';

const ROUND = '2027V-trondheim';
const asked = { need: true, kind: 'learning-assistant', openings: 2, hours: 90, comment: '' } as const;

let app: TestApp;
beforeEach(async () => {
  app = await testApp();
  await app.setClock(oslo('2026-09-01T12:00'));
  await importScenario(app, smallScenario());
});
afterEach(() => app.close());

/** Moves the clock and lets every stage of the round do what is due. */
async function at(local: string): Promise<void> {
  await app.setClock(oslo(local));
  for (const stage of STAGES.slice(0, 5)) await transact(app, (tx) => ADVANCE[stage](tx, ROUND));
}

const personOf = async (email: string) => {
  const [row] = await app.database.query<{ id: string }[]>(`select id from person where email = $1`, [email]);
  return (row as { id: string }).id;
};
const answer = async (
  positionId: string,
  email: string,
  what: typeof asked | { need: false; comment: string } = asked,
) => answerDemand(app, { positionId, personId: await personOf(email), answer: what });
const count = async (kind: string) => {
  const [row] = await app.database.query<{ n: number }[]>(
    `select count(*)::int as n from mail where kind = $1 and round_id = $2`,
    [kind, ROUND],
  );
  return (row as { n: number }).n;
};
const announced = async () =>
  (
    await app.database.query<{ id: string }[]>(
      `select id from position where announced_at is not null and round_id = $1 order by id`,
      [ROUND],
    )
  ).map((row) => row.id);
const reportedBy = async () =>
  (
    await app.database.query<{ by: string }[]>(
      `select facts->>'reportedBy' as by from mail where kind = 'demand-report' and round_id = $1 order by created_at, 1`,
      [ROUND],
    )
  ).map((row) => row.by);

test('a contact who stays silent: what is answered is reported at reportDue, marked automatic, and both are told', async () => {
  await at('2026-09-21T08:00');
  expect(await count('demand-request')).toBe(3);
  expect(await answer('P1', 'ingrid@uni.example')).toBe('answered');
  expect(await answer('P2', 'ingrid@uni.example', { need: false, comment: '' })).toBe('answered');
  await at('2026-10-05T23:59');
  expect([await count('demand-overdue'), await count('report-request')]).toEqual([1, 1]);
  await at('2026-10-07T09:00');
  expect(await count('report-reminder')).toBe(1);
  await at('2026-10-09T15:00');
  expect(await reportedBy()).toEqual(['automatic', 'automatic']);
  expect(await answer('P3', 'jonas@uni.example')).toBe('closed');
  await at('2026-10-12T09:00');
  expect(await announced()).toEqual(['P1']);
  expect(await count('announcement')).toBe(1);
});

test('an answer after the contact has reported counts until reportDue, and the faculty gets a supplement', async () => {
  await at('2026-09-21T08:00');
  await answer('P1', 'ingrid@uni.example');
  await at('2026-10-05T23:59');
  const personId = await personOf('tone@uni.example');
  const courses = [
    { positionId: 'P1', seen: asked, answer: { ...asked, openings: 1 } },
    { positionId: 'P2', seen: null, answer: null },
    { positionId: 'P3', seen: null, answer: null },
  ];
  expect(await reportDemand(app, { roundId: ROUND, personId, courses })).toBe('reported');
  expect(await reportDemand(app, { roundId: ROUND, personId, courses })).toBe('already');
  await app.setClock(oslo('2026-10-09T14:59:59'));
  expect(await answer('P3', 'jonas@uni.example')).toBe('answered');
  await at('2026-10-09T15:00');
  expect(await reportedBy()).toEqual(['contact', 'contact', 'late', 'late']);
  expect(await reportDemand(app, { roundId: ROUND, personId, courses })).toBe('closed');
  await at('2026-10-12T09:00');
  expect(await announced()).toEqual(['P1', 'P3']);
  const openings = await app.database.query(`select openings from position where id in ('P1', 'P3') order by id`);
  expect(openings).toEqual([{ openings: 1 }, { openings: 2 }]);
});

test('a student with a started, unsent application is reminded; one whose application is in is not', async () => {
  await at('2026-09-21T08:00');
  await answer('P1', 'ingrid@uni.example');
  for (const instant of ['2026-10-05T23:59', '2026-10-09T15:00', '2026-10-12T09:00']) await at(instant);
  for (const email of ['Started@stud.example', 'sent@stud.example'])
    expect(await startApplication(app, { roundId: ROUND, email, locale: 'en' })).toBe('started');
  const sent = {
    roundId: ROUND,
    personId: await personOf('sent@stud.example'),
    name: 'Student Sent',
    phone: '+47 900 00 000',
    laos: true,
    text: '',
    priorities: [{ positionId: 'P1', priority: 1 }],
  };
  expect(await submitApplication(app, sent)).toBe('received');
  for (const instant of ['2026-10-23T09:00', '2026-10-24T09:00']) await at(instant);
  const reminded = await app.database.query(`select address from mail where kind = 'application-reminder'`);
  expect(reminded).toEqual([{ address: 'started@stud.example' }]);
  await at('2026-10-26T23:59');
  expect(await submitApplication(app, sent)).toBe('closed');
  expect([await count('overview'), await count('rating-request')]).toEqual([1, 1]);
});

test('catching up after an outage of two months: every deadline is kept, and nobody gets a burst', async () => {
  await at('2026-11-30T12:00');
  const kinds = await app.database.query<{ kind: string; n: number }[]>(
    `select kind, count(*)::int as n from mail where round_id = $1 group by kind order by kind`,
    [ROUND],
  );
  expect(kinds).toEqual([
    { kind: 'demand-report', n: 2 },
    { kind: 'overview', n: 1 },
  ]);
});
