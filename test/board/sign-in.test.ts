import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { LINK_MINUTES, LINKS_PER_PERSON } from '../../src/board/sign-in/ask.js';
import { type Board, signInAs, startBoard } from './harness.js';
import { FACULTY, GJOVIK, seedBoard, TEACHER, TRONDHEIM } from './seed.js';

const ASKED = new Date('2026-11-10T12:00:00Z');
const EXPIRES = ASKED.getTime() + LINK_MINUTES * 60_000;

let board: Board;

beforeAll(async () => {
  board = await startBoard();
  await seedBoard(board.app.database);
});
afterAll(() => board.close());
beforeEach(async () => {
  await board.app.setClock(ASKED);
  await board.app.database.query(`delete from mail where kind = 'sign-in'`);
  await board.app.database.query(`delete from link`);
});

const mails = () => board.app.database.query<{ address: string }[]>(`select * from mail where kind = 'sign-in'`);
const signIns = async () => {
  const events = await board.app.database.query<unknown[]>(`select 1 from event where kind = 'signed-in'`);
  return events.length;
};
const ask = (email: string, browser = board.browser()) => browser.post('/board/sign-in', { email });

/** A browser that has asked for a link and opened it. */
async function opened(email = TRONDHEIM) {
  const browser = board.browser();
  await ask(email, browser);
  const path = (await browser.get(await board.mailedLink(email))).location ?? '';
  return { browser, path, confirm: path.replace('/l/', '/board/sign-in/') };
}

describe('asking for a link', () => {
  test('the answer is the same for a contact, somebody else and nobody, and only the contact gets a mail', async () => {
    const answers = [];
    for (const email of [TRONDHEIM, TEACHER, 'nobody@uni.example']) {
      const started = performance.now();
      const page = await ask(email);
      answers.push({ status: page.status, text: page.text.replaceAll(email, 'X'), headers: [...page.headers.keys()] });
      expect(performance.now() - started).toBeGreaterThanOrEqual(240);
    }
    expect(answers[0]?.text).toContain('data-page="board-sign-in-sent"');
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
    expect((await mails()).map(({ address }) => address)).toEqual([TRONDHEIM]);
  });

  test('the address may be written in capitals and with spaces around it', async () => {
    await ask(` ${TRONDHEIM.toUpperCase()} `);
    expect(await mails()).toHaveLength(1);
  });

  test('what is no address is asked for again, and kept', async () => {
    const page = await ask('kari kontakt');
    expect(page.status).toBe(422);
    expect(page.state).toBe('board-sign-in');
    expect(page.text).toContain('value="kari kontakt"');
  });

  test('a person gets a handful of links in ten minutes, and more when those minutes have passed', async () => {
    const pages = [];
    for (let request = 0; request <= LINKS_PER_PERSON; request += 1) pages.push(await ask(FACULTY));
    expect(await mails()).toHaveLength(LINKS_PER_PERSON);
    expect(pages.at(-1)?.text).toBe(pages[0]?.text);
    await board.app.setClock(new Date(EXPIRES - 1));
    await ask(FACULTY);
    expect(await mails()).toHaveLength(LINKS_PER_PERSON);
    await board.app.setClock(new Date(EXPIRES));
    await ask(FACULTY);
    expect(await mails()).toHaveLength(LINKS_PER_PERSON + 1);
  });

  test('two links asked for in one browser both work there', async () => {
    const browser = board.browser();
    await ask(GJOVIK, browser);
    const first = await board.mailedLink(GJOVIK);
    await ask(GJOVIK, browser);
    expect(await board.mailedLink(GJOVIK)).not.toBe(first);
    const path = (await browser.get(first)).location ?? '';
    expect((await browser.post(path.replace('/l/', '/board/sign-in/'))).location).toBe('/board');
  });
});

describe('using a link', () => {
  test('the page asks, the button signs in: one event, a new session id, and the rounds', async () => {
    const { browser, path, confirm } = await opened();
    const before = browser.cookies.get('stafett-board');
    const page = await browser.get(path);
    expect(page.state).toBe('sign-in-confirm');
    expect(page.text).toContain(`action="${confirm}"`);
    const answer = await browser.post(confirm);
    expect([answer.status, answer.location]).toEqual([303, '/board']);
    expect(browser.cookies.get('stafett-board')).not.toBe(before);
    expect((await browser.get('/board')).state).toBe('board-rounds');
    const events = await board.app.database.query(
      `select e.kind, p.email from event e join person p on p.id = e.actor_id where e.person_id = e.actor_id`,
    );
    expect(events).toContainEqual({ kind: 'signed-in', email: TRONDHEIM });
  });

  test('the old session id is worth nothing after the sign-in', async () => {
    const { browser, confirm } = await opened();
    const planted = board.browser();
    for (const [name, value] of browser.cookies) planted.cookies.set(name, value);
    await browser.post(confirm);
    expect((await planted.get('/board')).status).toBe(303);
  });

  test('following links changes nothing, however often', async () => {
    const { browser, path } = await opened();
    const before = await board.app.dump();
    for (const address of [path, path, '/board/sign-in', path.replace('/l/', '/board/sign-in/')])
      await browser.get(address);
    expect(await board.app.dump()).toBe(before);
    expect((await browser.get('/board')).status).toBe(303);
  });

  test('in another browser it signs nobody in, and still works in the first', async () => {
    const { browser, path, confirm } = await opened();
    const other = board.browser();
    await ask('nobody@uni.example', other);
    await other.get(await board.mailedLink(TRONDHEIM));
    expect((await other.get(path)).state).toBe('sign-in-confirm');
    const refused = await other.post(confirm);
    expect([refused.status, refused.state]).toEqual([403, 'board-wrong-browser']);
    expect((await other.get('/board')).status).toBe(303);
    expect((await browser.post(confirm)).status).toBe(303);
  });

  test('without its signature it opens nothing, also in the browser that asked', async () => {
    const browser = board.browser();
    await ask(TRONDHEIM, browser);
    const id = (await board.mailedLink(TRONDHEIM)).split('/')[2]?.split('.')[0];
    const refused = await browser.post(`/board/sign-in/${id}`);
    expect([refused.status, refused.state]).toEqual([403, 'link-unopened']);
  });

  test('it works once, also when pressed twice at one time', async () => {
    const { browser, path, confirm } = await opened();
    const before = await signIns();
    const answers = await Promise.all([browser.post(confirm), browser.post(confirm)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 410]);
    expect((await browser.get(path)).state).toBe('link-ended');
    expect((await browser.post(confirm)).state).toBe('link-ended');
    expect(await signIns()).toBe(before + 1);
  });

  test('it works until the last moment of its ten minutes', async () => {
    const { browser, path, confirm } = await opened();
    await board.app.setClock(new Date(EXPIRES - 1));
    expect((await browser.get(path)).state).toBe('sign-in-confirm');
    expect((await browser.post(confirm)).status).toBe(303);
  });

  test('and not after them', async () => {
    const { browser, path, confirm } = await opened();
    await board.app.setClock(new Date(EXPIRES));
    expect((await browser.get(path)).state).toBe('link-ended');
    const refused = await browser.post(confirm);
    expect([refused.status, refused.state]).toEqual([410, 'link-ended']);
    expect((await browser.get('/board')).status).toBe(303);
  });

  test('a contact who was replaced meanwhile is signed in to nothing', async () => {
    const browser = await signInAs(board, GJOVIK);
    expect((await browser.get('/board')).status).toBe(200);
    const { database } = board.app;
    const contact = `(select id from person where email = $1)`;
    await database.query(`update campus set contact_id = ${contact} where id = 'gjovik'`, [TEACHER]);
    expect((await browser.get('/board')).location).toBe('/board/sign-in?next=%2Fboard');
    await database.query(`update campus set contact_id = ${contact} where id = 'gjovik'`, [GJOVIK]);
  });
});

test('signing out ends the session, not just the cookie', async () => {
  const browser = await signInAs(board, TRONDHEIM);
  const kept = new Map(browser.cookies);
  expect((await browser.post('/board/sign-out')).location).toBe('/board/sign-in');
  for (const [name, value] of kept) browser.cookies.set(name, value);
  expect((await browser.get('/board')).status).toBe(303);
});
