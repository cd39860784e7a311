import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { parse } from 'node-html-parser';
import ical, { type VEvent } from 'node-ical';
import { endFeeds } from '../../src/feeds/feeds.js';
import { transact } from '../../src/platform/app.js';
import { erasePerson } from '../../src/privacy/erase-person.js';
import { readHeld } from '../../src/privacy/read-held.js';
import { moveDeadlines } from '../../src/process/move-deadlines.js';
import { pauseRound } from '../../src/process/pause-round.js';
import { resumeRound } from '../../src/process/resume-round.js';
import type { Browser, Page } from '../board/browser.js';
import { type Board, signInAs, startBoard } from '../board/harness.js';
import { textOf } from '../board/position-board.js';
import { DURING_OFFERS, FACULTY, GJOVIK, seedBoard, seedSubjects, TEACHER, TRONDHEIM } from '../board/seed.js';
import { instants } from '../support/calendar.js';

const PAGE = '/board/calendar-feed';
const ROUND = '2027V-trondheim';
const HOUR = 3_600_000;

let board: Board;
let kari: Browser;
const lines: string[] = [];
beforeAll(async () => {
  board = await startBoard({ logged: lines });
  await seedBoard(board.app.database);
  await seedSubjects(board.app.database);
  await query(`insert into report (round_id) select id from round`);
  kari = await signInAs(board, TRONDHEIM);
});
afterAll(() => board.close());
beforeEach(async () => {
  await board.app.setClock(DURING_OFFERS);
  await query('delete from calendar_feed');
});

const query = <Row>(sql: string, values: unknown[] = []) => board.app.database.query<Row[]>(sql, values);
const idOf = async (email: string) =>
  (await query<{ id: string }>('select id from person where email = $1', [email]))[0]?.id ?? '';

const addressOn = ({ text }: Page) => parse(text).querySelector('#address')?.getAttribute('value') ?? '';
const fields = ({ text }: Page) => parse(text).querySelector('input[name="replaces"]')?.getAttribute('value') ?? '';

/** Makes an address, and gives its path. */
async function make(browser = kari): Promise<string> {
  const made = await browser.post(PAGE, { step: 'make', replaces: fields(await browser.get(PAGE)) });
  return new URL(addressOn(made)).pathname;
}

/** Fetches as a calendar program does: without cookies. */
const fetchFeed = (path: string, headers: Record<string, string> = {}) => fetch(board.url + path, { headers });

const eventsIn = (text: string) =>
  Object.values(ical.sync.parseICS(text)).filter((one): one is VEvent => one?.type === 'VEVENT');
const events = async (path: string) => eventsIn(await (await fetchFeed(path)).text());
const entry = (all: readonly VEvent[], name: string) =>
  all.find(({ uid }) => uid.startsWith(`${ROUND}.${name}@`)) as VEvent;

describe('the page', () => {
  test('shows the address once, then when it was fetched', async () => {
    expect(textOf(await kari.get(PAGE))).toContain('Lag en adresse');
    const made = await kari.post(PAGE, { step: 'make', replaces: '' });
    expect(addressOn(made)).toMatch(/^http:\/\/localhost\/calendar\/[\w-]{43}\.ics$/);
    const secret = addressOn(made).slice(-47, -4);
    const later = await kari.get(PAGE);
    expect(textOf(later)).toContain('Ikke hentet ennå');
    expect(later.text).not.toContain(secret);
    await fetchFeed(new URL(addressOn(made)).pathname);
    expect(textOf(await kari.get(PAGE))).toContain('tirsdag 10. november 2026 kl. 13.00');
    expect(await board.app.dump()).not.toContain(secret);
  });

  test('sent twice makes one address, and says so the second time', async () => {
    const sent = { step: 'make', replaces: '' };
    const [first, second] = [await kari.post(PAGE, sent), await kari.post(PAGE, sent)];
    expect(second.location).toBe(`${PAGE}?again`);
    expect((await fetchFeed(new URL(addressOn(first)).pathname)).status).toBe(200);
    expect(textOf(await kari.get(`${PAGE}?again`))).toContain('Adressen var alt laget');
  });

  test('replaces an address and revokes it; the old one ends at once', async () => {
    const old = await make();
    const replaced = await make();
    expect([(await fetchFeed(old)).status, (await fetchFeed(replaced)).status]).toEqual([404, 200]);
    expect((await kari.post(PAGE, { step: 'revoke' })).location).toBe(`${PAGE}?revoked`);
    const gone = await fetchFeed(replaced);
    expect([gone.status, await gone.text()]).toEqual([404, expect.stringContaining('data-page="feed-unknown"')]);
    expect(
      await query(`select kind from event where kind like 'calendar-feed-%' and person_id = actor_id
      order by id desc limit 3`),
    ).toEqual([{ kind: 'calendar-feed-revoked' }, { kind: 'calendar-feed-made' }, { kind: 'calendar-feed-made' }]);
  });

  test('is where a contact looks for it', async () => {
    for (const path of ['/board', `/board/rounds/${ROUND}`])
      expect((await kari.get(path)).text).toContain(`href="${PAGE}"`);
  });
});

describe('what a calendar fetches', () => {
  test('is every entry of the rounds in scope and the end of the offers, in the words of its reader', async () => {
    const all = await events(await make());
    expect(all).toHaveLength(9);
    const due = entry(all, 'applyDue');
    expect(due.summary).toBe('Søknadsfrist (Trondheim, våren 2027)');
    expect(due.start.toISOString()).toBe(instants.applyDue.toISOString());
    expect(due.url).toMatchObject({ val: `http://localhost/board/rounds/${ROUND}` });
    const last = entry(all, 'offersEnd');
    expect([last.summary, last.start.toISOString()]).toEqual([
      'Siste svarfrist for tilbud som er ute (Trondheim, våren 2027)',
      '2026-11-20T22:59:00.000Z',
    ]);
    const faculty = await events(await make(await signInAs(board, FACULTY)));
    expect(faculty).toHaveLength(17);
    expect(entry(faculty, 'closesAt').summary).toBe('The round closes (Trondheim, spring 2027)');
  });

  test('is a calendar by RFC 5545 and 7986 that blocks no time and names nobody', async () => {
    const response = await fetchFeed(await make());
    const text = await response.text();
    expect(response.headers.get('Content-Type')).toBe('text/calendar; charset=utf-8');
    expect(text).toMatch(/^BEGIN:VCALENDAR\r\n/);
    expect(text).toMatch(/\r\nEND:VCALENDAR\r\n$/);
    expect(text).not.toMatch(/[^\r]\n/);
    for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    for (const line of ['NAME:Frister i Stafett', 'REFRESH-INTERVAL;VALUE=DURATION:PT1H', 'DTSTART:20261026T225900Z'])
      expect(text.split('\r\n')).toContain(line);
    expect(text.match(/TRANSP:TRANSPARENT/g)).toHaveLength(9);
    expect(text).not.toMatch(/VALARM|METHOD|Kari|Pål|Åse|mailto|@uni|@stud/);
  });

  test('keeps its identity when a deadline moves, under a higher number and a later instant', async () => {
    const path = await make();
    const before = entry(await events(path), 'rateDue');
    await board.app.setClock(new Date(DURING_OFFERS.getTime() + HOUR));
    const moved = {
      roundId: ROUND,
      wanted: { closesAt: '2027-02-19T12:00' },
      actorId: await idOf(TRONDHEIM),
      reason: 'x',
    };
    expect(await transact(board.app, (tx) => moveDeadlines(tx, moved))).toBeNull();
    const after = entry(await events(path), 'closesAt');
    expect([after.uid, after.start.toISOString()]).toEqual([`${ROUND}.closesAt@localhost`, '2027-02-19T11:00:00.000Z']);
    expect(Number(after.sequence)).toBeGreaterThan(Number(before.sequence));
    expect(after.lastmodified?.getTime()).toBe(DURING_OFFERS.getTime() + HOUR);
  });

  test('marks what a pause stops, not what it came after, and has the new dates when it is over', async () => {
    const path = await make();
    const running = entry(await events(path), 'closesAt');
    const by = { roundId: ROUND, actorId: await idOf(TRONDHEIM), reason: 'Streik' };
    await transact(board.app, (tx) => pauseRound(tx, by));
    const paused = await events(path);
    expect(entry(paused, 'closesAt')).toMatchObject({
      summary: 'På pause: Runden lukkes (Trondheim, våren 2027)',
      status: 'TENTATIVE',
      description: expect.stringContaining('Runden har stått på pause siden tirsdag 10. november 2026'),
    });
    expect(entry(paused, 'offersEnd').summary).toMatch(/^På pause: /);
    expect(entry(paused, 'offersAt')).toMatchObject({
      status: 'CONFIRMED',
      summary: expect.not.stringContaining('pause'),
    });
    await board.app.setClock(new Date(DURING_OFFERS.getTime() + 48 * HOUR));
    await transact(board.app, (tx) => resumeRound(tx, by));
    const resumed = entry(await events(path), 'closesAt');
    expect(resumed.start.getTime() - running.start.getTime()).toBe(48 * HOUR);
    const numbers = [running, entry(paused, 'closesAt'), resumed].map(({ sequence }) => Number(sequence));
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
    expect(Number(entry(await events(path), 'offersEnd').sequence)).toBeGreaterThan(
      Number(entry(paused, 'offersEnd').sequence),
    );
  });

  test('has no end of offers when none is open', async () => {
    const path = await make();
    await query(`update offer set state = 'expired', closed_at = expires_at where state = 'open'`);
    expect(await events(path)).toHaveLength(8);
    await query(`update offer set state = 'open', closed_at = null where expires_at = closed_at`);
  });

  test('is answered in few bytes while nothing has moved, and asked for each time', async () => {
    const path = await make();
    const first = await fetchFeed(path);
    expect(first.headers.get('Cache-Control')).toBe('private, no-cache');
    const ETag = first.headers.get('ETag') ?? '';
    // Else fetch would ask for what no cache has.
    const asks = { 'If-None-Match': ETag, 'Cache-Control': 'max-age=0' };
    const same = await fetchFeed(path, asks);
    expect([same.status, await same.text()]).toEqual([304, '']);
    await query(`update campus set name = 'Gløshaugen' where id = 'trondheim'`);
    const other = await fetchFeed(path, asks);
    await query(`update campus set name = 'Trondheim' where id = 'trondheim'`);
    expect([other.status, await other.text()]).toEqual([200, expect.stringContaining('Gløshaugen')]);
    expect((await fetch(board.url + path, { method: 'HEAD' })).headers.get('ETag')).toBe(ETag);
  });

  test('changes nothing but when it was fetched, to the hour', async () => {
    const path = await make();
    await fetchFeed(path);
    const other = async () =>
      JSON.parse(await board.app.dump()).filter(({ t }: { t: string }) => !['calendar_feed', 'clock'].includes(t));
    const fetchedAt = async () => (await query<{ at: Date }>('select fetched_at as at from calendar_feed'))[0]?.at;
    const before = await other();
    for (const [later, noted] of [
      [HOUR - 1, 0],
      [HOUR, HOUR],
    ] as const) {
      await board.app.setClock(new Date(DURING_OFFERS.getTime() + later));
      await fetchFeed(path);
      expect(await fetchedAt()).toEqual(new Date(DURING_OFFERS.getTime() + noted));
    }
    expect(await other()).toEqual(before);
  });
});

describe('a contact who is replaced', () => {
  const replaceBy = async (email: string) =>
    query(`update campus set contact_id = $1 where id = 'trondheim'`, [await idOf(email)]);

  test('gets an empty calendar that says so at once, for a month, and no rounds even if the role comes back', async () => {
    const path = await make();
    await replaceBy(GJOVIK);
    const [notice, ...others] = await events(path);
    expect([notice?.summary, others]).toEqual(['Fristene fra Stafett er avsluttet', []]);
    const end = () => transact(board.app, (tx) => endFeeds(tx));
    await end();
    await replaceBy(TRONDHEIM);
    expect((await events(path)).map(({ summary }) => summary)).toEqual(['Fristene fra Stafett er avsluttet']);
    expect(textOf(await kari.get(PAGE))).toContain('Lag en adresse');
    await board.app.setClock(new Date(DURING_OFFERS.getTime() + 30 * 24 * HOUR));
    await end();
    expect((await fetchFeed(path)).status).toBe(200);
    await board.app.setClock(new Date(DURING_OFFERS.getTime() + 30 * 24 * HOUR + 1));
    await end();
    expect((await fetchFeed(path)).status).toBe(404);
  });

  test('keeps it while the role lasts, and makes a new one in its place', async () => {
    const path = await make();
    await transact(board.app, (tx) => endFeeds(tx));
    expect(await events(path)).toHaveLength(9);
    await replaceBy(TEACHER);
    await transact(board.app, (tx) => endFeeds(tx));
    await replaceBy(TRONDHEIM);
    expect(await events(await make())).toHaveLength(9);
    expect((await fetchFeed(path)).status).toBe(404);
  });

  test('sees in all that there is about her that she has one, and takes it along when she is erased', async () => {
    const path = await make();
    const kariId = await idOf(TRONDHEIM);
    const held = async () => (await readHeld(board.app.database.manager, kariId)).map(({ table }) => table);
    expect(await held()).toContain('calendar_feed');
    const erased = new Error('undone');
    const erase = transact(board.app, async (tx) => {
      await tx.manager.query(`update campus set contact_id = $1 where id = 'trondheim'`, [await idOf(GJOVIK)]);
      expect(await erasePerson(tx, { personId: kariId, actorId: null, reason: null, roundId: null })).toBeNull();
      expect(await tx.manager.query('select id from calendar_feed')).toEqual([]);
      throw erased;
    });
    await expect(erase).rejects.toBe(erased);
    expect((await fetchFeed(path)).status).toBe(200);
  });

  test('has the rounds of whoever follows in nobody’s calendar but theirs', async () => {
    const path = await make(await signInAs(board, GJOVIK));
    expect(entry(await events(path), 'applyDue')).toBeUndefined();
    await replaceBy(GJOVIK);
    expect(await events(path)).toHaveLength(17);
    await replaceBy(TRONDHEIM);
  });
});

test('the secret is in no line of the log, neither when it opens nor when it does not', async () => {
  const path = await make();
  await fetchFeed(path);
  await fetchFeed(`${path.slice(0, -5)}x.ics`);
  await fetchFeed(`/calendar/${'a'.repeat(3000)}.ics`);
  await fetchFeed('/calendar/%00.ics');
  const refused = lines.map((line) => JSON.parse(line)).filter(({ miss }) => miss === 'feed-unknown');
  expect(refused.length).toBeGreaterThan(0);
  expect(lines.join('')).not.toContain(path.slice('/calendar/'.length, -5));
});
