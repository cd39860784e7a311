import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'node-html-parser';
import { nextInstant, stageOf } from '../../src/board/rounds/stage-of.js';
import { CALENDAR, type CalendarEntry, type Instants } from '../../src/rounds/calendar.js';
import type { Browser } from './browser.js';
import { type Board, signInAs, startBoard } from './harness.js';
import { DURING_OFFERS, FACULTY, seedBoard } from './seed.js';

const instants = Object.fromEntries(
  CALENDAR.map((entry, index) => [entry, new Date(Date.UTC(2026, index))]),
) as Instants;

describe('the stage that a round has reached', () => {
  const around = (entry: CalendarEntry, settled = false) =>
    [-1, 0].map((ms) => stageOf(instants, new Date(instants[entry].getTime() + ms), settled));

  test.each([
    ['demandOpens', 'planned', 'demand'],
    ['demandDue', 'demand', 'report'],
    ['reportDue', 'report', 'report'],
    ['announceAt', 'report', 'application'],
    ['applyDue', 'application', 'rating'],
    ['rateDue', 'rating', 'rating'],
    ['offersAt', 'rating', 'offer'],
    ['closesAt', 'offer', 'offer'],
  ] as const)('changes at %s from %s to %s', (entry, before, after) => {
    expect(around(entry)).toEqual([before, after]);
  });

  test('once all positions are settled is the last one, and done when the round has closed', () => {
    expect(around('offersAt', true)).toEqual(['rating', 'employment']);
    expect(around('closesAt', true)).toEqual(['employment', 'done']);
  });
});

test('the next instant is the first that is still ahead', () => {
  expect(nextInstant(instants, new Date(0))).toEqual({ entry: 'demandOpens', at: instants.demandOpens });
  expect(nextInstant(instants, new Date(instants.demandOpens.getTime() - 1))?.entry).toBe('demandOpens');
  expect(nextInstant(instants, instants.demandOpens)?.entry).toBe('demandDue');
  expect(nextInstant(instants, instants.closesAt)).toBeNull();
});

describe('the pages', () => {
  let board: Board;
  let browser: Browser;

  beforeAll(async () => {
    board = await startBoard();
    await seedBoard(board.app.database);
    await board.app.setClock(DURING_OFFERS);
    browser = await signInAs(board, FACULTY);
  });
  afterAll(() => board.close());

  const factsOf = (html: string, selector: string) =>
    Object.fromEntries(
      (parse(html).querySelector(selector)?.querySelectorAll('.board-facts > div') ?? []).map((fact) => [
        fact.querySelector('dt')?.text,
        fact.querySelector('dd')?.text,
      ]),
    );

  test('the list has each round with its stage, what comes next and its counts', async () => {
    const { text } = await browser.get('/board');
    const round = parse(text).querySelector('[data-round="2027V-trondheim"]');
    expect(round?.querySelector('[data-stage]')?.getAttribute('data-stage')).toBe('offer');
    expect(round?.text).toContain('Next: The round closes, Thursday 18 February 2027 at 12:00');
    expect(round?.querySelector('h2 a')?.getAttribute('href')).toBe('/board/rounds/2027V-trondheim');
    expect(factsOf(text, '[data-round="2027V-trondheim"]')).toEqual({
      Positions: '3',
      'Demand answered': '3 of 3',
      Applicants: '4',
      Rated: '1 of 1',
      'Open offers': '1',
      Accepted: '1',
      Settled: '1 of 2',
    });
  });

  test('a round has its calendar, its positions, and below each its offers in rank order', async () => {
    const { text } = await browser.get('/board/rounds/2027V-trondheim');
    const page = parse(text);
    const calendar = page.querySelectorAll('[data-entry]').map((entry) => entry.getAttribute('data-when'));
    expect(calendar).toEqual(['past', 'past', 'past', 'past', 'past', 'past', 'past', 'next']);
    expect(factsOf(text, '[data-position="P1"]')).toEqual({
      Teacher: 'Pål Tveit',
      Demand: 'answered',
      Kind: 'learning assistant, 100 hours',
      Employed: '1 of 2',
      Applicants: '4',
      Rated: '2026-11-03 11:15',
      Settled: 'no',
    });
    const offers = page
      .querySelectorAll('[data-position="P1"] tbody tr')
      .map((row) => row.querySelectorAll('td, th').map((cell) => cell.text.split('\n')[0]));
    expect(offers).toEqual([
      ['1', 'Åse Ås', 'accepted', '2026-11-06 09:00', '2026-11-20 23:59', '2026-11-07 10:30'],
      ['2', 'Bo Bø', 'declined', '2026-11-06 09:00', '2026-11-20 23:59', '2026-11-08 12:00'],
      ['3', 'Cy Cå', 'expired', '2026-11-06 09:00', '2026-11-20 23:59', '2026-11-10 00:00'],
      ['4', 'Di Dal', 'open', '2026-11-06 09:00', '2026-11-20 23:59', '–'],
    ]);
    expect(page.querySelector('[data-position="P1"]')?.text).toContain(
      'Offers: 1 open, 1 accepted, 1 declined, 1 expired, 0 withdrawn',
    );
    expect(page.querySelector('[data-position="P2"] table')).toBeNull();
    expect(factsOf(text, '[data-position="P2"]').Settled).toBe('2026-11-06 09:00');
    expect(factsOf(text, '[data-position="P3"]')).toMatchObject({ Demand: 'no need', Employed: '–' });
  });

  test('a board without rounds says how to get some', async () => {
    await board.app.database.query('truncate round cascade');
    expect((await browser.get('/board')).text).toContain('npx stafett import examples/ie-2027v.json');
  });
});
