import { expect, test } from '@jest/globals';
import { sayUnfilled } from '../../src/rounds/say-unfilled.js';
import { type Outcomes, type Unfilled, whyUnfilled } from '../../src/rounds/why-unfilled.rule.js';

const outcomes = (counts: Partial<Outcomes> = {}): Outcomes => {
  const none = { employed: 0, open: 0, declined: 0, expired: 0, withdrawn: 0, unsuited: 0, waiting: 0, unrated: 0 };
  const all = { ...none, ...counts };
  return { ...all, applicants: Object.values(all).reduce((sum, count) => sum + count, 0) };
};
const settled = { openings: 2, settled: true, rated: true };

type Case = readonly [
  what: string,
  reason: Unfilled['reason'] | undefined,
  position: typeof settled,
  counts: Partial<Outcomes>,
];
const CASES: readonly Case[] = [
  ['all are filled', undefined, settled, { employed: 2, waiting: 3 }],
  ['all are filled though it is open', undefined, { ...settled, settled: false }, { employed: 2 }],
  ['it is open', 'open', { ...settled, settled: false }, { employed: 1, open: 1 }],
  ['nobody applied', 'no-applicants', { ...settled, rated: false }, {}],
  ['nobody rated', 'unrated', { ...settled, rated: false }, { unrated: 3, withdrawn: 1 }],
  ['everybody withdrew before the rating', 'exhausted', { ...settled, rated: false }, { withdrawn: 2 }],
  ['all are unsuited', 'nobody-suitable', settled, { unsuited: 2 }],
  ['some are unsuited, one withdrew', 'exhausted', settled, { unsuited: 2, withdrawn: 1 }],
  ['everybody was asked', 'exhausted', settled, { employed: 1, declined: 1, expired: 2 }],
  ['somebody suitable was never asked', 'closed', settled, { employed: 1, declined: 4, unsuited: 1, waiting: 1 }],
];

test.each(CASES)('%s: %s', (_what, reason, position, counts) => {
  const why = whyUnfilled(position, outcomes(counts));
  expect(why?.reason).toBe(reason);
  if (!why) return;
  for (const locale of ['nb', 'en'] as const) expect(sayUnfilled(why, locale)).toMatch(/^[A-ZÆØÅ0-9][^{}]+\.$/);
});

const said = (reason: Unfilled['reason'], counts: Partial<Outcomes>) =>
  (['nb', 'en'] as const).map((locale) => sayUnfilled({ ...outcomes(counts), reason }, locale));

test('the sentence tells what became of everybody', () => {
  expect(said('exhausted', { employed: 1, declined: 1, expired: 2, withdrawn: 1, unsuited: 3 })).toEqual([
    'Det er ingen flere søkere å spørre. 8 søkte: 1 er ansatt, 1 takket nei, 2 svarte ikke i tide, 1 trakk seg og 3 ble merket som uegnet.',
    'There are no more applicants to ask. 8 applied: 1 is employed, 1 declined, 2 did not answer in time, 1 withdrew and 3 were marked as unsuited.',
  ]);
  expect(said('closed', { waiting: 2 })[0]).toContain('2 egnede søkere fikk ikke tilbud');
  expect(said('unrated', { unrated: 1 })).toEqual([
    '1 person søkte, men søknaden ble ikke vurdert i tide.',
    '1 person applied, but the application was not assessed in time.',
  ]);
});
