import { afterEach, expect, test } from '@jest/globals';
import { parse } from 'node-html-parser';
import { ACTS } from '../../src/board/acts/acts.js';
import { mailSamples } from '../../src/outbox/samples.js';
import type { Browser, Page } from './browser.js';
import { type Board, signInAs, startBoard } from './harness.js';
import { DURING_OFFERS, FACULTY, GJOVIK, STUDENT, seedBoard, seedOfferLink, seedSubjects, TRONDHEIM } from './seed.js';

let board: Board;
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

async function prepare({ about, first, contact = TRONDHEIM }: Race) {
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
  return { id: row?.id, people: [await signInAs(board, contact), await signInAs(board, FACULTY)] as const };
}

/** What the first form of a confirmation holds. */
const sureOf = ({ text }: Page): Record<string, string> =>
  Object.fromEntries(
    (parse(text).querySelector('main .actions form')?.querySelectorAll('input') ?? []).map((field) => [
      field.getAttribute('name') ?? '',
      field.getAttribute('value') ?? '',
    ]),
  );

test.each(Object.entries(RACES))('%s by two at once is done once, and the other sees it', async (act, race) => {
  const { id, people } = await prepare(race);
  const path = `/board/acts/${act}/${id}`;
  const look = async (browser: Browser) => {
    const form = await browser.get(path);
    const seen = parse(form.text).querySelector('main form.board-act input[name="seen"]')?.getAttribute('value') ?? '';
    return browser.post(path, { ...race.fields, seen, reason: 'Begge to' });
  };
  const sure = [await look(people[0]), await look(people[1])] as const;
  expect(sure.map(({ state }) => state)).toEqual(['board-act-confirm', 'board-act-confirm']);
  const done = await Promise.all([people[0].post(path, sureOf(sure[0])), people[1].post(path, sureOf(sure[1]))]);
  expect(done.map(({ status }) => status).sort()).toEqual([303, race.loses ?? 409]);
  const loser = done.find(({ status }) => status !== 303);
  expect(loser?.state).toMatch(/^(board-act-(confirm|refused)|not-found)$/);
  const acted = await board.app.database.query(`select from event where data->>'reason' = 'Begge to'`);
  expect(acted.length).toBeGreaterThan(0);
  const twice = await board.app.database.query(
    `select kind, person_id, count(*) from event where data->>'reason' = 'Begge to' group by kind, person_id, position_id
     having count(*) > 1`,
  );
  expect(twice).toEqual([]);
});
