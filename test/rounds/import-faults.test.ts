import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Scenario } from '../../src/rounds/import/scenario.schema.js';
import { readScenario } from '../../src/rounds/import/scenario-file.js';
import { smallScenario } from '../support/small-scenario.js';
import { changed, VALUES } from './import-fault-cases.js';
import { LINES } from './import-fault-lines.js';
import { createFixture, type Fixture } from './import-fixture.js';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await createFixture();
});
afterAll(() => fixture.close());

const CASES = [
  ...VALUES.map(([kind, place, value, rest]) => {
    const shown = value === undefined ? '' : `${JSON.stringify(value)} `;
    return { kind, place, value, line: `${place}: ${shown}${rest}` };
  }),
  ...LINES.map(([kind, place, value, line]) => ({ kind, place, value, line })),
];

test.each(CASES)('$kind is refused with its place, value and remedy', async ({ place, value, line }) => {
  const before = await fixture.app.dump();

  const { status, said } = await fixture.importing(changed(place, value));

  expect(said.slice(1)).toContain(`  ${line}`);
  expect(said[0]).toMatch(/scenario\.json was not imported; nothing has changed\.$/);
  expect(status).toBe(1);
  expect(await fixture.app.dump()).toEqual(before);
});

test('one fault has one line', async () => {
  expect((await fixture.importing(changed('applicants[0].email', 'anna@'))).said).toHaveLength(2);
});

test('all faults are listed, those across fields beside those of form', async () => {
  const scenario = smallScenario();
  Object.assign(scenario.rounds[0] ?? {}, { campus: 'oslo' });
  Object.assign(scenario.rounds[0]?.calendar ?? {}, { applyDue: 'soon', demandDue: '2026-09-01T00:00' });
  Object.assign(scenario.applicants[0] ?? {}, { laos: null, loas: true });

  expect((await fixture.importing(scenario)).said.slice(1)).toEqual([
    '  rounds[0].calendar.applyDue: "soon" is not a date and time. Write it as 2026-10-26T23:59.',
    '  applicants[0].laos: null is not true or false. Write true or false, without quotation marks.',
    '  applicants[0].loas: true belongs to no known property. Did you mean laos?',
    '  rounds[0].calendar.demandDue: "2026-09-01T00:00" is not after demandOpens, 2026-09-21T08:00. Put it later.',
    '  rounds[0].campus: "oslo" is not a campus of this file. Add it, or correct this.',
  ]);
});

test('fifty faults are listed, and how many more there are', async () => {
  const scenario = smallScenario();
  scenario.applicants = Array.from({ length: 53 }, (_, index) => ({
    ...{ name: '', email: `s${index}@stud.example`, locale: 'nb', laos: false, applications: [] },
  }));
  scenario.behaviour = { teachers: {}, students: {} };

  const { said } = await fixture.importing(scenario);

  expect(said).toHaveLength(52);
  expect(said.at(-1)).toBe('  … and 3 more faults.');
});

test('what is left out has its default, what is written in two ways is read as one', () => {
  const scenario = { ...smallScenario(), applicants: undefined, behaviour: undefined };
  expect(readScenario(scenario)).toMatchObject({ applicants: [], behaviour: { teachers: {}, students: {} } });

  const other = changed('rounds[0].calendar.applyDue', '2026-10-26T23:59:00') as Scenario;
  other.faculty = { name: ' Fakultetet ', email: 'Faculty@Uni.Example' };
  expect(readScenario(other)).toEqual(smallScenario());
});
