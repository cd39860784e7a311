import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Router } from 'express';
import { ACTS } from '../../src/board/acts/acts.js';
import { boardPart } from '../../src/board/board.js';
import { mailSamples } from '../../src/outbox/samples.js';
import { addOperator } from '../../src/people/operators.js';
import { transact } from '../../src/platform/app.js';
import { USUAL_PLACES } from '../../src/rounds/copy/usual-places.rule.js';
import type { Browser } from './browser.js';
import { type Board, signInAs, startBoard } from './harness.js';
import { DURING_OFFERS, FACULTY, GJOVIK, STUDENT, seedBoard, seedOfferLink, seedSystems, TRONDHEIM } from './seed.js';

const OPERATOR = 'ops@uni.example';

/** What a role gets: the page or an answer of it, a page that there is no such thing, one that it is not for them. */
type Gets = 'yes' | 'none' | 'forbidden';
type Roles = readonly [contact: Gets, otherContact: Gets, faculty: Gets, operator: Gets];

const OF_CAMPUS: Roles = ['yes', 'none', 'yes', 'forbidden'];
const OF_ANY_CAMPUS: Roles = ['yes', 'yes', 'yes', 'forbidden'];
const OF_FACULTY: Roles = ['none', 'none', 'yes', 'forbidden'];
const OF_NO_CAMPUS: Roles = ['none', 'none', 'none', 'forbidden'];
const MACHINERY: Roles = ['forbidden', 'forbidden', 'yes', 'yes'];
const EVERYBODY: Roles = ['yes', 'yes', 'yes', 'yes'];

/** What each act is about, as a query for its id. */
const ABOUT: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    [
      'pause-round',
      'resume-round',
      'move-deadlines',
      'remove-round',
      'end-on-working-days',
      'end-on-any-day',
      'plan-pause',
      'cancel-pause',
    ].map((act) => [act, `select '2027V-trondheim' as id`]),
  ),
  ...Object.fromEntries(
    ['change-openings', 'remind-now', 'extend-rating', 'replace-teacher'].map((act) => [act, `select 'P1' as id`]),
  ),
  'withdraw-offer': `select id from offer where state = 'open'`,
  'move-offer': `select id from offer where state = 'open'`,
  'correct-decline': `select id from offer where state = 'declined'`,
  reinstate: `select a.id from application a join person p on p.id = a.person_id where p.email = 'b@stud.example'`,
  'resend-mail': `select id from mail where kind = 'offer' and state = 'rejected'`,
  'change-address': `select id from person where email = '${STUDENT}'`,
  'resend-link': `select id from link where purpose = 'offer'`,
  'undo-import': `select id from application_import`,
  'revoke-link': `select id from link where purpose = 'offer'`,
  'erase-person': `select id from person where email = '${STUDENT}'`,
};

/** Each route of the board, with an address of it in Trondheim, and what each role gets there. */
const ROUTES: Readonly<Record<string, readonly [path: string, roles: Roles, body?: Record<string, string>]>> = {
  'GET /': ['', EVERYBODY],
  'GET /rounds/:id': ['/rounds/2027V-trondheim', OF_CAMPUS],
  'GET /rounds/:id/report': ['/rounds/2027V-trondheim/report', OF_NO_CAMPUS],
  'POST /rounds/:id/report': ['/rounds/2027V-trondheim/report', OF_CAMPUS],
  'GET /rounds/:id/ahead': ['/rounds/2027V-trondheim/ahead', OF_CAMPUS],
  'GET /rounds/:id/ahead/:mail': ['/rounds/2027V-trondheim/ahead/x', OF_NO_CAMPUS],
  'GET /rounds/:id/ahead/:mail/letter': ['/rounds/2027V-trondheim/ahead/x/letter', OF_NO_CAMPUS],
  'GET /rounds/:id/forecast': ['/rounds/2027V-trondheim/forecast', OF_CAMPUS],
  'GET /rounds/:id/forecast/run': ['/rounds/2027V-trondheim/forecast/run', OF_CAMPUS],
  'GET /rounds/:id/fair-chance': ['/rounds/2027V-trondheim/fair-chance', OF_CAMPUS],
  'GET /rounds/:id/fair-chance.json': ['/rounds/2027V-trondheim/fair-chance.json', OF_CAMPUS],
  'GET /rounds/:id/files': ['/rounds/2027V-trondheim/files', OF_CAMPUS],
  'GET /rounds/:id/files/:table.:type': ['/rounds/2027V-trondheim/files/offers.csv', OF_CAMPUS],
  'GET /rounds/:id/import': ['/rounds/2027V-trondheim/import', OF_CAMPUS],
  'POST /rounds/:id/import': ['/rounds/2027V-trondheim/import', OF_CAMPUS],
  'GET /rounds/:id/import/:import': ['/rounds/2027V-trondheim/import/IMPORT', OF_CAMPUS],
  'POST /rounds/:id/import/:import': ['/rounds/2027V-trondheim/import/IMPORT', OF_CAMPUS, { step: 'columns' }],
  'GET /rounds/:id/import/:import/progress': ['/rounds/2027V-trondheim/import/IMPORT/progress', OF_CAMPUS],
  'GET /events': ['/events', OF_ANY_CAMPUS],
  'GET /events.:type': ['/events.csv', OF_ANY_CAMPUS],
  'GET /history': ['/history', OF_ANY_CAMPUS],
  'GET /history/:table.:type': ['/history/filling.csv', OF_ANY_CAMPUS],
  'GET /new-round': ['/new-round?from=2027V-trondheim', OF_CAMPUS],
  'POST /new-round': ['/new-round', OF_CAMPUS, { from: '2027V-trondheim', semester: '2027H' }],
  'GET /new-round/courses.:type': ['/new-round/courses.csv?from=2027V-trondheim', OF_CAMPUS],
  'POST /new-round/file': ['/new-round/file', OF_ANY_CAMPUS],
  'GET /calendar-templates': ['/calendar-templates', OF_ANY_CAMPUS],
  'GET /calendar-templates/new': ['/calendar-templates/new?from=2027V-trondheim', OF_CAMPUS],
  'POST /calendar-templates': ['/calendar-templates', OF_CAMPUS, { from: '2027V-trondheim', name: '' }],
  'GET /calendar-templates/:id': ['/calendar-templates/TEMPLATE', OF_CAMPUS],
  'POST /calendar-templates/:id': ['/calendar-templates/TEMPLATE', OF_CAMPUS],
  'GET /calendar-feed': ['/calendar-feed', OF_ANY_CAMPUS],
  'POST /calendar-feed': ['/calendar-feed', OF_ANY_CAMPUS],
  'GET /days-off': ['/days-off', OF_ANY_CAMPUS],
  'POST /days-off': ['/days-off', OF_ANY_CAMPUS],
  'GET /days-off/:id': ['/days-off/DAYS', OF_CAMPUS],
  // The first who may removes them, and there are none any more.
  'POST /days-off/:id': ['/days-off/DAYS', ['yes', 'none', 'none', 'forbidden']],
  'GET /live': ['/live?round=2027V-trondheim', OF_CAMPUS],
  'GET /positions/:id': ['/positions/P1', OF_CAMPUS],
  'GET /positions/:id/record': ['/positions/P1/record', OF_CAMPUS],
  'GET /positions/:id/record.:type': ['/positions/P1/record.csv', OF_CAMPUS],
  'POST /positions/:id/rating': ['/positions/P1/rating', OF_CAMPUS],
  'GET /mails': ['/mails', OF_ANY_CAMPUS],
  'GET /mails/:id': ['/mails/MAIL', OF_CAMPUS],
  'GET /mails/:id/letter': ['/mails/MAIL/letter', OF_CAMPUS],
  'GET /mails/kinds': ['/mails/kinds', OF_ANY_CAMPUS],
  'GET /mails/kinds/:kind': ['/mails/kinds/offer', OF_ANY_CAMPUS],
  'GET /mails/kinds/:kind/letter': ['/mails/kinds/offer/letter', OF_ANY_CAMPUS],
  'GET /people': ['/people', OF_ANY_CAMPUS],
  'GET /people/:id': ['/people/STUDENT', OF_CAMPUS],
  'POST /people/:id/export.:type': ['/people/STUDENT/export.json', OF_FACULTY],
  'GET /sessions': ['/sessions', EVERYBODY],
  'POST /sessions': ['/sessions', EVERYBODY],
  'GET /machinery': ['/machinery', EVERYBODY],
  'POST /machinery/again': ['/machinery/again', EVERYBODY],
  'GET /machinery/tasks/:name': ['/machinery/tasks/digest', MACHINERY],
  'POST /machinery/tasks/:name': ['/machinery/tasks/digest', MACHINERY],
  'GET /systems': ['/systems', MACHINERY],
  'GET /systems/tokens/:id': ['/systems/tokens/TOKEN', MACHINERY],
  'POST /systems/tokens/:id': ['/systems/tokens/TOKEN', MACHINERY],
  'GET /systems/webhooks/:id': ['/systems/webhooks/WEBHOOK', MACHINERY],
  'POST /systems/webhooks/:id': ['/systems/webhooks/WEBHOOK', MACHINERY],
  'POST /systems/deliveries/:id': ['/systems/deliveries/WEBHOOK', MACHINERY],
  'USE /jobs': ['/jobs', MACHINERY],
  'USE /jobs/api': ['/jobs/api/queues', MACHINERY],
  ...Object.fromEntries(
    ACTS.flatMap(({ name, facultyOnly }) =>
      ['GET', 'POST'].map(
        (method) =>
          [`${method} /acts/${name}/:id`, [`/acts/${name}/ABOUT`, facultyOnly ? OF_FACULTY : OF_CAMPUS]] as const,
      ),
    ),
  ),
};

/** They are there for whoever is not signed in, and tried elsewhere. */
const PUBLIC = [
  ...['GET /sign-in', 'POST /sign-in', 'POST /sign-in/:id', 'POST /sign-out', 'GET /sign-out'],
  ...['GET /sign-in/openid', 'POST /sign-in/openid'],
];

/** There is no such provider. Nobody signs in through it here. */
const OPENID = { OIDC_ISSUER: 'https://provider.invalid', OIDC_CLIENT_ID: 'stafett', OIDC_CLIENT_SECRET: 'secret' };

let board: Board;
let browsers: readonly Browser[];
let ids: ReadonlyMap<string, string>;

beforeAll(async () => {
  board = await startBoard({ env: OPENID });
  const { app } = board;
  await seedBoard(app.database);
  await app.setClock(DURING_OFFERS);
  await app.database.query(`update mail set facts = $1 where kind = 'offer'`, [JSON.stringify(mailSamples.offer)]);
  await app.database.query(
    `insert into application_import (round_id, actor_id, file_name, uploaded_at, columns, done_at)
     select '2027V-trondheim', id, 'søkere.csv', $1, '{}', $1 from person where email = $2`,
    [DURING_OFFERS, TRONDHEIM],
  );
  await app.database.query(
    `insert into calendar_template (campus_id, name, semester, places) values ('trondheim', 'Vår', '2027V', $1)`,
    [JSON.stringify(USUAL_PLACES.spring)],
  );
  await app.database.query(
    `insert into own_days (campus_id, name, first_day, last_day) values ('trondheim', 'Julestengt', '2026-12-24', '2027-01-02')`,
  );
  const idOf = async (sql: string) => (await app.database.query<{ id: string }[]>(sql))[0]?.id ?? 'nothing';
  await transact(app, (tx) => addOperator(tx, OPERATOR));
  await seedOfferLink(app);
  await seedSystems(app);
  ids = new Map([
    ...(await Promise.all(Object.entries(ABOUT).map(async ([act, sql]) => [act, await idOf(sql)] as const))),
    ['DAYS', await idOf(`select id from own_days`)],
    ['IMPORT', await idOf(`select id from application_import`)],
    ['MAIL', await idOf(`select id from mail where kind = 'offer' and state = 'rejected'`)],
    ['TOKEN', await idOf(`select id from api_token`)],
    ['WEBHOOK', await idOf(`select id from webhook`)],
    ['TEMPLATE', await idOf(`select id from calendar_template`)],
    ['STUDENT', await idOf(`select id from person where email = '${STUDENT}'`)],
  ]);
  browsers = [];
  for (const address of [TRONDHEIM, GJOVIK, FACULTY, OPERATOR])
    browsers = [...browsers, await signInAs(board, address)];
}, 60_000);
afterAll(() => board.close());

const pathOf = (route: string, path: string) => {
  const act = /\/acts\/([a-z-]+)\//.exec(route)?.[1] ?? '';
  const found = (name: string) => ids.get(name) ?? '';
  return `/board${path.replace('ABOUT', found(act)).replace('DAYS', found('DAYS')).replace('IMPORT', found('IMPORT')).replace('MAIL', found('MAIL')).replace('STUDENT', found('STUDENT')).replace('TEMPLATE', found('TEMPLATE')).replace('TOKEN', found('TOKEN')).replace('WEBHOOK', found('WEBHOOK'))}`;
};

/** What an answer means; a stream is read no further than its head. */
async function ask(browser: Browser, method: string, path: string, body?: Record<string, string>): Promise<string> {
  const stop = new AbortController();
  const response = await fetch(board.url + path, {
    method,
    redirect: 'manual',
    signal: stop.signal,
    headers: {
      'Sec-Fetch-Site': 'same-origin',
      Cookie: [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
    },
    ...(method === 'POST' && { body: new URLSearchParams(body) }),
  });
  stop.abort();
  const isToSignIn = response.headers.get('Location')?.startsWith('/board/sign-in');
  if (isToSignIn || response.status === 401) return 'signed out';
  if (response.status === 403) return 'forbidden';
  return response.status === 404 ? 'none' : response.status < 500 ? 'yes' : String(response.status);
}

/** `GET /rounds/:id` of every route in a router and those in it. */
function routesIn(router: Router): string[] {
  return router.stack.flatMap((layer) => {
    const { route } = layer;
    if (route)
      return [...new Set(route.stack.map(({ method }) => method))].map(
        (method) => `${method.toUpperCase()} ${route.path}`,
      );
    const inner = layer.handle as unknown as Partial<Router>;
    return Array.isArray(inner.stack) ? routesIn(inner as Router) : [];
  });
}

test('every route of the board is in the table, and no other', async () => {
  const part = boardPart(board.app, { databaseUrl: board.app.config.databaseUrl ?? '', queues: [] });
  const acts = (route: string) =>
    route.includes('/acts/:act/') ? ACTS.map(({ name }) => route.replace(':act', name)) : [route];
  const routes = [...new Set(routesIn(part.routes).flatMap(acts))];
  part.stop();
  await part.close();
  const known = Object.keys(ROUTES).filter((route) => !route.startsWith('USE '));
  expect(routes.sort()).toEqual([...known, ...PUBLIC].sort());
});

describe.each(Object.entries(ROUTES))('%s', (route, [path, roles, body]) => {
  const method = route.startsWith('POST') ? 'POST' : 'GET';
  test('is for whom it should be', async () => {
    const got: string[] = [];
    for (const browser of browsers) got.push(await ask(browser, method, pathOf(route, path), body));
    expect(got).toEqual(roles);
  });
  test('is nothing for whoever is not signed in', async () => {
    expect(await ask(board.browser(), method, pathOf(route, path), body)).toBe('signed out');
  });
});

test('whoever is kept out gets a page that says why and what is theirs', async () => {
  const [kari, , , ops] = browsers;
  const jobs = await kari?.get('/board/jobs');
  expect([jobs?.status, jobs?.state]).toEqual([403, 'board-forbidden']);
  expect(jobs?.text).toContain('står i Maskinrommet');
  const people = await ops?.get('/board/people');
  expect([people?.status, people?.state]).toEqual([403, 'board-forbidden']);
  expect(people?.text).toContain('ikke rundene, søkerne og e-postene');
  expect((await ops?.get('/board'))?.location).toBe('/board/machinery');
  expect((await ops?.get('/board/machinery'))?.text).not.toContain('href="/board/people"');
});

test('an operator who is removed is out at once', async () => {
  const ops = await signInAs(board, OPERATOR);
  await board.app.database.query('delete from operator');
  expect(await ask(ops, 'GET', '/board/machinery')).toBe('signed out');
});
