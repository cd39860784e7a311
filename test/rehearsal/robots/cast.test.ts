import { expect, test } from '@jest/globals';
import { Diary } from '../../../src/rehearsal/diary.js';
import { written } from '../../../src/rehearsal/durations.js';
import { castOf } from '../../../src/rehearsal/robots/cast.js';
import type { Scenario } from '../../../src/rounds/import/scenario.schema.js';
import { smallScenario } from '../../support/small-scenario.js';

const mail = (kind: string, to: string, subject: string, messageId = `<${kind}@h>`) => ({
  ...{ kind, to, subject, messageId, text: 'http://h/l/1.s' },
  receivedAt: new Date('2026-11-06T08:00:00Z'),
});

/** The people of a scenario at 6 November 2026, 09:00 in Oslo, and what they mean to do after reading these mails. */
function plansAfter(scenario: Scenario, ...mails: ReturnType<typeof mail>[]): string[] {
  const diary = new Diary();
  const clock = { now: new Date('2026-09-21T05:00:00Z') };
  const browserOf = () => {
    throw new Error('Nobody acts in this test.');
  };
  const cast = castOf(
    scenario,
    { timeZone: 'Europe/Oslo', home: 'http://h/', clock, diary, upsets: [], browserOf },
    null,
  );
  diary.takeDue(new Date('2026-11-01T00:00:00Z'));
  clock.now = new Date('2026-11-06T08:00:00Z');
  for (const one of mails) cast.read(one);
  const lanes = diary.takeDue(new Date('2028-01-01T00:00:00Z'));
  return lanes.flat().map(({ at, lane, who }) => `${written(at, 'Europe/Oslo')} ${lane} ${who}`);
}

test('students go to the public page half-way through the time to apply, once for each round', () => {
  const diary = new Diary();
  const clock = { now: new Date('2026-09-21T05:00:00Z') };
  const world = { timeZone: 'Europe/Oslo', home: 'http://h/', clock, diary, upsets: [] };
  castOf(smallScenario(), { ...world, browserOf: () => undefined as never }, null);
  expect(written(diary.next() as Date, 'Europe/Oslo')).toBe('2026-10-19T16:59:30+02:00');
  const visits = diary.takeDue(diary.next() as Date).map((lane) => lane.map(({ who }) => who.split('@')[0]).join());
  expect(visits).toEqual(['anna', 'bo', 'carl,carl', 'dina', 'emil', 'frida,frida']);
  expect(diary.next()).toBeNull();
});

test('an offer is answered so long after its issue, and not at all by the silent and by those who are not described', () => {
  expect(
    plansAfter(
      smallScenario(),
      mail('offer', 'anna@stud.example', 'TDT4100'),
      mail('offer', 'anna@stud.example', 'TDT4120', '<2@h>'),
      mail('offer', 'Bo@stud.example', 'TDT4100'),
      mail('offer', 'dina@stud.example', 'TMA4100'),
    ),
  ).toEqual(['2026-11-06T09:05:00+01:00 P1 bo@stud.example', '2026-11-07T10:01:00+01:00 P1 anna@stud.example']);
});

test('a rating whose time has passed is given at once; a teacher without behaviour does nothing', () => {
  expect(
    plansAfter(
      smallScenario(),
      mail('rating-request', 'ingrid@uni.example', 'TDT4100'),
      mail('rating-request', 'ingrid@uni.example', 'TDT4120', '<2@h>'),
      mail('rating-request', 'jonas@uni.example', 'TMA4100'),
      mail('rating-reminder', 'jonas@uni.example', 'TMA4100'),
    ),
  ).toEqual(['2026-11-06T09:00:00+01:00 P1 ingrid@uni.example']);
});

test('a mail that comes twice is read once, and mail to a list or the faculty by nobody', () => {
  const request = mail('report-request', 'tone@uni.example', 'Behovet');
  const announcement = mail('announcement', 'students.trondheim@uni.example', 'TDT4100');
  expect(plansAfter(smallScenario(), request, request, announcement)).toEqual([
    '2026-11-06T09:00:00+01:00 tone@uni.example tone@uni.example',
  ]);
});

test('someone who is a contact and a teacher acts as both', () => {
  const scenario = smallScenario();
  const [campus] = scenario.campuses;
  if (campus) campus.contact = { name: 'Ingrid Lie', email: 'ingrid@uni.example' };
  const to = 'ingrid@uni.example';
  const plans = plansAfter(scenario, mail('report-request', to, 'x'), mail('rating-request', to, 'TDT4100'));
  expect(plans.map((plan) => plan.split(' ')[1])).toEqual(['P1', to]);
});
