import { expect, test } from '@jest/globals';
import { addPeople, roundOf, scenarioOf, type Tiny } from './model/tiny.js';
import { type ModelReport, modelOf, type Scenario } from './model.js';

/*
 * Every expected value below was worked out by hand. Oslo is at +02:00 until 2026-10-25 (03:00 becomes 02:00), at +01:00
 * until 2027-03-28 (02:00 becomes 03:00). The calendar is that of tiny.ts where a test does not move it.
 */

/** `a 1 accepted 2026-10-02T09:00:00+02:00 > 2026-10-03T10:00:00+02:00`: student, rank, state, issued > closed. */
const offersOf = (model: ModelReport, at = 0) =>
  (model.positions[at]?.offers ?? []).map((offer) =>
    [offer.student, offer.rank, offer.state, offer.issuedAt, '>', offer.closedAt].join(' '),
  );

const mailsOf = (model: ModelReport, kind: string) =>
  model.mails.filter((mail) => mail.kind === kind).map(({ to, at }) => `${to} ${at}`);

const settledAt = (scenario: Scenario) => modelOf(scenario).positions[0]?.finalListAt;

test('an offer over the autumn change ends at the start of day 20 + 15 = 35 October = 4 November, in winter time', () => {
  const model = modelOf(scenarioOf([{ answers: { a: 'silent' } }], { offersAt: '2026-10-20T09:00' }));
  expect(offersOf(model)).toEqual(['a 1 expired 2026-10-20T09:00:00+02:00 > 2026-11-04T00:00:00+01:00']);
  // the last day is 3 November: 7, 2 and 0 days before it
  expect(mailsOf(model, 'offer-reminder')).toEqual([
    'a 2026-10-27T09:00:00+01:00',
    'a 2026-11-01T09:00:00+01:00',
    'a 2026-11-03T09:00:00+01:00',
  ]);
});

test('an offer over the spring change ends at the start of day 20 + 15 = 35 March = 4 April, in summer time', () => {
  const calendar = { offersAt: '2027-03-20T09:00', closesAt: '2027-05-01T12:00' };
  const model = modelOf(scenarioOf([{ answers: { a: '' } }], calendar));
  expect(offersOf(model)).toEqual(['a 1 expired 2027-03-20T09:00:00+01:00 > 2027-04-04T00:00:00+02:00']);
  expect(mailsOf(model, 'offer-reminder')).toEqual([
    'a 2027-03-27T09:00:00+01:00',
    'a 2027-04-01T09:00:00+02:00',
    'a 2027-04-03T09:00:00+02:00',
  ]);
});

test('an answer a minute before the expiry counts, one at it does not: 2 October 09:00 + 14 days 15 h = 17 October', () => {
  const offered = (after: string) => offersOf(modelOf(scenarioOf([{ answers: { a: `accept ${after}` } }])));
  expect(offered('P14DT14H59M')).toEqual(['a 1 accepted 2026-10-02T09:00:00+02:00 > 2026-10-16T23:59:00+02:00']);
  expect(offered('P14DT15H')).toEqual(['a 1 expired 2026-10-02T09:00:00+02:00 > 2026-10-17T00:00:00+02:00']);
});

test('an answer at the instant of a reminder (2 October 09:00 + 7 days, 7 days before 16 October) spares it, a later not', () => {
  const reminders = (after: string) =>
    modelOf(scenarioOf([{ answers: { a: `accept ${after}` } }])).mailCounts['offer-reminder'];
  expect(reminders('P7D')).toBe(0);
  expect(reminders('P7DT0H1M')).toBe(1);
});

test('days of an answer are wall-clock days read as compatible, hours are exact', () => {
  const closedAt = (offersAt: string, after: string) => {
    const calendar = { offersAt, closesAt: '2027-05-01T12:00' };
    return modelOf(scenarioOf([{ answers: { a: `accept ${after}` } }], calendar)).positions[0]?.offers[0]?.closedAt;
  };
  // 28 March 02:30 does not exist: the later reading is 03:30+02:00, and a minute on
  expect(closedAt('2027-03-27T02:30', 'P1DT0H1M')).toBe('2027-03-28T03:31:00+02:00');
  expect(closedAt('2027-03-27T12:00', 'P1D')).toBe('2027-03-28T12:00:00+02:00');
  expect(closedAt('2027-03-27T12:00', 'PT24H')).toBe('2027-03-28T13:00:00+02:00');
  // 25 October 02:30 exists twice: the earlier is +02:00, and an hour on it is 02:30 again
  expect(closedAt('2026-10-24T02:30', 'P1D')).toBe('2026-10-25T02:30:00+02:00');
  expect(closedAt('2026-10-24T02:30', 'P1DT1H')).toBe('2026-10-25T02:30:00+01:00');
});

test('a decline at 3 October 10:00 offers the next at that instant, who then has until the start of 18 October', () => {
  const model = modelOf(scenarioOf([{ answers: { a: 'decline P1DT1H', b: 'accept P2D', c: '' } }]));
  expect(offersOf(model)).toEqual([
    'a 1 declined 2026-10-02T09:00:00+02:00 > 2026-10-03T10:00:00+02:00',
    'b 2 accepted 2026-10-03T10:00:00+02:00 > 2026-10-05T10:00:00+02:00',
  ]);
  expect(model.positions[0]).toMatchObject({ employed: ['b'], finalListAt: '2026-10-05T10:00:00+02:00' });
  expect(mailsOf(model, 'offer-reminder')).toEqual([]);
  expect(mailsOf(model, 'offer-declined')).toEqual(['a 2026-10-03T10:00:00+02:00']);
  expect(mailsOf(model, 'offer-accepted')).toEqual(['b 2026-10-05T10:00:00+02:00']);
  expect(mailsOf(model, 'application-closed')).toEqual(['c 2026-10-05T10:00:00+02:00']);
  expect(mailsOf(model, 'final-list')).toEqual(['teacher 2026-10-05T10:00:00+02:00']);
  expect(mailsOf(model, 'round-summary')).toEqual([
    'contact 2026-10-05T10:00:00+02:00',
    'faculty 2026-10-05T10:00:00+02:00',
  ]);
});

test('a decline without delay passes the opening on within the same instant', () => {
  const model = modelOf(scenarioOf([{ answers: { a: 'decline PT0S', b: 'accept PT0S' } }]));
  expect(offersOf(model)).toEqual([
    'a 1 declined 2026-10-02T09:00:00+02:00 > 2026-10-02T09:00:00+02:00',
    'b 2 accepted 2026-10-02T09:00:00+02:00 > 2026-10-02T09:00:00+02:00',
  ]);
});

test('an expiry and a decline at one instant are both settled before two offers go out in rank order', () => {
  // a: 2 October 09:00, expires 17 October 00:00. b declines 3 October 10:00; c + 13 days 14 h = 17 October 00:00
  const answers = { a: '', b: 'decline P1DT1H', c: 'decline P13DT14H', d: 'accept P1D', e: 'accept P1D' };
  expect(offersOf(modelOf(scenarioOf([{ openings: 2, answers }])))).toEqual([
    'a 1 expired 2026-10-02T09:00:00+02:00 > 2026-10-17T00:00:00+02:00',
    'b 2 declined 2026-10-02T09:00:00+02:00 > 2026-10-03T10:00:00+02:00',
    'c 3 declined 2026-10-03T10:00:00+02:00 > 2026-10-17T00:00:00+02:00',
    'd 4 accepted 2026-10-17T00:00:00+02:00 > 2026-10-18T00:00:00+02:00',
    'e 5 accepted 2026-10-17T00:00:00+02:00 > 2026-10-18T00:00:00+02:00',
  ]);
});

test('a chain of expiries (2 + 15 = 17, + 15 = 32 October = 1 November, 16 November, 1 December) ends at closesAt', () => {
  const answers = { a: '', b: '', c: '', d: '', e: '', f: '' };
  const chain = [
    'a 1 expired 2026-10-02T09:00:00+02:00 > 2026-10-17T00:00:00+02:00',
    'b 2 expired 2026-10-17T00:00:00+02:00 > 2026-11-01T00:00:00+01:00',
    'c 3 expired 2026-11-01T00:00:00+01:00 > 2026-11-16T00:00:00+01:00',
    'd 4 expired 2026-11-16T00:00:00+01:00 > 2026-12-01T00:00:00+01:00',
  ];
  const atExpiry = modelOf(scenarioOf([{ answers }], { closesAt: '2026-12-01T00:00' }));
  expect(offersOf(atExpiry)).toEqual(chain);
  expect(atExpiry.positions[0]?.finalListAt).toBe('2026-12-01T00:00:00+01:00');
  expect(mailsOf(atExpiry, 'application-closed')).toEqual([
    'e 2026-12-01T00:00:00+01:00',
    'f 2026-12-01T00:00:00+01:00',
  ]);
  // what is open at closesAt runs its time: 1 + 15 = 16 December
  const afterExpiry = modelOf(scenarioOf([{ answers }], { closesAt: '2026-12-01T00:01' }));
  expect(offersOf(afterExpiry)).toEqual([
    ...chain,
    'e 5 expired 2026-12-01T00:00:00+01:00 > 2026-12-16T00:00:00+01:00',
  ]);
  expect(afterExpiry.positions[0]?.finalListAt).toBe('2026-12-16T00:00:00+01:00');
});

test('a late rating (24 September 23:59 + 10 days = 4 October 23:59) offers at once, and is reminded and reported', () => {
  const model = modelOf(scenarioOf([{ answers: { a: 'accept P1D' }, rated: 'P10D' }]));
  expect(offersOf(model)).toEqual(['a 1 accepted 2026-10-04T23:59:00+02:00 > 2026-10-05T23:59:00+02:00']);
  // 7 days before 1 October is 24 September 09:00, before the rating opened at 23:59
  expect(mailsOf(model, 'rating-reminder')).toEqual([
    'teacher 2026-09-29T09:00:00+02:00',
    'teacher 2026-10-01T09:00:00+02:00',
  ]);
  expect(mailsOf(model, 'rating-overdue')).toEqual(['contact 2026-10-01T23:59:00+02:00']);
});

test('a rating on 29 September at 08:59 (+ 4 days 9 h) spares its teacher both reminders and the contact the list', () => {
  const model = modelOf(scenarioOf([{ answers: { a: '' }, rated: 'P4DT9H' }]));
  expect(model.mailCounts).toMatchObject({ 'rating-request': 1, 'rating-reminder': 0, 'rating-overdue': 0 });
  const next = modelOf(scenarioOf([{ answers: { a: '' }, rated: 'P4DT9H2M' }]));
  expect(next.mailCounts).toMatchObject({ 'rating-request': 1, 'rating-reminder': 1, 'rating-overdue': 0 });
});

test('a rating at closesAt (24 September 23:59 + 67 days 12 h 1 min = 1 December 12:00) is none, a minute before it counts', () => {
  const late = modelOf(scenarioOf([{ answers: { a: '', b: '' }, rated: 'P67DT12H1M' }]));
  expect(late.positions).toMatchObject([{ offers: [], employed: [], finalListAt: '2026-12-01T12:00:00+01:00' }]);
  expect(late.mailCounts).toMatchObject({ offer: 0, 'application-closed': 2, 'final-list': 1, 'round-summary': 2 });
  const inTime = modelOf(scenarioOf([{ answers: { a: '', b: '' }, rated: 'P67DT12H' }]));
  expect(offersOf(inTime)).toEqual(['a 1 expired 2026-12-01T11:59:00+01:00 > 2026-12-16T00:00:00+01:00']);
});

test('never rated is settled at closesAt', () => {
  expect(settledAt(scenarioOf([{ answers: { a: '' }, rated: null }]))).toBe('2026-12-01T12:00:00+01:00');
});

test('no applicants: settled at offersAt without anybody being asked to rate', () => {
  const model = modelOf(scenarioOf([{}]));
  expect(model.positions).toMatchObject([{ id: 'P1', openings: 1, employed: [], offers: [] }]);
  expect(model.positions[0]?.finalListAt).toBe('2026-10-02T09:00:00+02:00');
  expect(model.mailCounts).toMatchObject({ 'rating-request': 0, 'rating-overdue': 0, 'apply-link': 0, overview: 1 });
  expect(model.mailCounts).toMatchObject({ announcement: 1, 'final-list': 1, 'round-summary': 2 });
});

test('all unsuited: settled at offersAt when rated by then, else when rated (24 September 23:59 + 10 days)', () => {
  const unsuited = ['a', 'b'];
  expect(settledAt(scenarioOf([{ unsuited }]))).toBe('2026-10-02T09:00:00+02:00');
  expect(settledAt(scenarioOf([{ unsuited, rated: 'P10D' }]))).toBe('2026-10-04T23:59:00+02:00');
  expect(modelOf(scenarioOf([{ unsuited }])).mailCounts['application-closed']).toBe(2);
});

test('fewer suitable than openings: all are offered at once, settled when the last of them has answered', () => {
  const answers = { a: 'accept P3D', b: 'decline P1D' };
  const model = modelOf(scenarioOf([{ openings: 4, answers, unsuited: ['c'] }]));
  expect(offersOf(model)).toEqual([
    'a 1 accepted 2026-10-02T09:00:00+02:00 > 2026-10-05T09:00:00+02:00',
    'b 2 declined 2026-10-02T09:00:00+02:00 > 2026-10-03T09:00:00+02:00',
  ]);
  expect(model.positions[0]).toMatchObject({ employed: ['a'], finalListAt: '2026-10-05T09:00:00+02:00' });
  expect(mailsOf(model, 'application-closed')).toEqual(['c 2026-10-05T09:00:00+02:00']);
});

test('ranks leave out whoever did not apply', () => {
  const scenario = scenarioOf([{ openings: 3, answers: { a: '', b: '', c: '' } }]);
  scenario.applicants.splice(0, 1);
  expect(modelOf(scenario).positions[0]?.offers.map(({ student, rank }) => `${student} ${rank}`)).toEqual([
    'b 1',
    'c 2',
  ]);
});

test('a silent teacher is reminded 7, 2 and 0 days before 10 September, and the position is not announced', () => {
  const model = modelOf(scenarioOf([{ demand: null, answers: { a: '' } }]));
  expect(model.positions).toEqual([]);
  expect(mailsOf(model, 'demand-reminder')).toEqual([
    'teacher 2026-09-03T09:00:00+02:00',
    'teacher 2026-09-08T09:00:00+02:00',
    'teacher 2026-09-10T09:00:00+02:00',
  ]);
  expect(mailsOf(model, 'demand-overdue')).toEqual(['contact 2026-09-10T23:59:00+02:00']);
  const others = Object.entries(model.mailCounts).filter(([kind, count]) => count > 0 && !kind.startsWith('demand'));
  expect(others).toEqual([['overview', 1]]);
});

test('a demand answered before reportDue counts though late, at it (1 September 08:00 + 11 days 7 h) not', () => {
  const model = (demand: string) => modelOf(scenarioOf([{ demand }]));
  expect(model('P11DT6H59M').positions.map(({ id }) => id)).toEqual(['P1']);
  expect(model('P11DT6H59M').mailCounts['demand-overdue']).toBe(1);
  expect(model('P11DT7H').positions).toEqual([]);
  // 1 September 08:00 + 9 days 15 h 59 min is demandDue itself
  expect(model('P9DT15H58M').mailCounts['demand-overdue']).toBe(0);
  expect(model('P9DT15H59M').mailCounts['demand-overdue']).toBe(1);
  expect(model('P7DT0H59M').mailCounts['demand-reminder']).toBe(1);
  expect(model('P7DT1H1M').mailCounts['demand-reminder']).toBe(2);
});

test('the list is reminded on 24 - 3 = 21 September at 09:00, unless that is not after the announcement', () => {
  expect(mailsOf(modelOf(scenarioOf([{}])), 'announcement-reminder')).toEqual(['list 2026-09-21T09:00:00+02:00']);
  expect(modelOf(scenarioOf([{}], { announceAt: '2026-09-21T09:00' })).mailCounts['announcement-reminder']).toBe(0);
});

test('students apply half-way: 14 September 09:00 to 24 September 23:59 is 254 h 59 min, half of it 127 h 29 min 30 s', () => {
  const model = modelOf(scenarioOf([{ answers: { a: '' } }]));
  expect(mailsOf(model, 'apply-link')).toEqual(['a 2026-09-19T16:29:30+02:00']);
  expect(mailsOf(model, 'application-receipt')).toEqual(['a 2026-09-19T16:29:30+02:00']);
});

test('one teacher of two positions gets each mail once per position; the round waits for its last position', () => {
  const model = modelOf(
    scenarioOf([
      { id: 'P1', answers: { a: 'accept P1D' }, rated: 'P1D' },
      { id: 'P2', answers: { a: 'accept P2D', b: '' }, rated: null },
    ]),
  );
  expect(model.mailCounts).toMatchObject({ 'demand-request': 2, 'rating-request': 2, 'rating-reminder': 2 });
  expect(model.mailCounts).toMatchObject({ 'rating-overdue': 1, 'final-list': 2, 'apply-link': 2, offer: 1 });
  expect(mailsOf(model, 'application-closed')).toEqual(['a 2026-12-01T12:00:00+01:00', 'b 2026-12-01T12:00:00+01:00']);
  expect(mailsOf(model, 'round-summary').map((line) => line.split(' ')[1])).toEqual(
    Array(2).fill('2026-12-01T12:00:00+01:00'),
  );
});

test('a student of two rounds applies in each, at the half of each, and may be employed in both', () => {
  const scenario = scenarioOf([{ id: 'P1', answers: { a: 'accept P1D' } }]);
  const other: Tiny = { id: 'P2', teacher: 'other', answers: { a: 'accept P3D' } };
  // a window of 2 days: 20 September 09:00 to 22 September 09:00
  scenario.rounds.push(roundOf('S', [other], { announceAt: '2026-09-20T09:00', applyDue: '2026-09-22T09:00' }));
  addPeople(scenario, other);
  const model = modelOf(scenario);
  expect(mailsOf(model, 'apply-link')).toEqual(['a 2026-09-19T16:29:30+02:00', 'a 2026-09-21T09:00:00+02:00']);
  expect(model.positions.map(({ id, round, employed }) => [id, round, ...employed])).toEqual([
    ['P1', 'R', 'a'],
    ['P2', 'S', 'a'],
  ]);
  expect(model.mailCounts).toMatchObject({ announcement: 2, overview: 2, 'round-summary': 4, offer: 2 });
});
