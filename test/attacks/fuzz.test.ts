import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parse } from 'node-html-parser';
import { boardPart, signInPage } from '../../src/board/board.js';
import { issueLink } from '../../src/links/issue.js';
import type { Purpose } from '../../src/links/link.entity.js';
import { signedPath } from '../../src/links/signature.js';
import { transact } from '../../src/platform/app.js';
import { publicRoutes } from '../../src/process/application/public.pages.js';
import { LINK_PAGES } from '../../src/process/process.js';
import { type Dice, diceOf } from '../../src/rehearsal/robots/dice.js';
import { openQueues, type Queues } from '../../src/timetable/queues.js';
import { createWeb, listen } from '../../src/web/web.js';
import { DURING_OFFERS, FACULTY, seedBoard, TEACHER, TRONDHEIM } from '../board/seed.js';
import { type TestApp, testApp } from '../support/database.js';
import { mutated, type Sent } from './mutations.js';

const REQUESTS = 4_000;
const SEED = 1;
const MOST_PAGES = 400;

/** Somebody with the cookies that open what is theirs. */
interface Visitor {
  readonly cookie: string;
  /** What they were shown: the addresses and forms of every page they could come to. */
  readonly known: readonly Sent[];
}

let app: TestApp;
let queues: Queues;
let port: number;
let close: () => Promise<void>;
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
const unhandled: unknown[] = [];
const note = (reason: unknown) => unhandled.push(reason);

beforeAll(async () => {
  process.on('unhandledRejection', note);
  app = await testApp({ BASE_URL: 'http://fuzz.example' });
  const databaseUrl = app.config.databaseUrl ?? '';
  queues = openQueues({ databaseUrl, redisUrl: undefined, log: app.log });
  const board = boardPart(app, { databaseUrl, queues: queues.queues });
  const parts = [board, { path: '/', routes: publicRoutes(app) }];
  const web = await listen(await createWeb(app, { linkPages: [...LINK_PAGES, signInPage], parts }), 0);
  port = web.port;
  close = async () => {
    agent.destroy();
    await web.close();
    await board.close();
    await queues.close();
    await app.close();
  };
  await seedBoard(app.database);
  await app.setClock(DURING_OFFERS);
}, 60_000);
afterAll(async () => {
  await close();
  process.off('unhandledRejection', note);
});

const rows = <T extends object>(sql: string, ...values: unknown[]) => app.database.query<T[]>(sql, values);

interface Answer {
  readonly status: number;
  readonly location: string | undefined;
  readonly cookies: readonly string[];
  readonly body: string;
}

/** Sends a request as it is, whatever it is. A connection that the server ends for it counts as refused. */
function send({ method, path, headers, body }: Sent, cookie: string): Promise<Answer> {
  return new Promise((resolve) => {
    const given = {
      'Sec-Fetch-Site': 'same-origin',
      Cookie: cookie,
      'Content-Length': Buffer.byteLength(body),
      ...headers,
    };
    const outgoing = request({ agent, host: '127.0.0.1', port, method, path, headers: given }, (incoming) => {
      const { statusCode = 0, headers: got } = incoming;
      text(incoming).then(
        (content) =>
          resolve({
            status: statusCode,
            location: got.location,
            cookies: (got['set-cookie'] ?? []).map((line) => line.split(';')[0] ?? ''),
            body: content,
          }),
        () => resolve({ status: 0, location: undefined, cookies: [], body: '' }),
      );
    });
    outgoing.on('error', () => resolve({ status: 0, location: undefined, cookies: [], body: '' }));
    outgoing.end(body);
  });
}

const get = (path: string, cookie: string) => send({ method: 'GET', path, headers: {}, body: '' }, cookie);

/** Opens signed links, and keeps what they give. */
async function open(paths: readonly string[]): Promise<{ cookie: string; pages: string[] }> {
  const answers = await Promise.all(paths.map((path) => get(path, '')));
  return {
    cookie: answers.flatMap(({ cookies }) => cookies).join('; '),
    pages: answers.flatMap(({ location }) => location ?? []),
  };
}

async function linkOf(email: string, purpose: Purpose, subject: string): Promise<string> {
  const [person] = await rows<{ id: string }>(`select id from person where email = $1`, email);
  const id = await transact(app, (tx) => issueLink(tx, { personId: person?.id ?? '', purpose, subject }));
  return signedPath(app.config.secret, id);
}

async function signIn(email: string): Promise<string> {
  const asked = await send(
    {
      ...{ method: 'POST', path: '/board/sign-in', body: new URLSearchParams({ email }).toString() },
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    },
    '',
  );
  const [mail] = await rows<{ link: string }>(
    `select facts->>'link' as link from mail where kind = 'sign-in' and address = $1 order by created_at desc limit 1`,
    email,
  );
  const opened = await get(signedPath(app.config.secret, mail?.link ?? ''), asked.cookies.join('; '));
  const cookie = [...asked.cookies, ...opened.cookies].join('; ');
  const path = `/board/sign-in/${opened.location?.slice('/l/'.length)}`;
  return (await send({ method: 'POST', path, headers: {}, body: '' }, cookie)).cookies.join('; ');
}

/** Follows every link from some pages on, and notes every address and every form on the way. */
async function crawl(start: readonly string[], cookie: string): Promise<Sent[]> {
  const known = new Map<string, Sent>();
  const waiting = [...start];
  const seen = new Set<string>();
  for (let path = waiting.shift(); path !== undefined && seen.size < MOST_PAGES; path = waiting.shift()) {
    if (seen.has(path)) continue;
    seen.add(path);
    known.set(`GET ${path}`, { method: 'GET', path, headers: {}, body: '' });
    const { body, status } = await get(path, cookie);
    expect([path, status < 500]).toEqual([path, true]);
    const root = parse(body);
    const here = new URL(path, 'http://fuzz.example');
    const local = (address: string) => {
      const url = new URL(address, here);
      return url.host === here.host ? url.pathname + url.search : null;
    };
    for (const link of root.querySelectorAll('a[href]')) {
      const address = local(link.getAttribute('href') ?? '');
      if (address && !address.startsWith('/assets')) waiting.push(address);
    }
    for (const form of root.querySelectorAll('form')) {
      const action = local(form.getAttribute('action') || path) ?? path;
      const fields = form
        .querySelectorAll('[name]')
        .map((field) => [field.getAttribute('name') ?? '', field.getAttribute('value') ?? 'x']);
      const query = new URLSearchParams(fields as [string, string][]).toString();
      const method = (form.getAttribute('method') ?? 'get').toUpperCase();
      const sent =
        method === 'GET'
          ? { method, path: `${action.split('?')[0]}?${query}`, headers: {}, body: '' }
          : { method, path: action, headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: query };
      known.set(`${method} ${action} ${fields.map(([name]) => name).join()}`, sent);
    }
  }
  return [...known.values()];
}

async function visitors(): Promise<Visitor[]> {
  const [offer] = await rows<{ id: string }>(`select id from offer where state = 'open'`);
  const links = await open([
    await linkOf('d@stud.example', 'offer', offer?.id ?? ''),
    await linkOf('d@stud.example', 'apply', '2027V-trondheim'),
    await linkOf(TEACHER, 'demand', 'P3'),
    await linkOf(TEACHER, 'rating', 'P1'),
    await linkOf(TEACHER, 'final-list', 'P2'),
    await linkOf(TRONDHEIM, 'report', '2027V-trondheim'),
  ]);
  const starts: [string, string[]][] = [
    ['', ['/']],
    [links.cookie, links.pages],
    [await signIn(TRONDHEIM), ['/board/']],
    [await signIn(FACULTY), ['/board/', '/board/jobs/']],
  ];
  return Promise.all(starts.map(async ([cookie, start]) => ({ cookie, known: await crawl(start, cookie) })));
}

test('of thousands of generated requests none fails the server, and what is refused or only asked for changes nothing', async () => {
  const dice: Dice = diceOf(SEED);
  const all = await visitors();
  for (const { known } of all) expect(known.length).toBeGreaterThan(0);
  const write = async () =>
    (await rows<{ at: string }>(`select pg_snapshot_xmax(pg_current_snapshot())::text as at`))[0]?.at;
  const without = ['session'];
  const harm: string[] = [];
  const statuses = new Map<number, number>();
  let lastWrite = await write();
  let state = await app.dump({ without });
  for (let count = 0; count < REQUESTS; count += 1) {
    const visitor = dice.pick(all) as Visitor;
    const sent = mutated(dice.pick(visitor.known) as Sent, dice);
    // Nobody is signed out by chance, for the rest would be strangers' requests.
    if (sent.path.includes('sign-out')) continue;
    const { status } = await send(sent, dice.roll() < 0.9 ? visitor.cookie : '');
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    const said = `${sent.method} ${sent.path.slice(0, 200)} ${JSON.stringify(sent.headers)} ${sent.body.slice(0, 300)}`;
    if (status >= 500) harm.push(`${status} for ${said}`);
    const wrote = await write();
    if (wrote === lastWrite) continue;
    lastWrite = wrote;
    const now = await app.dump({ without });
    const mayChange = status < 400 && !['GET', 'HEAD', 'OPTIONS'].includes(sent.method);
    if (now !== state && !mayChange) harm.push(`changed by a ${status}: ${said}`);
    state = now;
  }
  // It came to pages, to refusals of each kind, and to decisions.
  expect([...statuses.keys()]).toEqual(expect.arrayContaining([200, 303, 400, 403, 404, 415, 422]));
  expect(harm.slice(0, 20)).toEqual([]);
  expect(unhandled).toEqual([]);
}, 300_000);
