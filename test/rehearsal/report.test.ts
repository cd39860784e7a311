import { expect, test } from '@jest/globals';
import { reportOf } from '../../src/rehearsal/report.js';
import { tableOf } from '../../src/rehearsal/table.js';
import { smallScenario } from '../support/small-scenario.js';

const at = (text: string) => new Date(text);

const played = {
  scenario: 'small.json',
  timeZone: 'Europe/Oslo',
  from: at('2026-09-21T06:00:00Z'),
  to: at('2027-02-18T11:00:00Z'),
  wallSeconds: 12.345,
  positions: [
    {
      ...{ id: 'P1', round: '2027V-trondheim', openings: 1, finalListAt: at('2026-11-08T09:01:00Z') },
      offers: [
        {
          ...{ student: 'bo@stud.example', rank: 1, state: 'declined' },
          issuedAt: at('2026-11-06T08:00:00Z'),
          expiresAt: at('2026-11-20T23:00:00Z'),
          closedAt: at('2026-11-06T08:05:00Z'),
        },
        {
          ...{ student: 'anna@stud.example', rank: 2, state: 'accepted' },
          issuedAt: at('2026-11-06T08:05:00Z'),
          expiresAt: at('2026-11-20T23:00:00Z'),
          closedAt: at('2026-11-08T09:01:00Z'),
        },
      ],
    },
    { id: 'P2', round: '2027V-trondheim', openings: 2, finalListAt: null, offers: [] },
  ],
  mails: [
    {
      ...{ kind: 'demand-request', to: 'ingrid@uni.example', subject: 'Behov', text: 'x', messageId: '<1@h>' },
      receivedAt: at('2026-09-21T06:00:00Z'),
    },
  ],
};

test('the report has instants with the offset of the zone, and the employed in order of their offers', () => {
  const report = reportOf(played);
  expect(report).toMatchObject({
    ...{ report: 1, scenario: 'small.json', wallSeconds: 12.3 },
    from: '2026-09-21T08:00:00+02:00',
    to: '2027-02-18T12:00:00+01:00',
  });
  expect(report.positions.map(({ id, employed, finalListAt }) => [id, employed, finalListAt])).toEqual([
    ['P1', ['anna@stud.example'], '2026-11-08T10:01:00+01:00'],
    ['P2', [], null],
  ]);
  expect(report.positions[0]?.offers[0]).toEqual({
    ...{ student: 'bo@stud.example', rank: 1, state: 'declined' },
    issuedAt: '2026-11-06T09:00:00+01:00',
    expiresAt: '2026-11-21T00:00:00+01:00',
    closedAt: '2026-11-06T09:05:00+01:00',
  });
  expect(report.mails).toEqual([
    {
      ...{ kind: 'demand-request', to: 'ingrid@uni.example', subject: 'Behov', messageId: '<1@h>' },
      sentAt: '2026-09-21T08:00:00+02:00',
    },
  ]);
});

test('the table sums up the positions and the mails', () => {
  const lines = tableOf(reportOf(played), smallScenario()).split('\n');
  expect(lines.map((line) => line.split(/ {2,}/).join('|'))).toEqual([
    'round|position|course|openings|offers|accepted|declined|expired|employed',
    '2027V-trondheim|P1|TDT4100|1|2|1|1|0|1',
    '2027V-trondheim|P2|TDT4120|2|0|0|0|0|0',
    'all|3|2|1|1|0|1',
    '',
    'mails',
    'demand-request|1',
    'all|1',
    '',
    '2026-09-21T08:00:00+02:00 to 2027-02-18T12:00:00+01:00 in 12.3 s',
  ]);
});
