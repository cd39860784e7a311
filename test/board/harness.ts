import { randomUUID } from 'node:crypto';
import type { Queue } from 'bullmq';
import pg from 'pg';
import { boardPart, signInPage } from '../../src/board/board.js';
import { signedPath } from '../../src/links/signature.js';
import type { App } from '../../src/platform/app.js';
import { readConfig } from '../../src/platform/config.js';
import { databaseAt } from '../../src/platform/database.js';
import { createLog } from '../../src/platform/log.js';
import { createWeb, listen } from '../../src/web/web.js';
import { Browser } from './browser.js';

const SECRET = 'a secret for tests that is long enough';

/** A board over a database of its own. */
export interface Board {
  readonly app: App;
  readonly url: string;
  readonly databaseUrl: string;
  browser(): Browser;
  /** The path, with its signature, of the newest sign-in link that was mailed to that address. */
  mailedLink(address: string): Promise<string>;
  /** Stops the database's clock at that instant. */
  setClock(at: Date): Promise<void>;
  close(): Promise<void>;
}

/** Starts a board, its data as `seedBoard` makes them when that is called. */
export async function startBoard(options: { baseUrl?: string; queues?: readonly Queue[] } = {}): Promise<Board> {
  const databaseUrl = await createDatabase();
  const database = await databaseAt(databaseUrl, 4).initialize();
  await database.runMigrations();
  const baseUrl = options.baseUrl ?? 'http://localhost';
  const app: App = {
    config: { ...readConfig({ BASE_URL: baseUrl }), secret: SECRET },
    database,
    log: createLog('silent'),
    setAlarms: async () => undefined,
  };
  const board = boardPart(app, { databaseUrl, queues: options.queues ?? [] });
  const { port, close } = await listen(await createWeb(app, { linkPages: [signInPage], parts: [board] }), 0);
  const url = `http://127.0.0.1:${port}`;
  return {
    app,
    url,
    databaseUrl,
    browser: () => new Browser(url),
    async mailedLink(address) {
      const [mail] = await database.query<{ link: string }[]>(
        `select m.facts->>'link' as link from mail m join link l on l.id = (m.facts->>'link')::uuid
         where m.kind = 'sign-in' and m.address = $1 order by m.created_at desc, m.ctid desc limit 1`,
        [address],
      );
      if (!mail) throw new Error(`No sign-in link was mailed to ${address}.`);
      return signedPath(SECRET, mail.link);
    },
    async setClock(at) {
      await database.query('update clock set at = $1', [at]);
    },
    async close() {
      await close();
      await board.close();
      await database.destroy();
      await maintain((client, name) => client.query(`drop database "${name}" with (force)`), databaseUrl);
    },
  };
}

/** Signs a browser in as whoever has that address. */
export async function signInAs(board: Board, address: string, browser = board.browser()): Promise<Browser> {
  await browser.post('/board/sign-in', { email: address });
  const opened = await browser.get(await board.mailedLink(address));
  await browser.post(`/board/sign-in/${opened.location?.slice('/l/'.length)}`);
  return browser;
}

async function createDatabase(): Promise<string> {
  const url = Object.assign(new URL(process.env.TEST_POSTGRES_URL ?? ''), { pathname: `board-${randomUUID()}` }).href;
  await maintain((client, name) => client.query(`create database "${name}"`), url);
  return url;
}

async function maintain(work: (client: pg.Client, name: string) => Promise<unknown>, url: string): Promise<void> {
  const client = new pg.Client({ connectionString: Object.assign(new URL(url), { pathname: '/postgres' }).href });
  await client.connect();
  try {
    await work(client, new URL(url).pathname.slice(1));
  } finally {
    await client.end();
  }
}
