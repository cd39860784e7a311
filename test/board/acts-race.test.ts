import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { ACTS } from '../../src/board/acts/acts.js';
import { mailSamples } from '../../src/outbox/samples.js';
import { launchChromium } from '../support/chromium.js';
import { type Board, startBoard } from './harness.js';
import { openWindow } from './look.js';
import { DURING_OFFERS, FACULTY, GJOVIK, STUDENT, seedBoard, seedOfferLink, seedSubjects, TRONDHEIM } from './seed.js';

let board: Board;
let chrome: Browser;
beforeAll(async () => {
  chrome = await launchChromium();
}, 120_000);
afterAll(() => chrome.close());
afterEach(() => board.close());

interface Race {
  /** A query for what it is about. */
  readonly about: string;
  readonly fields?: Readonly<Record<string, string>>;
  /** What has to be so first. */
  readonly first?: string;
  readonly contact?: string;
  /** What the other's page answers; 409 where it is not another. */
  readonly loses?: number;
}

const AT_GJOVIK = { contact: GJOVIK };
const UNRATED = `
  insert into application (position_id, person_id, priority, applied_at)
  select 'G1', id, 2, '2026-10-20 10:00Z' from person where email = '${STUDENT}';
  update position set rating_requested_at = '2026-10-27 08:00Z' where id = 'G1'`;

/** Each act, and what two people do with it at once. */
const RACES: Readonly<Record<string, Race>> = {
  'pause-round': { about: `select '2027V-trondheim' as id` },
  'resume-round': {
    about: `select '2027V-trondheim' as id`,
    first: `update round set paused_at = '2026-11-09 08:00Z' where id = '2027V-trondheim';
      update subject set paused = true where id in ('2027V-trondheim', 'P1', 'P2')`,
  },
  'move-deadlines': {
    about: `select '2027V-trondheim' as id`,
    fields: { closesAt: '2027-02-25T12:00' },
    // What was due before is done first, and this round has no report to go on from.
    first: `delete from subject where id = '2027V-trondheim'`,
  },
  'remove-round': {
    // Its pages are gone with it.
    loses: 404,
    ...AT_GJOVIK,
    about: `select '2027V-gjovik' as id`,
    first: `delete from mail where round_id = '2027V-gjovik'; update clock set at = '2026-09-01 08:00Z'`,
  },
  'end-on-working-days': { about: `select '2027V-trondheim' as id` },
  'end-on-any-day': {
    about: `select '2027V-trondheim' as id`,
    first: `update round set ends_on_working_days = true`,
  },
  'plan-pause': { about: `select '2027V-trondheim' as id` },
  'cancel-pause': {
    about: `select '2027V-trondheim' as id`,
    first: `insert into subject (stage, id, next_due_at) values ('pause', '2027V-trondheim', '2026-12-23 15:00Z');
      insert into planned_pause (round_id, starts_at, ends_at, planned_by_id, reason)
      select '2027V-trondheim', '2026-12-23 15:00Z', '2027-01-04 07:00Z', id, 'Jul' from person where email = '${FACULTY}'`,
  },
  'change-openings': { about: `select 'P1' as id`, fields: { openings: '4' } },
  'remind-now': { ...AT_GJOVIK, about: `select 'G1' as id`, first: UNRATED },
  'extend-rating': { ...AT_GJOVIK, about: `select 'G1' as id`, fields: { due: '2026-11-20T23:59' } },
  'replace-teacher': { about: `select 'P1' as id`, fields: { name: 'Ny Lærer', email: 'ny@uni.example' } },
  'withdraw-offer': { about: `select id from offer where state = 'open'` },
  'move-offer': { about: `select id from offer where state = 'open'`, fields: { day: '2026-11-27' } },
  'correct-decline': { about: `select id from offer where state = 'declined'`, fields: { place: 'more' } },
  reinstate: {
    about: `select a.id from application a join person p on p.id = a.person_id
      where p.email = 'c@stud.example' and a.position_id = 'P1'`,
    fields: { place: 'more' },
  },
  'resend-mail': { about: `select id from mail where kind = 'offer' and dedupe_key = 'four'` },
  'change-address': {
    about: `select id from person where email = '${STUDENT}'`,
    fields: { email: 'ny@stud.example', name: 'Åse Ås', phone: '' },
  },
  'resend-link': { about: `select id from link where purpose = 'offer'` },
  'revoke-link': { about: `select id from link where purpose = 'offer'` },
  'erase-person': { contact: FACULTY, loses: 404, about: `select id from person where email = 'b@stud.example'` },
  'undo-import': {
    ...AT_GJOVIK,
    about: 'select id from application_import',
    first: `with import as (
        insert into application_import (round_id, actor_id, file_name, uploaded_at, columns, done_at)
        select '2027V-gjovik', id, 'a.csv', '2026-11-10', '{}', '2026-11-10' from person where email = '${GJOVIK}'
        returning id
      ) insert into application (position_id, person_id, priority, applied_at, import_id)
      select 'G1', p.id, 2, '2026-11-10', import.id from import, person p where p.email = '${STUDENT}'`,
  },
};

test('every act has a race', () => {
  board = { close: async () => undefined } as Board;
  expect(Object.keys(RACES).sort()).toEqual(ACTS.map(({ name }) => name).sort());
});

async function prepare({ about, first }: Race): Promise<string | undefined> {
  board = await startBoard();
  const { app } = board;
  await seedBoard(app.database);
  await app.setClock(DURING_OFFERS);
  await app.database.query(`update mail set facts = $1 where kind = 'offer'`, [JSON.stringify(mailSamples.offer)]);
  await seedSubjects(app.database);
  await seedOfferLink(app);
  for (const sql of (first ?? '').split(';')) if (sql.trim()) await app.database.query(sql);
  await app.database.query(
    `insert into mail (kind, person_id, address, locale, round_id, position_id, offer_id, facts, dedupe_key, thread, state,
       created_at)
     select 'offer', o.person_id, p.email, 'nb', '2027V-trondheim', 'P1', o.id, $1, 'four', 'four', 'rejected', o.issued_at
     from offer o join person p on p.id = o.person_id where o.state = 'open'`,
    [JSON.stringify(mailSamples.offer)],
  );
  const [row] = await app.database.query<{ id: string }[]>(about);
  return row?.id;
}

/** Fills in the form of an act, and goes on to what it will do. */
async function fillIn(page: Page, path: string, fields: Race['fields'] = {}): Promise<void> {
  await page.goto(board.url + path);
  for (const [name, value] of Object.entries(fields)) {
    const field = page.locator(`form.board-act [name="${name}"]`);
    if (await field.evaluate((element) => element.localName === 'select')) await field.selectOption(value);
    else await field.fill(value);
  }
  await page.fill('#reason', 'Begge to');
  await page.click('form.board-act button');
  await page.waitForSelector('main[data-page="board-act-confirm"]');
}

/** Confirms it. @returns the status of the page that comes */
async function confirm(page: Page): Promise<number | undefined> {
  const [response] = await Promise.all([
    page.waitForResponse((one) => one.request().isNavigationRequest() && one.status() !== 303),
    page.click('main .actions button'),
  ]);
  await page.waitForLoadState();
  return response.status();
}

test.each(Object.entries(RACES))(
  '%s by two at once is done once, and the other sees it',
  async (act, race) => {
    const id = await prepare(race);
    const path = `/board/acts/${act}/${id}`;
    const kari = await openWindow(board, chrome, race.contact ?? TRONDHEIM, 1280);
    const faculty = await openWindow(board, chrome, FACULTY, 1280);
    await fillIn(kari.page, path, race.fields);
    await fillIn(faculty.page, path, race.fields);
    const statuses = await Promise.all([confirm(kari.page), confirm(faculty.page)]);
    const [won, lost] = [...statuses].sort();
    expect(won).toBe(200);
    expect([race.loses, 409]).toContain(lost);
    const [winner, loser] = statuses[0] === 200 ? [kari.page, faculty.page] : [faculty.page, kari.page];
    expect(winner.url()).toContain(`?done=${act}&`);
    expect(await loser.locator('main').getAttribute('data-page')).toMatch(/^(board-act-(confirm|refused)|not-found)$/);
    const acted = await board.app.database.query(`select from event where data->>'reason' = 'Begge to'`);
    expect(acted.length).toBeGreaterThan(0);
    const twice = await board.app.database.query(
      `select kind, person_id, count(*) from event where data->>'reason' = 'Begge to' group by kind, person_id, position_id
     having count(*) > 1`,
    );
    expect(twice).toEqual([]);
    await Promise.all([kari.context.close(), faculty.context.close()]);
  },
  60_000,
);
