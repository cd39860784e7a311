import { afterEach, beforeEach, expect, test } from '@jest/globals';
import pg from 'pg';
import type { Browser } from './browser.js';
import { type Board, signInAs, startBoard } from './harness.js';
import { DURING_OFFERS, FACULTY, GJOVIK, seedBoard, TRONDHEIM } from './seed.js';

let board: Board;
let elsewhere: pg.Client;
let streams: Stream[];

beforeEach(async () => {
  board = await startBoard();
  await seedBoard(board.app.database);
  await board.app.setClock(DURING_OFFERS);
  elsewhere = new pg.Client({ connectionString: board.app.config.databaseUrl ?? '' });
  await elsewhere.connect();
  streams = [];
});
afterEach(async () => {
  for (const stream of streams) stream.leave();
  await elsewhere.end();
  await board.close();
});

/** What a browser is told, as it comes. */
class Stream {
  #text = '';
  #ended = false;
  #waiting: (() => void)[] = [];
  readonly #leaving: AbortController;

  constructor(
    readonly response: Response,
    leaving: AbortController,
  ) {
    this.#leaving = leaving;
    void this.#read();
  }

  async #read(): Promise<void> {
    const decoder = new TextDecoder();
    try {
      for await (const piece of this.response.body ?? []) {
        this.#text += decoder.decode(piece);
        this.#wake();
      }
    } catch {
      // We left.
    }
    this.#ended = true;
    this.#wake();
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }

  get changes(): number {
    return this.#text.match(/^event: change\ndata: new$/gm)?.length ?? 0;
  }

  /** Waits until the stream has ended, or told so many changes. */
  async until(what: 'end' | number): Promise<void> {
    while (what === 'end' ? !this.#ended : this.changes < what && !this.#ended)
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
      });
  }

  leave(): void {
    this.#leaving.abort();
  }
}

async function open(browser: Browser, path = '/board/live'): Promise<Stream> {
  const leaving = new AbortController();
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const response = await fetch(board.url + path, {
    headers: { Cookie: cookie },
    redirect: 'manual',
    signal: leaving.signal,
  });
  const stream = new Stream(response, leaving);
  streams.push(stream);
  return stream;
}

const happens = (roundId: string) =>
  elsewhere.query(`insert into event (at, kind, round_id) values ('2026-11-10 12:00Z', 'applied', $1)`, [roundId]);

test('whoever watches hears of a change that another connection makes', async () => {
  const stream = await open(await signInAs(board, FACULTY));
  expect([stream.response.status, stream.response.headers.get('Content-Type')]).toEqual([
    200,
    'text/event-stream; charset=utf-8',
  ]);
  await happens('2027V-trondheim');
  await stream.until(1);
  await happens('2027V-gjovik');
  await stream.until(2);
  expect(stream.changes).toBe(2);
});

test('a contact hears of her own rounds only, and of one round only on its page', async () => {
  const kari = await signInAs(board, TRONDHEIM);
  const hers = await open(kari);
  const page = await open(kari, '/board/live?round=2027V-trondheim');
  const others = await open(await signInAs(board, GJOVIK));
  const faculty = await signInAs(board, FACULTY);
  const all = await open(faculty);
  const otherPage = await open(faculty, '/board/live?round=2027V-gjovik');
  await happens('2027V-gjovik');
  await Promise.all([others.until(1), all.until(1), otherPage.until(1)]);
  await happens('2027V-trondheim');
  await Promise.all([hers.until(1), page.until(1), all.until(2)]);
  expect([hers, page, others, all, otherPage].map(({ changes }) => changes)).toEqual([1, 1, 1, 2, 1]);
});

test('a change that commits later than a newer one is heard of too', async () => {
  const stream = await open(await signInAs(board, FACULTY));
  const slow = new pg.Client({ connectionString: board.app.config.databaseUrl ?? '' });
  await slow.connect();
  await slow.query('begin');
  await slow.query(`insert into event (at, kind, round_id) values (now(), 'rated', '2027V-gjovik')`);
  await happens('2027V-trondheim');
  await stream.until(1);
  await slow.query('commit');
  await slow.end();
  await stream.until(2);
  expect(stream.changes).toBe(2);
});

test('nobody hears anything who is not signed in, or of a round that is not theirs', async () => {
  expect((await open(board.browser())).response.status).toBe(401);
  const gro = await signInAs(board, GJOVIK);
  expect((await open(gro, '/board/live?round=2027V-trondheim')).response.status).toBe(404);
});

test('the stream ends when its session does, and the others go on', async () => {
  const kari = await signInAs(board, TRONDHEIM);
  const here = await open(kari);
  const other = await open(await signInAs(board, TRONDHEIM));
  await kari.post('/board/sign-out');
  await here.until('end');
  await happens('2027V-trondheim');
  await other.until(1);
  expect([here.changes, other.changes]).toEqual([0, 1]);
});

test('closing the site ends the streams instead of waiting for them', async () => {
  const stream = await open(await signInAs(board, FACULTY));
  const before = performance.now();
  await Promise.all([board.closeWeb(), stream.until('end')]);
  // What does not end by itself is cut off after five seconds.
  expect(performance.now() - before).toBeLessThan(4_000);
});
