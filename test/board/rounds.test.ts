import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'node-html-parser';
import { readHome } from '../../src/board/home/read-home.js';
import { nextInstant, stageOf } from '../../src/board/rounds/stage-of.js';
import type { Watcher } from '../../src/board/watcher.js';
import { CALENDAR, type CalendarEntry, type Instants } from '../../src/rounds/calendar.js';
import type { Browser } from './browser.js';
import { type Board, signInAs, startBoard } from './harness.js';
import { DURING_OFFERS, FACULTY, GJOVIK, seedBoard, TRONDHEIM } from './seed.js';

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

  const read = async (path: string) => parse((await browser.get(path)).text);
  const textOf = (page: ReturnType<typeof parse>, selector: string) =>
    page.querySelectorAll(selector).map((one) => one.text.replace(/\s+/g, ' ').trim());
  const ROUND = '/board/rounds/2027V-trondheim';

  test('the first page has each round as a line of its stages, what comes next and the first thing to do', async () => {
    const round = (await read('/board')).querySelector('[data-round="2027V-trondheim"]');
    expect(round?.querySelector('h2 a')?.getAttribute('href')).toBe(ROUND);
    expect(round?.querySelector('[data-stage]')?.getAttribute('data-stage')).toBe('offer');
    expect(round?.text).toContain('Next: The round closes, Thursday 18 February 2027 at 12:00');
    expect(round?.text).toContain('in 100 days');
    const lines = round?.querySelectorAll('[data-stage-line]').map((line) => line.querySelector('.home-figure')?.text);
    expect(lines).toEqual([
      '3 of 3 answered',
      '0 of 2 reported',
      '2 of 2 announced',
      '4 applicants',
      '1 of 1 rated',
      '1 of 3 openings filled, 1 open offer',
      '1 of 2 positions settled, 1 without LAOS',
    ]);
    expect(round?.querySelector('[data-stage-line="offer"] .home-held')?.text).toContain('TDT4109');
    expect(round?.querySelectorAll('.ds-button').map((button) => button.getAttribute('href'))).toEqual([
      `${ROUND}?state=unfillable#positions`,
    ]);
  });

  test('above them is what needs somebody, each with a link to where it is put right', async () => {
    const needs = (await read('/board'))
      .querySelectorAll('[data-need]')
      .map((need) => [
        need.getAttribute('data-need'),
        need.querySelector('.home-count')?.text,
        need.querySelector('a')?.getAttribute('href'),
      ]);
    expect(needs).toEqual([
      ['stuck', '1', '/board/jobs/queue/mail'],
      ['rejected', '1', '/board/mails?round=2027V-trondheim&state=unreached'],
      ['unfillable', '1', '/board/rounds/2027V-gjovik?state=unfillable#positions'],
      ['unfillable', '1', `${ROUND}?state=unfillable#positions`],
    ]);
  });

  test('a contact sees her own rounds only', async () => {
    const page = parse((await (await signInAs(board, GJOVIK)).get('/board')).text);
    expect(page.querySelectorAll('[data-round]').map((one) => one.getAttribute('data-round'))).toEqual([
      '2027V-gjovik',
    ]);
    expect(textOf(page, '[data-need]').join()).not.toContain('Trondheim');
  });

  test('a subject that failed, or should have been done minutes ago, needs somebody', async () => {
    await board.app.database.query(
      `insert into subject (stage, id, next_due_at, failures) values ('offer', 'P1', '2026-11-10 11:56Z', 0),
         ('rating', '2027V-trondheim', '2026-12-01 08:00Z', 2), ('offer', 'G1', '2026-11-10 11:54Z', 0)`,
    );
    const failing = textOf(await read('/board'), '[data-need="failing"]');
    expect(failing.map((text) => [text.slice(0, 8), text.includes('Gjøvik')])).toEqual([
      ['1 1 task', true],
      ['1 1 task', false],
    ]);
    await board.app.database.query('delete from subject');
    expect(textOf(await read('/board'), '[data-need="failing"]')).toEqual([]);
  });

  test('a round that is paused says so, and the first thing to do is to resume it', async () => {
    await board.app.database.query(`update round set paused_at = '2026-11-09 08:00Z' where id = '2027V-trondheim'`);
    const round = (await read('/board')).querySelector('[data-round="2027V-trondheim"]');
    expect(round?.text).toContain('Paused since Monday 9 November 2026');
    expect(round?.querySelector('.ds-button')?.getAttribute('href')).toBe('/board/acts/resume-round/2027V-trondheim');
    await board.app.database.query(`update round set paused_at = null`);
  });

  test('the first page asks the database as often for twenty rounds as for two', async () => {
    const { app } = board;
    const watcher: Pick<Watcher, 'id' | 'scope'> = { id: randomUUID(), scope: 'all' };
    const count = async () => {
      let asked = 0;
      const manager = Object.create(app.database.manager);
      manager.query = (...query: [string, unknown[]]) => {
        asked += 1;
        return app.database.manager.query(...query);
      };
      const { running } = await readHome(manager, app.config, watcher, DURING_OFFERS);
      return { asked, rounds: running.length };
    };
    const two = await count();
    expect(two.rounds).toBe(2);
    await app.database.query(
      `insert into round (id, campus_id, semester, calendar)
       select '2027V-' || n, campus_id, semester, calendar from round, generate_series(1, 18) n where id = '2027V-gjovik'`,
    );
    await app.database.query(
      `insert into position (id, round_id, course, title, teacher_id)
       select 'X' || r.id, r.id, course, title, teacher_id from round r, position p where p.id = 'P3' and r.id ~ '-[0-9]+$'`,
    );
    expect(await count()).toEqual({ asked: two.asked, rounds: 20 });
    await app.database.query(`delete from position where id like 'X%'`);
    await app.database.query(`delete from round where id ~ '-[0-9]+$'`);
  });

  test('a round has its calendar as a picture and as a list', async () => {
    const page = await read(ROUND);
    const calendar = page.querySelectorAll('[data-entry]').map((entry) => entry.getAttribute('data-when'));
    expect(calendar).toEqual(['past', 'past', 'past', 'past', 'past', 'past', 'past', 'next']);
    for (const picture of page.querySelectorAll('svg[role="img"]')) {
      const [title, text] = (picture.getAttribute('aria-labelledby') ?? '').split(' ');
      expect(picture.querySelector(`#${title}`)?.text).toContain('timeline');
      expect(picture.querySelector(`#${text}`)?.text).toContain('1 of 3 openings are filled, and 1 offer is open');
      expect(picture.querySelectorAll('rect')).toHaveLength(7);
      expect(picture.querySelectorAll('path')).toHaveLength(2);
    }
    expect(page.querySelectorAll('svg[role="img"]')).toHaveLength(2);
    expect(textOf(page, 'details tbody tr')).toEqual([
      'Tuesday 10 November 20261 of 31',
      'Sunday 8 November 20261 of 32',
    ]);
  });

  test('its positions are a table, each with how it stands', async () => {
    expect(textOf(await read(ROUND), '[data-position] > *')).toEqual([
      ...['TDT4100 Objektorientert programmering learning assistant, 100 hours', 'Pål Tveit', 'offers out'],
      ...['1 of 2', '1', '0', '4'],
      ...['TDT4109 Informasjonsteknologi, grunnkurs teaching assistant, 80 hours', 'Pål Tveit'],
      ...['nobody left to ask too few applicants', '0 of 1', '0', '1', '0'],
      ...['TDT4120 Algoritmer og datastrukturer', 'Pål Tveit', 'no need', '–', '0', '–', '0'],
    ]);
  });

  test('can be narrowed down and sorted, and a student is found', async () => {
    const shown = async (query: string) =>
      (await read(`${ROUND}?${query}`))
        .querySelectorAll('[data-position]')
        .map((row) => row.getAttribute('data-position'));
    expect(await shown('state=unfillable')).toEqual(['P2']);
    expect(await shown('sort=-applicants')).toEqual(['P1', 'P2', 'P3']);
    expect(await shown('sort=applicants')).toEqual(['P2', 'P3', 'P1']);
    expect(await shown('q=bo+b%C3%B8')).toEqual(['P1']);
    expect(await shown('q=B%40stud')).toEqual(['P1']);
    expect(await shown('q=algo')).toEqual(['P3']);
    expect(await shown('q=%25')).toEqual([]);
    expect(textOf(await read(`${ROUND}?q=b%40stud`), '[data-position]')[0]).toContain('Has applied: Bo Bø');
    const choices = textOf(await read(`${ROUND}?kind=teaching-assistant`), '[data-choice]');
    expect(choices).toEqual([
      'All (1)',
      'Needs follow-up (1)',
      'Not answered (0)',
      'Not rated (0)',
      'Cannot be filled (1)',
      'Open offers (0)',
      'Filled (0)',
    ]);
    const none = await read(`${ROUND}?state=filled`);
    expect(none.querySelector('[data-live="positions"] > p a')?.getAttribute('href')).toBe(`${ROUND}#positions`);
  });

  test('with 150 positions the page stays below 300 kB', async () => {
    await board.app.database.query(
      `insert into position (id, round_id, course, title, teacher_id, kind, openings, hours, announced_at)
       select 'Y' || n, round_id, 'TDT' || n, title || ' og noe mer som er ganske langt', teacher_id, kind, openings, hours, announced_at
       from position, generate_series(1, 150) n where id = 'P1'`,
    );
    const { text } = await browser.get(ROUND);
    expect(parse(text).querySelectorAll('[data-position]')).toHaveLength(153);
    expect(Buffer.byteLength(text)).toBeLessThan(300_000);
    await board.app.database.query(`delete from position where id like 'Y%'`);
  });

  test('the contact comes from it to the page on which she reports, and nobody else does', async () => {
    const kari = await signInAs(board, TRONDHEIM);
    expect((await kari.get(`${ROUND}/report`)).status).toBe(404);
    await board.app.database.query(
      `insert into link (person_id, purpose, subject, created_at)
       select id, 'report', '2027V-trondheim', '2026-10-05 22:00Z' from person where email = $1`,
      [TRONDHEIM],
    );
    const { status, location } = await kari.get(`${ROUND}/report`);
    expect([status, location]).toEqual([303, expect.stringMatching(/^\/l\/[0-9a-f-]{36}\.[\w-]{43}$/)]);
    expect((await browser.get(`${ROUND}/report`)).status).toBe(404);
    await board.app.setClock('2026-10-06 10:00Z');
    const first = parse((await kari.get('/board')).text).querySelector('.ds-button[data-action]');
    expect(first?.getAttribute('href')).toBe(`${ROUND}/report`);
    await board.app.setClock(DURING_OFFERS);
  });

  test('when nothing needs anybody the page says so, and what comes next', async () => {
    const { database } = board.app;
    await database.query(`update mail set state = 'sent', sent_at = created_at, next_due_at = null`);
    await database.query(`update position set openings = 0 where id in ('P2', 'G1')`);
    const page = await read('/board');
    expect(textOf(page, '[data-need]')).toEqual([
      expect.stringContaining('Nothing is waiting for you now. Next: The round closes, Thursday 18 February 2027'),
    ]);
  });

  test('a round that was over long ago is a line of its own', async () => {
    await board.app.setClock('2027-06-01 10:00Z');
    await board.app.database.query(
      `update position set settled_at = '2027-02-18 11:00Z' where announced_at is not null`,
    );
    const page = await read('/board');
    expect(textOf(page, '.home-list > li[data-round]')).toEqual(['Gjøvik, spring 2027', 'Trondheim, spring 2027']);
    expect(page.querySelector('.home-list + p a')?.getAttribute('href')).toBe('/board/history');
    expect(page.querySelector('[data-stage-line]')).toBeNull();
    await board.app.setClock(DURING_OFFERS);
  });

  test('a board without rounds says how to get some', async () => {
    await board.app.database.query('truncate round cascade');
    expect((await browser.get('/board')).text).toContain('npx stafett import examples/ie-2027v.json');
  });
});
