import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { readPositions } from '../../src/board/rounds/read-positions.js';
import { readRound } from '../../src/board/rounds/read-rounds.js';
import { whyEachGone } from '../../src/outbox/gone.js';
import { Mail } from '../../src/outbox/mail.entity.js';
import { transact } from '../../src/platform/app.js';
import { answerDemand } from '../../src/process/demand/answer-demand.js';
import type { DemandAct } from '../../src/process/demand/demand.advance.js';
import { ADVANCE, GONE_CHECKS } from '../../src/process/process.js';
import { changeCourses } from '../../src/process/report/change-courses.js';
import { reportDemand } from '../../src/process/report/report-demand.js';
import { importScenario } from '../../src/rounds/import/import-scenario.js';
import { STAGES } from '../../src/timetable/stages.js';
import { OSLO, oslo } from '../support/calendar.js';
import { type TestApp, testApp } from '../support/database.js';
import { smallScenario } from '../support/small-scenario.js';

const ROUND = '2027V-trondheim';
const need = { need: true, kind: 'learning-assistant', openings: 2, hours: 90 } as const;
const nora = {
  act: 'add',
  course: 'TDT4290',
  title: 'Kundestyrt prosjekt',
  teacher: { name: 'Nora Ny', email: 'nora@uni.example' },
  answer: null,
} as const;
const NEW = `${ROUND}-TDT4290-1`;

let app: TestApp;
let contact: string;
beforeEach(async () => {
  app = await testApp();
  await app.setClock(oslo('2026-09-01T12:00'));
  await importScenario(app, smallScenario());
  contact = await personOf('tone@uni.example');
});
afterEach(() => app.close());

const rows = <T>(sql: string, ...values: unknown[]) => app.database.query<T[]>(sql, values);

async function personOf(email: string): Promise<string> {
  const [row] = await rows<{ id: string }>(`select id from person where email = $1`, email);
  return (row as { id: string }).id;
}

/** Moves the clock and lets every stage of the round do what is due. */
async function at(local: string): Promise<void> {
  await app.setClock(oslo(local));
  for (const stage of STAGES.slice(0, 5)) await transact(app, (tx) => ADVANCE[stage](tx, ROUND));
}

const act = (what: DemandAct) => changeCourses(app, { ...what, roundId: ROUND, actorId: contact });
const answer = async (positionId: string, email: string) =>
  answerDemand(app, { positionId, personId: await personOf(email), answer: { ...need, comment: 'Gjerne to' } });

/** The mails of a kind by address, in the order in which they were written. */
const mailed = async (kind: string) =>
  (
    await rows<{ to: string }>(
      `select address as to from mail where kind = $1 and round_id = $2 order by 1`,
      kind,
      ROUND,
    )
  )
    .map((row) => row.to)
    .sort();
const events = async (kind: string) => (await rows(`select 1 from event where kind = $1`, kind)).length;
/** Why the waiting mails of a position would be dropped. */
async function gone(positionId: string): Promise<(string | null)[]> {
  const { manager } = app.database;
  const mails = await manager.find(Mail, { where: { positionId, state: 'waiting' } });
  return [...(await whyEachGone(manager, mails, new Date(0), GONE_CHECKS))];
}
/** What the latest report of a kind said, by course. */
async function reported(by: string): Promise<Record<string, unknown>> {
  const [row] = await rows<{ positions: { course: string; answer: string; openings: number | null }[] }>(
    `select facts->'positions' as positions from mail where kind = 'demand-report' and facts->>'reportedBy' = $1 limit 1`,
    by,
  );
  return Object.fromEntries(
    (row?.positions ?? []).map(({ course, ...line }) => [course, line.openings ?? line.answer]),
  );
}

const asSeen = (positionId: string, seen: typeof need | null, after: DemandNeed = seen) => ({
  positionId,
  seen,
  answer: after,
});
type DemandNeed = { need: false } | typeof need | (Omit<typeof need, 'openings'> & { openings: number }) | null;

test('an added course gets an id of its own, and its teacher is asked at once in the language of the campus', async () => {
  await at('2026-09-24T10:00');
  expect(await act(nora)).toBe('done');
  expect(
    await rows(`select p.id, t.name, t.locale from position p join person t on t.id = p.teacher_id
    where t.email = 'nora@uni.example'`),
  ).toEqual([{ id: NEW, name: 'Nora Ny', locale: 'nb' }]);
  expect(await mailed('demand-request')).toContain('nora@uni.example');
  await at('2026-09-28T09:00');
  expect(await mailed('demand-reminder')).toContain('nora@uni.example');
  expect(await act({ ...nora, teacher: { name: 'En annen', email: 'ingrid@uni.example' } })).toBe('done');
  expect(
    await rows(`select p.id, t.name from position p join person t on t.id = p.teacher_id
    where p.course = 'TDT4290' order by 1`),
  ).toEqual([
    { id: NEW, name: 'Nora Ny' },
    { id: `${ROUND}-TDT4290-2`, name: 'Ingrid Lie' },
  ]);
});

test('an id is one that an import takes, however the code is written', async () => {
  await at('2026-09-24T10:00');
  expect(await act({ ...nora, course: `IØ 1:2 ${'x'.repeat(57)}` })).toBe('done');
  const [row] = await rows<{ id: string }>(`select id from position where course like 'IØ%'`);
  expect(row?.id).toMatch(/^2027V-trondheim-IØ-1-2-x+-1$/);
  expect(row?.id).toHaveLength(64);
});

test('a course that is there with the same teacher is refused, whatever its letters; one taken off is named as such', async () => {
  await at('2026-09-24T10:00');
  const twice = { ...nora, course: 'tdt4100', teacher: { name: 'Ingrid', email: 'ingrid@uni.example' } };
  const before = await app.dump();
  expect(await act(twice)).toBe('listed');
  expect(await app.dump()).toBe(before);
  expect(await act({ act: 'remove', positionId: 'P1' })).toBe('done');
  expect(await act(twice)).toBe('removed');
});

test('a course that the contact answers for is not asked for', async () => {
  await at('2026-09-24T10:00');
  expect(await act({ ...nora, answer: need })).toBe('done');
  await at('2026-10-05T09:00');
  expect(await mailed('demand-request')).not.toContain('nora@uni.example');
  expect(await mailed('demand-reminder')).not.toContain('nora@uni.example');
  expect(await rows(`select no_need, openings, answered_by_id as by from demand where position_id = $1`, NEW)).toEqual([
    { no_need: false, openings: 2, by: contact },
  ]);
});

test('the same file can be imported again: it keeps what was added and what was taken off', async () => {
  await at('2026-09-24T10:00');
  await act(nora);
  await act({ act: 'remove', positionId: 'P2' });
  const before = await rows(`select position_id, removed_at, listed_at from demand order by 1`);
  const { warnings } = await importScenario(app, smallScenario());
  expect(warnings).toContain(`round ${ROUND} keeps what the file does not list: ${NEW} (an import takes nothing away)`);
  expect(await rows(`select position_id, removed_at, listed_at from demand order by 1`)).toEqual(before);
  const listing = smallScenario();
  listing.rounds[0]?.positions.push({
    ...need,
    id: NEW,
    course: nora.course,
    title: nora.title,
    teacher: nora.teacher,
  });
  expect((await importScenario(app, listing)).warnings.join()).not.toContain(NEW);
});

test('a course off the list is neither asked, reminded, counted as silent nor reported, and its answer is refused', async () => {
  await at('2026-09-21T08:00');
  await answer('P2', 'ingrid@uni.example');
  expect(await act({ act: 'remove', positionId: 'P2' })).toBe('done');
  expect(await act({ act: 'remove', positionId: 'P3' })).toBe('done');
  expect(await act({ act: 'remove', positionId: 'P3' })).toBe('removed');
  expect(await gone('P3')).toEqual(['the course is off the list']);
  expect(await answer('P3', 'jonas@uni.example')).toBe('removed');
  expect(await events('demand-removed')).toBe(2);
  await at('2026-09-28T09:00');
  expect(await mailed('demand-reminder')).toEqual(['ingrid@uni.example']);
  await at('2026-10-05T23:59');
  const told = await rows(
    `select facts->'answered' as answered, facts->'silent' as silent from mail where kind = 'report-request' and round_id = $1`,
    ROUND,
  );
  expect(told).toEqual([{ answered: 0, silent: 1 }]);
  await answer('P1', 'ingrid@uni.example');
  await at('2026-10-09T15:00');
  expect(await reported('automatic')).toEqual({ TDT4100: 2 });
  await at('2026-10-12T09:00');
  expect(await rows(`select id from position where announced_at is not null and round_id = $1`, ROUND)).toEqual([
    { id: 'P1' },
  ]);
});

test('the board shows and counts the courses on the list', async () => {
  await at('2026-09-21T08:00');
  await answer('P2', 'ingrid@uni.example');
  await answer('P3', 'jonas@uni.example');
  await act({ act: 'remove', positionId: 'P2' });
  const { manager } = app.database;
  expect((await readPositions(manager, [ROUND], OSLO)).map(({ id }) => id)).toEqual(['P1', 'P3']);
  expect(await readRound(manager, 'all', OSLO, ROUND)).toMatchObject({ positions: 2, answered: 1 });
});

test('a course that comes back has its answer, and a teacher who was asked is reminded as before', async () => {
  await at('2026-09-21T08:00');
  await answer('P2', 'ingrid@uni.example');
  for (const positionId of ['P2', 'P3']) {
    await act({ act: 'remove', positionId });
    expect(await act({ act: 'restore', positionId })).toBe('done');
    expect(await act({ act: 'restore', positionId })).toBe('listed');
  }
  expect(await gone('P3')).toEqual([null]);
  expect(await mailed('demand-request')).toEqual(['ingrid@uni.example', 'ingrid@uni.example', 'jonas@uni.example']);
  await at('2026-09-28T09:00');
  expect(await mailed('demand-reminder')).toEqual(['ingrid@uni.example', 'jonas@uni.example']);
});

test('a teacher whom the request never reached is asked anew when the course comes back', async () => {
  await at('2026-09-21T08:00');
  await act({ act: 'remove', positionId: 'P3' });
  await rows(`update mail set state = 'dropped' where position_id = 'P3'`);
  await act({ act: 'restore', positionId: 'P3' });
  expect(await rows(`select state from mail where position_id = 'P3' order by 1`)).toEqual([
    { state: 'dropped' },
    { state: 'waiting' },
  ]);
});

test('a nudge is a reminder in the contact’s own words; two presses send one, an hour later another may go', async () => {
  await at('2026-09-24T10:00');
  const nudge = { act: 'nudge', positionId: 'P3', words: 'Vi trenger svaret.' } as const;
  expect(await Promise.all([act(nudge), act(nudge)])).toEqual(expect.arrayContaining(['done', 'too-soon']));
  await app.setClock(oslo('2026-09-24T10:59:59'));
  expect(await act(nudge)).toBe('too-soon');
  await app.setClock(oslo('2026-09-24T11:00'));
  expect(await act(nudge)).toBe('done');
  const sent = await rows(
    `select address, facts->'note' as note, facts->>'due' as due from mail where kind = 'demand-reminder' order by created_at`,
  );
  const note = { from: 'Tone Berg', text: 'Vi trenger svaret.' };
  const due = oslo('2026-10-05T23:59').toISOString();
  expect(sent).toEqual([
    { address: 'jonas@uni.example', note, due },
    { address: 'jonas@uni.example', note, due },
  ]);
  expect(await events('demand-nudged')).toBe(2);
  await answer('P3', 'jonas@uni.example');
  expect(await act(nudge)).toBe('answered');
  expect(await gone('P3')).toEqual([
    'the teacher has answered',
    'the teacher has answered',
    'the teacher has answered',
  ]);
});

test('after demandDue a nudge says until when an answer still counts', async () => {
  await at('2026-09-21T08:00');
  await at('2026-10-06T10:00');
  expect(await act({ act: 'nudge', positionId: 'P3', words: 'Hei' })).toBe('done');
  const [mail] = await rows(
    `select facts->>'due' as due, useless_at as until from mail where kind = 'demand-reminder'`,
  );
  expect(mail).toEqual({ due: oslo('2026-10-09T15:00').toISOString(), until: oslo('2026-10-09T15:00') });
});

test('what the contact saves is the answer in her name; what she left alone stays, with the teacher’s comment', async () => {
  await at('2026-09-21T08:00');
  await answer('P1', 'ingrid@uni.example');
  const courses = [
    asSeen('P1', need, { ...need, openings: 4 }),
    asSeen('P2', null),
    asSeen('P3', null, { need: false }),
  ];
  expect(await act({ act: 'answer', courses })).toBe('done');
  const stored = `select position_id as id, no_need as none, openings, comment, answered_by_id = $1 as "byContact"
    from demand where answered_at is not null order by 1`;
  expect(await rows(stored, contact)).toEqual([
    { id: 'P1', none: false, openings: 4, comment: 'Gjerne to', byContact: true },
    { id: 'P3', none: true, openings: null, comment: '', byContact: true },
  ]);
  expect(await answer('P1', 'ingrid@uni.example')).toBe('answered');
  expect(await rows(stored, contact)).toMatchObject([{ id: 'P1', openings: 2, byContact: false }, { id: 'P3' }]);
});

test('nothing is written over what the contact has not seen', async () => {
  await at('2026-09-21T08:00');
  const all = [asSeen('P1', null), asSeen('P2', null, { need: false }), asSeen('P3', null)];
  const isRefused = async (courses: typeof all) => {
    const before = await app.dump();
    expect(await act({ act: 'answer', courses })).toBe('changed');
    expect(await app.dump()).toBe(before);
  };
  await isRefused(all.slice(1));
  await isRefused([...all, asSeen('P4', null)]);
  await answer('P1', 'ingrid@uni.example');
  await isRefused(all);
  await act({ act: 'remove', positionId: 'P1' });
  await isRefused(all);
  expect(await act({ act: 'answer', courses: all.slice(1) })).toBe('done');
});

test('courses change from demandOpens until reportDue', async () => {
  const acts: DemandAct[] = [
    nora,
    { act: 'remove', positionId: 'P1' },
    { act: 'nudge', positionId: 'P3', words: 'Hei' },
    { act: 'answer', courses: [] },
  ];
  for (const instant of ['2026-09-21T07:59:59', '2026-10-09T15:00']) {
    await app.setClock(oslo(instant));
    for (const one of acts) expect(await act(one)).toBe('closed');
  }
  await at('2026-09-21T08:00');
  expect(await act({ act: 'remove', positionId: 'P4' })).toBe('removed');
  expect(await act({ act: 'nudge', positionId: 'P4', words: 'Hei' })).toBe('closed');
  await app.setClock(oslo('2026-10-09T14:59:59'));
  expect(await act(nora)).toBe('done');
});

test('what changes after the contact has reported is added, and the faculty gets a new list at reportDue', async () => {
  await at('2026-09-21T08:00');
  await answer('P1', 'ingrid@uni.example');
  await answer('P3', 'jonas@uni.example');
  await act({ act: 'remove', positionId: 'P3' });
  await at('2026-10-05T23:59');
  const courses = [asSeen('P1', need), asSeen('P2', null, { ...need, openings: 5 })];
  expect(await reportDemand(app, { roundId: ROUND, personId: contact, courses })).toBe('reported');
  expect(await reported('contact')).toEqual({ TDT4100: 2, TDT4120: 5 });
  await app.setClock(oslo('2026-10-06T10:00'));
  await act({ ...nora, answer: need });
  await act({ act: 'remove', positionId: 'P1' });
  await act({ act: 'restore', positionId: 'P3' });
  const kinds = `select id, openings from position where round_id = $1 order by id`;
  const added = [
    { id: NEW, openings: 2 },
    { id: 'P1', openings: null },
    { id: 'P2', openings: 5 },
    { id: 'P3', openings: 2 },
  ];
  expect(await rows(kinds, ROUND)).toEqual(added);
  await at('2026-10-09T15:00');
  expect(await reported('late')).toEqual({ TDT4120: 5, TDT4290: 2, TMA4100: 2 });
  await at('2026-10-12T09:00');
  expect(
    await rows(`select id from position where announced_at is not null and round_id = $1 order by id`, ROUND),
  ).toEqual([{ id: NEW }, { id: 'P2' }, { id: 'P3' }]);
});

test('what the contact corrects by reporting is no late change; her teacher sees it and may still change it', async () => {
  await at('2026-09-21T08:00');
  await answer('P1', 'ingrid@uni.example');
  await at('2026-10-05T23:59');
  const courses = [asSeen('P1', need, { ...need, openings: 7 }), asSeen('P2', null), asSeen('P3', null)];
  expect(await reportDemand(app, { roundId: ROUND, personId: contact, courses })).toBe('reported');
  expect(await rows(`select openings, answered_by_id as by from demand where position_id = 'P1'`)).toEqual([
    { openings: 7, by: contact },
  ]);
  // A silent course that comes and goes is no change of what was reported.
  await act({ act: 'remove', positionId: 'P3' });
  await at('2026-10-09T15:00');
  expect(await reported('late')).toEqual({});
});

test('a report that overlooks an answer is refused whole', async () => {
  await at('2026-09-21T08:00');
  await at('2026-10-05T23:59');
  await answer('P1', 'ingrid@uni.example');
  const before = await app.dump();
  const courses = [asSeen('P1', null, { ...need, openings: 7 }), asSeen('P2', null), asSeen('P3', null)];
  expect(await reportDemand(app, { roundId: ROUND, personId: contact, courses })).toBe('changed');
  expect(await app.dump()).toBe(before);
});

test('a request says what the course reported last time on the same campus', async () => {
  const lastYear = smallScenario();
  for (const round of lastYear.rounds) {
    round.id = round.id.replace('2027', '2026');
    round.semester = '2026V';
    for (const position of round.positions) position.id = `old-${position.id}`;
    round.calendar = Object.fromEntries(
      Object.entries(round.calendar).map(([entry, time]) => [
        entry,
        String(time).replace(/^(\d+)/, (y) => `${+y - 1}`),
      ]),
    ) as typeof round.calendar;
  }
  await importScenario(app, { ...lastYear, applicants: [], behaviour: { teachers: {}, students: {} } });
  await rows(`update report set reported_at = '2025-10-09' where round_id like '2026V%'`);
  await rows(
    `update position set kind = 'teaching-assistant', openings = 3, hours = 100 where id in ('old-P1', 'old-P4')`,
  );
  await rows(`update demand set answered_at = '2025-10-01', no_need = true where position_id = 'old-P2'`);
  await at('2026-09-21T08:00');
  expect(
    await rows(
      `select position_id as id, facts->'lastTime' as last from mail
      where kind = 'demand-request' and round_id = $1 order by 1`,
      ROUND,
    ),
  ).toEqual([
    { id: 'P1', last: { semester: '2026V', kind: 'teaching-assistant', openings: 3, hours: 100 } },
    { id: 'P2', last: { semester: '2026V', kind: null, openings: null, hours: null } },
    { id: 'P3', last: null },
  ]);
});
