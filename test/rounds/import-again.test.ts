import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Scenario } from '../../src/rounds/import/scenario.schema.js';
import { smallScenario } from '../support/small-scenario.js';
import { createFixture, type Fixture } from './import-fixture.js';

const BEFORE_BEGINNING = '2026-09-21T05:59:59.999Z';
const BEGINNING = '2026-09-21T06:00:00Z';
const BEFORE_REPORT = '2026-10-09T12:59:59.999Z';
const REPORT_DUE = '2026-10-09T13:00:00Z';

let fixture: Fixture;
beforeEach(async () => {
  fixture = await createFixture();
  await fixture.importing(smallScenario());
});
afterEach(() => fixture.close());

async function importChanged(instant: string, change: (scenario: Scenario) => void) {
  await fixture.app.setClock(instant);
  const scenario = smallScenario();
  change(scenario);
  const before = await fixture.app.dump();
  const result = await fixture.importing(scenario);
  if (result.status !== 0) expect(await fixture.app.dump()).toEqual(before);
  return result;
}

/** Another campus contact, calendar, title and teacher. */
function changeMuch({ campuses, rounds }: Scenario): void {
  Object.assign(campuses[0] ?? {}, { name: 'Trondhjem', contact: { name: 'Nils Foss', email: 'nils@uni.example' } });
  Object.assign(rounds[0]?.calendar ?? {}, { demandDue: '2026-10-06T23:59' });
  Object.assign(rounds[0]?.positions[2] ?? {}, {
    title: 'Matte',
    teacher: { name: 'Ola Rød', email: 'ola@uni.example' },
  });
}

test('until a round begins it becomes what the file says, and its stages look again', async () => {
  await fixture.app.database.query(`update subject set next_due_at = null`);

  const { status, said } = await importChanged(BEFORE_BEGINNING, changeMuch);

  expect(said).toEqual([
    expect.stringMatching(/^Imported /),
    '  faculty: 0 created, 0 updated, 1 unchanged',
    '  campuses: 0 created, 1 updated, 1 unchanged',
    '  rounds: 0 created, 1 updated, 1 unchanged',
    '  positions: 0 created, 1 updated, 3 unchanged',
    '  people: 2 created, 0 updated, 10 unchanged',
  ]);
  expect(status).toBe(0);
  expect(
    await fixture.rows(`select campus.name, calendar ->> 'demandDue' as due, title, teacher.name as teacher, contact.name as contact
      from position join round on round.id = round_id join campus on campus.id = campus_id
      join person teacher on teacher.id = teacher_id join person contact on contact.id = contact_id where position.id = 'P3'`),
  ).toEqual([{ name: 'Trondhjem', due: '2026-10-06T23:59', title: 'Matte', teacher: 'Ola Rød', contact: 'Nils Foss' }]);
  expect(await fixture.rows(`select id, count(next_due_at)::int as due from subject group by id order by id`)).toEqual([
    { id: '2027V-gjøvik', due: 0 },
    { id: '2027V-trondheim', due: 5 },
  ]);
});

test('from the instant at which it begins a round is changed on the board only', async () => {
  const { status, said } = await importChanged(BEGINNING, changeMuch);

  const late =
    'of round 2027V-trondheim, which began 2026-09-21T08:00. Write what the round has; after its beginning it is changed on the board.';
  expect(said.slice(1)).toEqual([
    `  rounds[0].calendar.demandDue: "2026-10-06T23:59" differs from "2026-10-05T23:59" ${late}`,
    `  rounds[0].positions[2].title: "Matte" differs from "Om TMA4100" ${late}`,
    `  rounds[0].positions[2].teacher.email: "ola@uni.example" differs from "jonas@uni.example" ${late}`,
  ]);
  expect(status).toBe(1);
});

test('a contact can be replaced at any time, with a warning while a round is under way', async () => {
  const { status, said } = await importChanged(BEGINNING, ({ campuses }) =>
    Object.assign(campuses[0] ?? {}, { contact: { name: 'Nils Foss', email: 'nils@uni.example' } }),
  );

  expect(said.at(-1)).toBe(
    'Warning: round 2027V-trondheim is under way and gets nils@uni.example as its contact: what was mailed before stays with the former one.',
  );
  expect(status).toBe(0);
});

const rename = ({ rounds }: Scenario) => {
  for (const { teacher } of rounds[0]?.positions.slice(0, 2) ?? []) teacher.name = 'Ingrid Lie Moen';
};

test.each([BEFORE_BEGINNING, '2027-02-18T11:00:00Z'])(
  'staff are renamed while no round of theirs runs (%s)',
  async (instant) => {
    expect(await importChanged(instant, rename)).toMatchObject({ status: 0 });

    expect(await fixture.rows(`select name from person where email = 'ingrid@uni.example'`)).toEqual([
      { name: 'Ingrid Lie Moen' },
    ]);
  },
);

test('staff are not renamed while a round of theirs runs', async () => {
  const { status, said } = await importChanged('2027-02-18T10:59:59Z', rename);

  expect(said[1]).toBe(
    '  rounds[0].positions[0].teacher.name: "Ingrid Lie Moen" differs from "Ingrid Lie" in round 2027V-trondheim, which is under way. Write that name until the round closes, 2027-02-18T12:00.',
  );
  expect(status).toBe(1);
});

test('staff follow their campus to another language, unless they have chosen', async () => {
  await fixture.app.database.query(`update person set locale = 'en' where email = 'jonas@uni.example'`);

  await importChanged(BEFORE_BEGINNING, ({ campuses }) => {
    for (const campus of campuses) campus.locale = campus.locale === 'nb' ? 'en' : 'nb';
  });

  expect(await fixture.rows(`select email, locale from person where email !~ 'stud|faculty' order by 1`)).toEqual([
    { email: 'geir@uni.example', locale: 'nb' },
    { email: 'ingrid@uni.example', locale: 'en' },
    { email: 'jonas@uni.example', locale: 'en' },
    { email: 'kari@uni.example', locale: 'nb' },
    { email: 'tone@uni.example', locale: 'en' },
  ]);
});

test('a student who exists stays as she is', async () => {
  const { said } = await importChanged(BEFORE_BEGINNING, ({ applicants }) =>
    Object.assign(applicants[0] ?? {}, { name: 'Anna Ny', laos: true, locale: 'en' }),
  );

  expect(said[0]).toMatch(/^Nothing changed/);
  expect(await fixture.rows(`select name, laos, locale from person where email = 'anna@stud.example'`)).toEqual([
    { name: 'Anna', laos: false, locale: 'nb' },
  ]);
});

const addPosition = ({ rounds }: Scenario) => {
  const [position] = structuredClone(rounds[1]?.positions ?? []);
  if (position) rounds[1]?.positions.push({ ...position, id: 'P5', course: 'PROG2002' });
};

test('a round that has begun takes further positions until its report is due', async () => {
  const { status, said } = await importChanged(BEFORE_REPORT, addPosition);

  expect(said.at(-1)).toBe(
    'Warning: position P5 is new in round 2027V-gjøvik, which has begun: its teacher is asked at once.',
  );
  expect(status).toBe(0);
  expect(await fixture.rows(`select requested_at from demand where position_id = 'P5'`)).toEqual([
    { requested_at: null },
  ]);
});

test('from then on it takes none', async () => {
  const { status, said } = await importChanged(REPORT_DUE, addPosition);

  expect(said.slice(1)).toEqual([
    '  rounds[1].positions[1].id: "P5" is new in round 2027V-gjøvik, whose demand was due 2026-10-09T15:00. List it in a later round.',
  ]);
  expect(status).toBe(1);
});

test('a position cannot move to another round', async () => {
  const { status, said } = await importChanged(BEFORE_BEGINNING, ({ rounds }) => {
    const moved = rounds[1]?.positions.pop();
    if (moved) rounds[0]?.positions.push(moved);
  });

  expect(said.slice(1)).toEqual([
    '  rounds[0].positions[3].id: "P4" is a position of round 2027V-gjøvik already. Give this one an id of its own.',
  ]);
  expect(status).toBe(1);
});

test('what the file does not list stays, with a warning', async () => {
  const { status, said } = await importChanged(BEGINNING, (scenario) => {
    scenario.rounds[0]?.positions.pop();
    scenario.applicants = [];
    scenario.behaviour = { teachers: {}, students: {} };
  });

  expect(said.at(-1)).toBe(
    'Warning: round 2027V-trondheim keeps what the file does not list: P3 (an import takes nothing away).',
  );
  expect(said[0]).toMatch(/^Nothing changed/);
  expect(status).toBe(0);
});
