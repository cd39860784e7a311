import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { importFile } from '../../src/commands/import.js';
import { importScenario } from '../../src/rounds/import/import-scenario.js';
import type { Scenario } from '../../src/rounds/import/scenario.schema.js';
import { listen } from '../support/output.js';
import { smallScenario } from '../support/small-scenario.js';
import { createFixture, type Fixture } from './import-fixture.js';

let fixture: Fixture;
beforeEach(async () => {
  fixture = await createFixture();
});
afterEach(() => fixture.close());

/** The small scenario with a change. */
function withChange(change: (scenario: Scenario) => void): Scenario {
  const scenario = smallScenario();
  change(scenario);
  return scenario;
}

const SAMPLE = new URL('../../examples/ie-2027v.json', import.meta.url).pathname;

test('the sample brings rounds, courses and people, and nothing that people are to say', async () => {
  const output = listen();

  expect(await importFile(fixture.app, SAMPLE, output)).toBe(0);

  expect(output.printed).toEqual([
    `Imported ${SAMPLE}:`,
    '  faculty: 1 created, 0 updated, 0 unchanged',
    '  campuses: 2 created, 0 updated, 0 unchanged',
    '  rounds: 2 created, 0 updated, 0 unchanged',
    '  positions: 22 created, 0 updated, 0 unchanged',
    '  people: 285 created, 0 updated, 0 unchanged',
  ]);
  expect(
    await fixture.rows(`select count(*)::int from position where coalesce(kind, openings::text, hours::text) is null`),
  ).toEqual([{ count: 22 }]);
  expect(
    await fixture.rows(`select (select count(*)::int from application) as applications, (select count(*)::int from rating) as ratings,
      (select count(*)::int from demand where requested_at is null and answered_at is null and kind is null) as demand,
      (select count(*)::int from report where reported_at is null) as reports, (select count(*)::int from mail) as mails`),
  ).toEqual([{ applications: 0, ratings: 0, demand: 22, reports: 2, mails: 0 }]);
});

test('each round has its five subjects, due at once, with an alarm for each', async () => {
  await fixture.importing(smallScenario());

  expect(
    await fixture.rows(`select id, array_agg(stage order by stage) as stages from subject group by id order by id`),
  ).toEqual([
    { id: '2027V-gjøvik', stages: ['announcement', 'application', 'demand', 'rating', 'report'] },
    { id: '2027V-trondheim', stages: ['announcement', 'application', 'demand', 'rating', 'report'] },
  ]);
  expect(await fixture.rows(`select distinct next_due_at, advanced_to from subject`)).toEqual([
    { next_due_at: new Date('2026-09-01T12:00:00Z'), advanced_to: null },
  ]);
  expect(fixture.app.alarms).toHaveLength(10);
});

test('staff speak the language of their campus, students their own', async () => {
  await fixture.importing(
    withChange(({ applicants }) => Object.assign(applicants[0] ?? {}, { locale: 'en', email: 'Anna@Stud.example' })),
  );

  expect(await fixture.rows(`select email, locale, phone, laos from person order by email`)).toEqual([
    { email: 'anna@stud.example', locale: 'en', phone: null, laos: false },
    { email: 'bo@stud.example', locale: 'nb', phone: null, laos: false },
    { email: 'carl@stud.example', locale: 'nb', phone: null, laos: false },
    { email: 'dina@stud.example', locale: 'nb', phone: null, laos: false },
    { email: 'emil@stud.example', locale: 'nb', phone: null, laos: false },
    { email: 'faculty@uni.example', locale: 'nb', phone: null, laos: false },
    { email: 'frida@stud.example', locale: 'nb', phone: null, laos: true },
    { email: 'geir@uni.example', locale: 'en', phone: null, laos: false },
    { email: 'ingrid@uni.example', locale: 'nb', phone: null, laos: false },
    { email: 'jonas@uni.example', locale: 'nb', phone: null, laos: false },
    { email: 'kari@uni.example', locale: 'en', phone: null, laos: false },
    { email: 'tone@uni.example', locale: 'nb', phone: '+47 73 00 00 01', laos: false },
  ]);
});

test('the same file a second time changes nothing, and says so', async () => {
  await fixture.importing(smallScenario());
  const before = await fixture.app.dump();

  const { status, said } = await fixture.importing(smallScenario());

  expect(said[0]).toMatch(/^Nothing changed: all of .*scenario\.json is there already\.$/);
  expect(said).toContain('  people: 0 created, 0 updated, 12 unchanged');
  expect(status).toBe(0);
  expect(await fixture.app.dump()).toEqual(before);
  expect(fixture.app.alarms).toHaveLength(10);
});

test('an import is one event, without names or addresses', async () => {
  await fixture.importing(smallScenario());

  const events = await fixture.rows<{ kind: string; data: object }>(`select kind, data from event`);

  expect(events).toEqual([
    { kind: 'imported', data: expect.objectContaining({ rounds: ['2027V-trondheim', '2027V-gjøvik'] }) },
  ]);
  expect(JSON.stringify(events)).not.toMatch(/@|Ingrid/);
});

test('an import that fails on its way leaves nothing behind', async () => {
  await fixture.app.database.query(`alter table event add constraint broken check (kind <> 'imported')`);
  const before = await fixture.app.dump();

  await expect(importScenario(fixture.app, smallScenario())).rejects.toThrow('broken');

  expect(await fixture.app.dump()).toEqual(before);
  expect(fixture.app.alarms).toEqual([]);
});

test('of two imports at once one creates and the other finds', async () => {
  const results = await Promise.all([1, 2].map(() => importScenario(fixture.app, smallScenario())));

  expect(results.map(({ created }) => created.people).sort()).toEqual([0, 12].sort());
  expect(results.map(({ changed }) => changed).sort()).toEqual([false, true]);
});

test('five thousand applicants take seconds, also the second time', async () => {
  const scenario = withChange(({ applicants }) => {
    for (let i = 0; i < 5000; i += 1)
      applicants.push({
        name: `Student ${i}`,
        email: `s${i}@stud.example`,
        locale: 'nb',
        laos: false,
        applications: [],
      });
  });
  const start = performance.now();

  expect((await importScenario(fixture.app, scenario)).created.people).toBe(5012);
  expect((await importScenario(fixture.app, scenario)).unchanged.people).toBe(5012);

  expect(performance.now() - start).toBeLessThan(8000);
});

test('a round that began 64 days ago is warned of', async () => {
  await fixture.app.setClock('2026-11-24T12:00:00Z');

  const { said } = await fixture.importing(smallScenario());

  expect(said.slice(-2)).toEqual([
    'Warning: the calendar of round 2027V-trondheim began 64 days ago: what is due will be done at once.',
    'Warning: the calendar of round 2027V-gjøvik began 64 days ago: what is due will be done at once.',
  ]);
});
