import type { Queue } from 'bullmq';
import { pino } from 'pino';
import { boardPart, signInPage } from '../../src/board/board.js';
import { calendarFeedPart } from '../../src/feeds/calendar-feed.part.js';
import { signedPath } from '../../src/links/signature.js';
import { createWeb, listen } from '../../src/web/web.js';
import { type TestApp, testApp } from '../support/database.js';
import { Browser } from './browser.js';

/** A board over a database of its own. */
export interface Board {
  readonly app: TestApp;
  readonly url: string;
  browser(): Browser;
  /** The path, with its signature, of the newest sign-in link that was mailed to that address. */
  mailedLink(address: string): Promise<string>;
  /** Closes the server alone, as a daemon does that is told to stop. */
  closeWeb(): Promise<void>;
  close(): Promise<void>;
}

/** What a board shows the jobs of, opened once its database is there. */
export type OpenQueues = (app: TestApp) => { readonly queues: readonly Queue[]; close(): Promise<void> };

const NO_QUEUES: OpenQueues = () => ({ queues: [], close: async () => undefined });

/** Starts a board over an empty database. @param logged takes the lines of its log @param env more of its configuration */
export async function startBoard({
  baseUrl = 'http://localhost',
  openQueues = NO_QUEUES,
  logged = undefined as string[] | undefined,
  env = {} as NodeJS.ProcessEnv,
  listenOn = 0,
} = {}): Promise<Board> {
  const quiet = await testApp({ BASE_URL: baseUrl, ...env });
  const app = logged
    ? { ...quiet, log: pino({ level: 'debug' }, { write: (line: string) => void logged.push(line) }) }
    : quiet;
  const queues = openQueues(app);
  const board = boardPart(app, { databaseUrl: app.config.databaseUrl ?? '', queues: queues.queues });
  const { port, close } = await listen(
    await createWeb(app, { linkPages: [signInPage], parts: [board, calendarFeedPart(app)] }),
    listenOn,
  );
  const url = `http://127.0.0.1:${port}`;
  return {
    app,
    url,
    browser: () => new Browser(url),
    async mailedLink(address) {
      const [mail] = await app.database.query<{ link: string }[]>(
        `select facts->>'link' as link from mail where kind = 'sign-in' and address = $1
         order by created_at desc, ctid desc limit 1`,
        [address],
      );
      if (!mail) throw new Error(`No sign-in link was mailed to ${address}.`);
      return signedPath(app.config.secret, mail.link);
    },
    closeWeb: close,
    async close() {
      await close();
      await queues.close();
      await board.close();
      await app.close();
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
