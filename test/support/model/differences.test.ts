import { expect, test } from '@jest/globals';
import { differences, modelOf, type Scenario } from '../model.js';
import { scenarioOf } from './tiny.js';

function reportOf(scenario: Scenario) {
  const { positions, mails } = modelOf(scenario);
  const sent = mails.map(({ kind, to, at }, i) => ({ kind, to, subject: 's', sentAt: at, messageId: `<${i}@x>` }));
  return { report: 1, positions, mails: sent };
}

const PLAYED = scenarioOf([{ answers: { a: 'decline P1DT1H', b: '', c: '' } }], { closesAt: '2026-10-10T12:00' });

test('a report that says what the model says has no differences, however it writes instants and orders lists', () => {
  const report = reportOf(PLAYED);
  expect(differences(PLAYED, report, { sentAt: true })).toEqual([]);
  report.positions[0]?.offers.reverse();
  for (const position of report.positions) position.finalListAt = '2026-10-17T22:00:00.000Z';
  for (const mail of report.mails) mail.to = `Name <${mail.to.toUpperCase()}>`;
  report.mails.push({ ...report.mails[0], kind: 'report-request', messageId: '<r@x>' } as (typeof report.mails)[0]);
  expect(differences(PLAYED, report)).toEqual([]);
});

test('a report that says otherwise is told where, with what was expected and what was got', () => {
  const report = reportOf(PLAYED);
  const position = report.positions[0];
  const second = position?.offers[1];
  if (!position || !second) throw new Error('two offers were expected');
  position.openings = 2;
  position.employed = ['b'];
  position.finalListAt = null;
  Object.assign(second, { rank: 3, state: 'accepted', expiresAt: '2026-10-18T01:00:00+02:00' });
  expect(differences(PLAYED, report)).toEqual([
    'position P1 openings: expected 1, got 2',
    'position P1 employed: expected nobody, got b',
    'position P1 finalListAt: expected 2026-10-18T00:00:00+02:00, got null',
    'position P1 offer 2 rank: expected 2, got 3',
    'position P1 offer 2 state: expected expired, got accepted',
    'position P1 offer 2 expiresAt: expected 2026-10-18T00:00:00+02:00, got 2026-10-18T01:00:00+02:00',
  ]);
  position.offers.pop();
  position.id = 'P9';
  expect(differences(PLAYED, report)).toEqual([
    'position P9: not expected in the report',
    'position P1: missing from the report',
  ]);
});

test('mails are counted by kind and by whom they went to', () => {
  const report = reportOf(PLAYED);
  const reminder = report.mails.findIndex(({ kind }) => kind === 'offer-reminder');
  report.mails.splice(reminder, 1);
  expect(differences(PLAYED, report)).toEqual([
    'mails offer-reminder: expected 3, got 2',
    'mails offer-reminder to b: expected 3, got 2',
  ]);
  const closed = report.mails.find(({ kind }) => kind === 'application-closed');
  if (closed) closed.to = 'b';
  expect(differences(PLAYED, report)).toEqual(
    expect.arrayContaining([
      'mails application-closed to b: expected 0, got 1',
      'mails application-closed to c: expected 1, got 0',
    ]),
  );
});

test('a mail received again is a difference, unless resends are allowed; two mails never share a Message-ID', () => {
  const report = reportOf(PLAYED);
  const first = report.mails[0];
  if (!first) throw new Error('a mail was expected');
  report.mails.push(first);
  expect(differences(PLAYED, report)).toEqual(['mails demand-request to teacher: <0@x> received again']);
  expect(differences(PLAYED, report, { resends: true })).toEqual([]);
  report.mails.push({ ...first, kind: 'digest' });
  expect(differences(PLAYED, report, { resends: true })).toEqual([
    'mails demand-request to teacher, digest to teacher: same Message-ID <0@x>',
  ]);
});

test('what is no report, or of an unknown kind, or sent at another instant, is told', () => {
  expect(differences(PLAYED, { report: 1, positions: [] })).toEqual([expect.stringMatching(/^report mails: /)]);
  const report = reportOf(PLAYED);
  const offer = report.mails.find(({ kind }) => kind === 'offer-declined');
  if (!offer) throw new Error('a decline was expected');
  offer.sentAt = '2026-10-03T10:00:01+02:00';
  report.mails.push({ ...offer, kind: 'ofer', messageId: '<n@x>' });
  expect(differences(PLAYED, report)).toEqual(['mails ofer: no such kind in the design']);
  expect(differences(PLAYED, report, { sentAt: true })).toEqual([
    'mails ofer: no such kind in the design',
    'mails offer-declined to a at 2026-10-03T08:00:00.000Z: expected 1, got 0',
    'mails offer-declined to a at 2026-10-03T08:00:01.000Z: expected 0, got 1',
  ]);
  offer.sentAt = 'yesterday';
  expect(differences(PLAYED, report)).toEqual([expect.stringMatching(/sentAt: is not an ISO 8601 instant/)]);
});
