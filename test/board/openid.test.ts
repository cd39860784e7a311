import { createServer } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { signedPath } from '../../src/links/signature.js';
import { FEIDE_NAME, type OpenIdProvider, startOpenIdProvider } from '../support/openid-provider.js';
import type { Browser, Page } from './browser.js';
import { type Board, signInAs, startBoard } from './harness.js';
import { atProvider, begin, refreshOf } from './openid.js';
import { DURING_OFFERS, FACULTY, GJOVIK, seedBoard, TEACHER, TRONDHEIM } from './seed.js';

const BASE_URL = 'http://127.0.0.1:3000';
const ANSWER = '/board/sign-in/openid';

let provider: OpenIdProvider;
let board: Board;
const logged: string[] = [];

beforeAll(async () => {
  provider = await startOpenIdProvider(BASE_URL);
  // It is not there when the board starts.
  await provider.stop();
  const env = { ...provider.env, OIDC_SCOPE: 'openid email profile groups', OIDC_OPERATOR_CLAIM: 'groups' };
  board = await startBoard({ baseUrl: BASE_URL, logged, env: { ...env, OIDC_OPERATOR_VALUE: 'stafett' } });
  await seedBoard(board.app.database);
}, 60_000);
afterAll(async () => {
  await board.close();
  await provider.stop();
});
beforeEach(async () => {
  logged.length = 0;
  await board.app.setClock(DURING_OFFERS);
  provider.accounts.clear();
  for (const email of [TRONDHEIM, GJOVIK, FACULTY, TEACHER])
    provider.accounts.set(email, { email, email_verified: true });
});

const told = () => logged.map((line) => JSON.parse(line));
const sql = <Row>(text: string, values: unknown[] = []) => board.app.database.query<Row[]>(text, values);

/** A browser with the answer to the sign-in that it has begun. */
async function answered(account: string | null, browser = board.browser()) {
  const answer = await atProvider(await begin(browser), account);
  return { browser, answer };
}

/** A browser that has signed in, and what the answer led to. */
async function signedIn(account: string, browser = board.browser()): Promise<{ browser: Browser; page: Page }> {
  const { answer } = await answered(account, browser);
  return { browser, page: await browser.get(answer) };
}

/** Somebody is told that in their language, is not in, and has a way on. */
async function isRefused(browser: Browser, page: Page, status: number, words: string): Promise<void> {
  expect([page.status, page.text]).toEqual([status, expect.stringContaining(words)]);
  expect(page.text).toContain(`<form method="post" action="${ANSWER}">`);
  expect(page.text).toContain('href="/board/sign-in?next=');
  expect((await browser.get('/board')).status).toBe(303);
}

describe('a provider that does not answer', () => {
  test('keeps no board from starting; the page says so, and the next try asks again', async () => {
    const browser = board.browser();
    expect((await browser.get('/board/sign-in')).text).toContain('Logg inn med Feide');
    const page = await browser.post(ANSWER);
    await isRefused(browser, page, 503, 'Feide svarer ikke');
    expect(told()).toEqual([
      expect.objectContaining({ level: 50, msg: 'sign-in-provider-failed', code: 'ECONNREFUSED' }),
    ]);
    await provider.start();
    expect((await signedIn(TRONDHEIM, browser)).page.location).toBe('/board');
  });

  test('and then comes back lets everybody in again', async () => {
    const { browser, answer } = await answered(TRONDHEIM);
    await provider.stop();
    await isRefused(browser, await browser.get(answer), 503, 'Feide svarer ikke');
    await provider.start();
    expect((await signedIn(TRONDHEIM, browser)).page.location).toBe('/board');
  });
});

/** What a board shows whose provider is configured like that, to whoever begins and to whoever has an answer. */
async function shown(env: NodeJS.ProcessEnv, work: (browser: Browser) => Promise<Page>): Promise<Page> {
  const other = await startBoard({ baseUrl: BASE_URL, logged, env: { ...provider.env, ...env } });
  await seedBoard(other.app.database);
  try {
    return await work(other.browser());
  } finally {
    await other.close();
  }
}
const comesIn = async (browser: Browser) => browser.get(await atProvider(await begin(browser), TRONDHEIM));

describe('a provider that is not as it should be', () => {
  test('keeps nobody waiting when it takes no time for anybody', async () => {
    const silent = createServer(() => undefined).listen(0);
    const { port } = silent.address() as { port: number };
    const began = performance.now();
    const page = await shown({ OIDC_ISSUER: `http://localhost:${port}` }, (browser) => browser.post(ANSWER));
    expect([page.status, page.state]).toEqual([503, 'board-openid-failed']);
    expect(performance.now() - began).toBeLessThan(9_000);
    expect(told()).toEqual([expect.objectContaining({ code: 'OAUTH_TIMEOUT' })]);
    silent.close();
    silent.closeAllConnections();
  });

  test('or does not know us, is no fault of the person', async () => {
    const page = await shown({ OIDC_CLIENT_SECRET: 'wrong' }, comesIn);
    expect([page.status, page.state]).toEqual([503, 'board-openid-failed']);
    expect(told()).toEqual([expect.objectContaining({ level: 50, msg: 'sign-in-provider-failed' })]);
  });

  test('or calls itself something else than it is known by, is not asked', async () => {
    const issuer = String(provider.env.OIDC_ISSUER).replace('localhost', '127.0.0.1');
    const page = await shown({ OIDC_ISSUER: issuer }, (browser) => browser.post(ANSWER));
    expect([page.status, page.state]).toEqual([503, 'board-openid-failed']);
  });

  test('or signs with a key that is not its own, signs nobody in', async () => {
    const honest = provider.keys;
    provider.keys = { keys: [] };
    const page = await shown({}, comesIn);
    provider.keys = honest;
    expect([page.status, page.state]).toEqual([403, 'board-openid-failed']);
    expect(told()).toEqual([expect.objectContaining({ code: 'OAUTH_KEY_SELECTION_FAILED' })]);
  });
});

describe('signing in', () => {
  test('comes first on the page, and leads back to the page that was wanted', async () => {
    const browser = board.browser();
    const form = await browser.get('/board/sign-in?next=/board/mails');
    expect(form.text.indexOf(ANSWER)).toBeLessThan(form.text.indexOf('name="email"'));
    const url = new URL(await begin(browser, { next: '/board/mails' }));
    expect(Object.fromEntries(url.searchParams)).toEqual({
      response_type: 'code',
      client_id: 'stafett',
      redirect_uri: BASE_URL + ANSWER,
      scope: 'openid email profile groups',
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
      ui_locales: 'nb',
    });
    const page = await browser.get(await atProvider(url.href, TRONDHEIM));
    expect([page.status, page.location]).toEqual([303, '/board/mails']);
    expect((await browser.get('/board/mails')).state).toBe('board-mails');
    expect(told()).toEqual([expect.objectContaining({ msg: 'signed-in', by: 'openid' })]);
    expect(await sql(`select data from event where kind = 'signed-in' order by id desc limit 1`)).toEqual([
      { data: { by: 'openid' } },
    ]);
  });

  test('gives the browser a new session id, and the old one is worth nothing', async () => {
    const { browser, answer } = await answered(TRONDHEIM);
    const planted = board.browser();
    for (const [name, value] of browser.cookies) planted.cookies.set(name, value);
    await browser.get(answer);
    expect((await browser.get('/board')).status).toBe(200);
    expect((await planted.get('/board')).status).toBe(303);
  });

  test('ends after two hours without use, and after eight hours', async () => {
    const first = (await signedIn(TRONDHEIM)).browser;
    await sql(`update session set used_at = clock_timestamp() - interval '121 minutes'`);
    expect((await first.get('/board')).status).toBe(303);
    const second = (await signedIn(TRONDHEIM)).browser;
    const [session] = await sql<{ hours: number }>(
      `select round(extract(epoch from max(expire) - localtimestamp) / 3600)::int as hours from session`,
    );
    expect(session?.hours).toBe(8);
    await sql(`update session set expire = now() - interval '1 second'`);
    expect((await second.get('/board')).status).toBe(303);
  });

  test('two windows of one browser can be at the provider at one time', async () => {
    const browser = board.browser();
    const urls = [await begin(browser), await begin(browser, { next: '/board/mails' })] as const;
    const answers = [await atProvider(urls[0], TRONDHEIM), await atProvider(urls[1], TRONDHEIM)] as const;
    expect((await browser.get(answers[1])).location).toBe('/board/mails');
    // The other window finds that it is signed in.
    expect((await browser.get(answers[0])).location).toBe('/board');
  });

  test('whoever is signed in is sent to the page, and the session is not prolonged', async () => {
    const { browser } = await signedIn(TRONDHEIM);
    const expiries = () => sql(`select expire from session order by sid`);
    const before = await expiries();
    expect((await browser.post(ANSWER, { next: '/board/mails' })).location).toBe('/board/mails');
    expect(await expiries()).toEqual(before);
  });
});

describe('an answer that does not hold', () => {
  test('a state that nobody made, or none, signs nobody in', async () => {
    const { browser, answer } = await answered(TRONDHEIM);
    const forged = answer.replace(/state=[^&]*/, 'state=forged');
    for (const path of [forged, ANSWER, `${ANSWER}?state=x&state=y`, `${ANSWER}?error=server_error`])
      await isRefused(browser, await browser.get(path), 403, 'ble ikke startet her');
    expect(told()).toEqual(Array(4).fill(expect.objectContaining({ reason: 'state-unknown' })));
    expect((await browser.get(answer)).location).toBe('/board');
  });

  test('in another browser it is worth nothing, and still works in the first', async () => {
    const { browser, answer } = await answered(TRONDHEIM);
    const other = board.browser();
    await begin(other);
    await isRefused(other, await other.get(answer), 403, 'ble ikke startet her');
    expect((await browser.get(answer)).location).toBe('/board');
  });

  test('works once, also when it comes twice at one time', async () => {
    const { browser, answer } = await answered(TRONDHEIM);
    const twin = board.browser();
    for (const [name, value] of browser.cookies) twin.cookies.set(name, value);
    const pages = await Promise.all([browser.get(answer), twin.get(answer)]);
    expect(pages.map(({ status }) => status).sort()).toEqual([303, 403]);
    expect(told().filter(({ msg }) => msg === 'signed-in')).toHaveLength(1);
    const third = board.browser();
    await begin(third);
    await isRefused(third, await third.get(answer), 403, 'ble ikke startet her');
  });

  test('counts until the last moment of ten minutes, and not after them', async () => {
    const at = (ms: number) => board.app.setClock(new Date(DURING_OFFERS.getTime() + 10 * 60_000 + ms));
    const first = await answered(TRONDHEIM);
    await at(-1);
    expect((await first.browser.get(first.answer)).location).toBe('/board');
    await board.app.setClock(DURING_OFFERS);
    const second = await answered(TRONDHEIM);
    await at(0);
    await isRefused(second.browser, await second.browser.get(second.answer), 403, 'tok for lang tid');
  });

  test('with the nonce of another sign-in signs nobody in', async () => {
    const browser = board.browser();
    const url = new URL(await begin(browser));
    url.searchParams.set('nonce', 'another');
    await isRefused(browser, await browser.get(await atProvider(url.href, TRONDHEIM)), 403, 'hører ikke til');
    expect(told()).toEqual([expect.objectContaining({ reason: 'refused', code: 'OAUTH_JWT_CLAIM_COMPARISON_FAILED' })]);
  });

  test('with the code of another sign-in, used or not, signs nobody in', async () => {
    const codeOf = (path: string) => new URL(path, BASE_URL).searchParams.get('code') ?? '';
    const [mine, used, unused] = [await answered(TRONDHEIM), await answered(FACULTY), await answered(FACULTY)];
    await used.browser.get(used.answer);
    for (const { answer } of [used, unused]) {
      const { browser, answer: own } = await answered(TRONDHEIM, mine.browser);
      const mixed = own.replace(/code=[^&]*/, `code=${codeOf(answer)}`);
      await isRefused(browser, await browser.get(mixed), 403, 'hører ikke til');
    }
    expect(told().filter(({ reason }) => reason)).toEqual(
      Array(2).fill(expect.objectContaining({ reason: 'refused', code: 'invalid_grant' })),
    );
  });

  test.each([
    ['a code twice', '&code=x&code=y'],
    ['no code', ''],
    ['a long code', `&code=${'x'.repeat(8_000)}`],
    ['a token', '&code=x&id_token=eyJ.x.y&access_token=z'],
    ['another way of answering', '&response=eyJ.x.y'],
    ['an error that is markup', '&error=%3Cscript%3E%40&error_description=%3Cscript%3E'],
    ['an error of the provider', '&error=server_error'],
    ['bytes that are no text', '&code=%ff%fe%00'],
  ])('with %s in it is refused, not failed', async (_, rest) => {
    const { browser, answer } = await answered(TRONDHEIM);
    const url = new URL(answer, BASE_URL);
    const page = await browser.get(
      `${ANSWER}?iss=${encodeURIComponent(url.searchParams.get('iss') ?? '')}&state=${url.searchParams.get('state')}${rest}`,
    );
    expect(page.status).toBeGreaterThanOrEqual(403);
    expect(page.status).toBeLessThan(500);
    expect(page.text).not.toContain('<script>');
    expect(told().every(({ level, code }) => level < 40 && !/[<@]/.test(code ?? ''))).toBe(true);
  });

  test('from another provider is not taken', async () => {
    const { browser, answer } = await answered(TRONDHEIM);
    const mixed = answer.replace(/iss=[^&]*/, 'iss=https%3A%2F%2Fevil.example');
    await isRefused(browser, await browser.get(mixed), 403, 'hører ikke til');
  });

  test('whoever breaks off at the provider is told so, in the language of the browser', async () => {
    const { browser, answer } = await answered(null);
    const english = await browser.send('GET', answer, undefined, { 'Accept-Language': 'en' });
    await isRefused(browser, english, 403, 'the sign-in was broken off');
    expect(told()).toEqual([expect.objectContaining({ reason: 'denied', code: 'access_denied' })]);
    const again = await answered(null, browser);
    await isRefused(browser, await browser.get(again.answer), 403, 'ble avbrutt');
  });
});

describe('who is let in', () => {
  test('a person without a role, and one whom nobody knows, are told what to do; the log has ids alone', async () => {
    provider.accounts.set('nobody', { email: 'nobody@uni.example', email_verified: true, name: 'No Body' });
    for (const account of [TEACHER, 'nobody']) {
      const { browser, page } = await signedIn(account);
      await isRefused(browser, page, 403, 'har ikke tilgang');
      expect(page.text).toContain(account === 'nobody' ? 'nobody@uni.example' : TEACHER);
      expect(page.text).toContain('name="anew" value="yes"');
    }
    const [teacher] = await sql<{ id: string }>(`select id from person where email = $1`, [TEACHER]);
    const subject = expect.stringMatching(/^[0-9a-f]{16}$/);
    expect(told()).toEqual([
      expect.objectContaining({ msg: 'sign-in-refused', reason: 'unknown', subject, person: teacher?.id }),
      expect.objectContaining({ msg: 'sign-in-refused', reason: 'unknown', subject }),
    ]);
    expect(logged.join('')).not.toMatch(/@|nobody|No Body/);
  });

  test('who has another account is asked for it also where the provider would know', async () => {
    const url = new URL(await begin(board.browser(), { anew: 'yes' }));
    expect(url.searchParams.get('prompt')).toBe('login');
  });

  test.each([[false], [undefined], ['true']])('an address that is verified %j lets nobody in', async (verified) => {
    provider.accounts.set('kari', { email: TRONDHEIM, email_verified: verified });
    const { browser, page } = await signedIn('kari');
    await isRefused(browser, page, 403, 'går ikke god for');
    expect(told()).toEqual([expect.objectContaining({ reason: 'unverified' })]);
  });

  test('the address may be written in capitals', async () => {
    provider.accounts.set('kari', { email: TRONDHEIM.toUpperCase(), email_verified: true });
    expect((await signedIn('kari')).page.location).toBe('/board');
  });

  test('a contact who is replaced is out at the next request, and cannot come in again', async () => {
    const { browser } = await signedIn(GJOVIK);
    const contact = (email: string) =>
      sql(`update campus set contact_id = (select id from person where email = $1) where id = 'gjovik'`, [email]);
    await contact(TEACHER);
    expect((await browser.get('/board')).status).toBe(303);
    expect((await signedIn(GJOVIK)).page.status).toBe(403);
    await contact(GJOVIK);
  });
});

describe('who runs Stafett by a claim', () => {
  const email = 'ops@uni.example';
  const sees = async (browser: Browser) => (await browser.get('/board/machinery')).status;

  test('sees the machinery and no more, for as long as a session lasts and the provider says so', async () => {
    provider.accounts.set('ops', { email, email_verified: true, name: 'Op Erator', groups: ['x', 'stafett'] });
    const { browser } = await signedIn('ops');
    expect([await sees(browser), (await browser.get('/board/people')).status]).toEqual([200, 403]);
    expect(await sql(`select name, locale from person where email = $1`, [email])).toEqual([
      { name: 'Op Erator', locale: 'nb' },
    ]);
    await sql(`update operator set until = clock_timestamp() - interval '1 second'`);
    expect(await sees(browser)).toBe(303);
    expect(await sees((await signedIn('ops')).browser)).toBe(200);
    provider.accounts.set('ops', { email, email_verified: true, groups: ['x'] });
    const { page } = await signedIn('ops');
    expect([page.status, await sees(browser)]).toEqual([403, 303]);
    expect(await sql(`select kind from event where kind like 'operator-%' order by id`)).toEqual([
      { kind: 'operator-added' },
      { kind: 'operator-removed' },
    ]);
  });

  test('whom the command line made an operator stays one without the claim', async () => {
    await sql(`insert into operator (person_id) select id from person where email = $1`, [TEACHER]);
    expect(await sees((await signedIn(TEACHER)).browser)).toBe(200);
    await sql(`delete from operator`);
  });

  test('nobody runs Stafett by an address that is not verified', async () => {
    provider.accounts.set('ops', { email, email_verified: false, groups: ['stafett'] });
    expect((await signedIn('ops')).page.status).toBe(403);
    expect(await sql(`select 1 from operator`)).toEqual([]);
  });
});

describe('signing out', () => {
  test('ends the session here, and then that of the provider', async () => {
    const { browser } = await signedIn(TRONDHEIM);
    const page = await browser.post('/board/sign-out');
    const url = new URL(refreshOf(page));
    expect([url.pathname, url.searchParams.get('post_logout_redirect_uri')]).toEqual([
      '/session/end',
      `${BASE_URL}/board/sign-out`,
    ]);
    expect(url.searchParams.get('id_token_hint')).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
    expect(page.headers.get('Clear-Site-Data')).toBe('"cache", "storage"');
    expect((await browser.get('/board')).status).toBe(303);
    expect((await browser.get('/board/sign-out')).text).toContain('Du er logget ut');
  });

  test('ends the session here also when the provider is down, and says that it may go on there', async () => {
    const { browser } = await signedIn(TRONDHEIM);
    const tried = await answered(FACULTY);
    await provider.stop();
    // What is known of the provider is forgotten by a try that fails.
    expect((await tried.browser.get(tried.answer)).status).toBe(503);
    expect((await browser.post('/board/sign-out')).location).toBe('/board/sign-out?here');
    expect((await browser.get('/board')).status).toBe(303);
    expect((await browser.get('/board/sign-out?here')).text).toContain('kanskje ikke av Feide');
    await provider.start();
  });

  test('whoever came by a mailed link signs out here alone', async () => {
    const browser = await signInAs(board, TRONDHEIM);
    expect((await browser.post('/board/sign-out')).location).toBe('/board/sign-in');
  });

  test('the page for afterwards changes nothing for whoever is signed in', async () => {
    const { browser } = await signedIn(TRONDHEIM);
    expect((await browser.get('/board/sign-out')).location).toBe('/board');
    expect((await browser.get('/board')).status).toBe(200);
  });
});

test('nothing that is secret or personal is in the log of all of that', async () => {
  const { browser, answer } = await answered(TRONDHEIM);
  const parameters = new URL(answer, BASE_URL).searchParams;
  await provider.stop();
  await browser.get(answer);
  await provider.start();
  await signedIn(TRONDHEIM, browser);
  const secrets = [parameters.get('code'), parameters.get('state'), TRONDHEIM, 'odd%characters', 'eyJ'];
  for (const secret of secrets) expect(logged.join('')).not.toContain(secret);
  expect(logged.length).toBe(2);
});

test('by a claim of its own that the provider vouches for, as Feide does, people come in under that name', async () => {
  const feide = await startOpenIdProvider(BASE_URL);
  const other = await startBoard({
    baseUrl: BASE_URL,
    env: { ...feide.env, OIDC_SCOPE: 'openid email userid-feide', OIDC_PERSON_CLAIM: FEIDE_NAME },
  });
  await seedBoard(other.app.database);
  const comeIn = async (account: string, browser = other.browser()) =>
    browser.get(await atProvider(await begin(browser), account));
  feide.accounts.set('kari', { email: TRONDHEIM, email_verified: false, [FEIDE_NAME]: 'kari@uni.example' });
  feide.accounts.set('gro', { email: GJOVIK, email_verified: false, [FEIDE_NAME]: GJOVIK });
  expect((await comeIn('gro')).location).toBe('/board');
  expect((await comeIn('kari')).status).toBe(403);
  await other.app.database.query(`update person set sign_in_name = 'kari@uni.example' where email = $1`, [TRONDHEIM]);
  expect((await comeIn('kari')).location).toBe('/board');
  // Nor does she come in by her address any more.
  feide.accounts.set('kari', { email: TRONDHEIM, [FEIDE_NAME]: TRONDHEIM });
  expect((await comeIn('kari')).status).toBe(403);
  await other.close();
  await feide.stop();
});

test('with mail switched off the form is not shown, its post is nowhere, and old links say so', async () => {
  const env = { ...provider.env, SIGN_IN_BY_MAIL: 'no' };
  const other = await startBoard({ baseUrl: BASE_URL, env });
  await seedBoard(other.app.database);
  const page = await other.browser().get('/board/sign-in');
  expect(page.text).not.toContain('name="email"');
  expect(page.text).toContain(ANSWER);
  const post = await other.browser().post('/board/sign-in', { email: TRONDHEIM });
  expect([post.status, post.state]).toEqual([404, 'not-found']);
  await other.app.database.query(
    `insert into link (person_id, purpose, subject, created_at, expires_at)
     select id, 'sign-in', 'x', now(), now() + interval '10 years' from person where email = $1`,
    [TRONDHEIM],
  );
  expect(await other.app.database.query(`select 1 from mail where kind = 'sign-in'`)).toEqual([]);
  const [link] = await other.app.database.query<{ id: string }[]>(`select id from link`);
  const old = other.browser();
  const opened = await old.get((await old.get(signedPath(other.app.config.secret, link?.id ?? ''))).location ?? '');
  expect([opened.status, opened.state]).toEqual([410, 'link-ended']);
  expect(opened.text).toContain('ikke lenger an å logge inn');
  const pressed = await old.post(`/board/sign-in/${link?.id}`);
  expect([pressed.status, pressed.state]).toEqual([410, 'link-ended']);
  expect((await old.get('/board')).status).toBe(303);
  await other.close();
});
