import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { boardPart, signInPage } from '../../src/board/board.js';
import type { MailFacts, MailKind } from '../../src/outbox/kinds.js';
import { renderMail } from '../../src/outbox/render.js';
import { mailKinds, mailSamples } from '../../src/outbox/samples.js';
import type { Locale } from '../../src/people/person.entity.js';
import { transact } from '../../src/platform/app.js';
import { publicRoutes } from '../../src/process/application/public.pages.js';
import { advanceOffer } from '../../src/process/offer/offer.advance.js';
import { ADVANCE, LINK_PAGES } from '../../src/process/process.js';
import { importScenario } from '../../src/rounds/import/import-scenario.js';
import type { StageName } from '../../src/timetable/stages.js';
import { createWeb, listen } from '../../src/web/web.js';
import { oslo } from '../support/calendar.js';
import { type TestApp, testApp } from '../support/database.js';
import { smallScenario } from '../support/small-scenario.js';
import { Browser, filled, type Page } from './browser.js';
import { Scanner } from './scanner.js';

let app: TestApp;
let url: string;
let close: () => Promise<void>;
const states = new Set<string>();
const types = new Set<string>();
const scannedKinds = new Set<MailKind>();

beforeAll(async () => {
  app = await testApp({ BASE_URL: 'http://stafett.example' });
  await app.setClock(oslo('2026-09-01T12:00'));
  await importScenario(app, smallScenario());
  const board = boardPart(app, { databaseUrl: app.config.databaseUrl ?? '', queues: [] });
  const site = { linkPages: [...LINK_PAGES, signInPage], parts: [board, { path: '/', routes: publicRoutes(app) }] };
  const server = await listen(await createWeb(app, site), 0);
  url = `http://127.0.0.1:${server.port}`;
  close = async () => {
    await server.close();
    await board.close();
  };
});
afterAll(async () => {
  await close();
  await app.close();
});

/** Moves the clock, through every instant at which something is due on the way. */
async function until(local: string): Promise<void> {
  for (;;) {
    const [due] = await app.database.query<{ stage: StageName; id: string; at: Date }[]>(
      `select stage, id, next_due_at as at from subject where next_due_at <= $1 order by next_due_at, stage, id limit 1`,
      [oslo(local)],
    );
    if (!due) return app.setClock(oslo(local));
    await app.setClock(due.at);
    await transact(app, (tx) => ADVANCE[due.stage](tx, due.id));
  }
}

interface Row {
  kind: MailKind;
  locale: Locale;
  facts: MailFacts[MailKind];
}

const render = ({ kind, locale, facts }: Row) => renderMail(kind, locale, facts, app.config);

/** Lets a program look through every mail there is, and shows that nothing came of it. */
async function scanAll(): Promise<void> {
  const mails = await app.database.query<Row[]>(`select kind, locale, facts from mail`);
  const before = await app.dump();
  const scanner = new Scanner(app.config.baseUrl, url);
  for (const mail of mails) {
    scannedKinds.add(mail.kind);
    await scanner.scan(render(mail));
  }
  expect(await app.dump()).toBe(before);
  expect(scanner.failures).toEqual([]);
  expect(scanner.visited).toBeGreaterThan(mails.length / 4);
  for (const state of scanner.states) states.add(state);
  for (const type of scanner.types) types.add(type);
}

/** Opens the link of the newest mail of a kind to an address, about a course when one is told. */
async function open(kind: MailKind, address: string, course?: string): Promise<{ browser: Browser; page: Page }> {
  const [mail] = await app.database.query<Row[]>(
    `select kind, locale, facts from mail
     where kind = $1 and address = $2 and ($3::text is null or facts->>'course' = $3)
     order by created_at desc, ctid desc limit 1`,
    [kind, address, course],
  );
  if (!mail) throw new Error(`There is no ${kind} to ${address}.`);
  const [link = ''] = /\/l\/\S+/.exec(render(mail).text) ?? [];
  const browser = new Browser(url);
  return { browser, page: await browser.get(link) };
}

type Fill = readonly [field: string, fill: Readonly<Record<string, string>>];

/** Fills in and sends the form that has a field, one page after the other, and says where that leads to. */
async function send(
  { browser, page }: { browser: Browser; page: Page },
  ...forms: Fill[]
): Promise<string | undefined> {
  let shown = page;
  for (const [field, fill] of forms) shown = await browser.post(shown, filled(shown, field, fill));
  return shown.state;
}

/** The ranks of a rating form: these students in this order, the others unsuited. */
function ranks({ root }: Page, ...ranked: string[]): Record<string, string> {
  const rows = root.querySelectorAll('tr[data-applicant]');
  return Object.fromEntries(
    rows.map((row) => {
      const rank = ranked.indexOf(row.getAttribute('data-applicant') ?? '') + 1;
      const [input] = row.querySelectorAll(rank > 0 ? '[name^="rank."]' : '[name^="unsuited."]');
      return [input?.getAttribute('name') ?? '', rank > 0 ? String(rank) : 'yes'];
    }),
  );
}

const YES = { need: 'yes', kind: 'learning-assistant', openings: '1', hours: '100', comment: '' };
const INGRID = 'ingrid@uni.example';
const NORA = 'nora@uni.example';
const TONE = 'tone@uni.example';
const stud = (name: string) => `${name.toLowerCase()}@stud.example`;

async function apply(name: string, priorities?: Readonly<Record<string, string>>): Promise<void> {
  const browser = new Browser(url);
  const wish = { round: '2027V-trondheim', email: stud(name), locale: 'nb' };
  expect((await browser.post(await browser.get('/'), wish)).state).toBe('apply-sent');
  if (!priorities) return;
  const form = await open('apply-link', stud(name));
  expect(await send(form, ['name', { name, ...priorities }])).toBe('apply-received');
}

test('while the demand is asked for', async () => {
  await until('2026-09-28T09:00');
  await scanAll();
  for (const course of ['TDT4100', 'TDT4120'])
    expect(await send(await open('demand-request', INGRID, course), ['need', YES])).toBe('demand-received');
  await until('2026-10-07T09:00');
  await scanAll();
});

test('while students apply', async () => {
  expect(await send(await open('report-request', TONE), ['step', {}], ['step', {}])).toBe('report-sent');
  await until('2026-10-13T10:00');
  for (const name of ['Anna', 'Bo', 'Carl', 'Emil']) await apply(name, { 'priority.P1': '1' });
  await apply('Frida', { 'priority.P1': '1', 'priority.P2': '2' });
  await apply('Dina');
  await until('2026-10-24T09:00');
  await scanAll();
});

test('while the teachers rate', async () => {
  await until('2026-10-29T09:00');
  await scanAll();
  await send(await open('rating-request', INGRID, 'TDT4100'), ['email', { name: 'Nora Ny', email: NORA }]);
  const form = await open('rating-request', NORA);
  const given = ranks(form.page, ...['anna', 'bo', 'carl', 'emil'].map(stud));
  expect(await send(form, [Object.keys(given)[0] ?? '', given], ['act', {}])).toBe('rating-received');
  await until('2026-11-05T23:59');
  await scanAll();
});

test('while offers are open, and after each of the ways in which they end', async () => {
  await until('2026-11-13T09:00');
  await scanAll();
  await moveDeadline(stud('anna'), '2026-11-25T00:00');
  expect(await send(await open('offer', stud('anna')), ['answer', { answer: 'accept' }], ['step', {}])).toBe(
    'offer-accepted',
  );
  await scanAll();
  await send(await open('offer-accepted', stud('anna')), ['step', { step: 'withdraw' }], ['step', {}]);
  await send(await open('offer', stud('bo')), ['answer', { answer: 'decline' }], ['step', {}]);
  await until('2026-11-28T00:00');
  await send(await open('offer', stud('emil')), ['answer', { answer: 'accept' }], ['step', {}]);
  await until('2026-11-30T09:00');
  await scanAll();
});

async function moveDeadline(address: string, to: string): Promise<void> {
  const [offer] = await app.database.query<{ id: string; actor: string }[]>(
    `select o.id, c.id as actor from offer o join person p on p.id = o.person_id and p.email = $1
     join person c on c.email = $2`,
    [address, TONE],
  );
  const { id, actor } = offer as { id: string; actor: string };
  await transact(app, (tx) => advanceOffer(tx, 'P1', { offerId: id, expiresAt: oslo(to), actor }));
}

test('when all is over, and somebody has asked to sign in', async () => {
  const browser = new Browser(url);
  await browser.post(await browser.get('/board/sign-in'), { email: TONE });
  await scanAll();
  await until('2027-02-18T12:00');
  await scanAll();
});

const hasLink = (facts: unknown): boolean =>
  typeof facts === 'object' &&
  facts !== null &&
  ('link' in facts || Object.values(facts).some((fact) => hasLink(fact)));

test('it looked through a mail of every kind that has a link, and came to the pages and files behind them', () => {
  const missed = mailKinds.filter((kind) => hasLink(mailSamples[kind]) && !scannedKinds.has(kind));
  expect(missed).toEqual([]);
  expect([...states]).toEqual(
    expect.arrayContaining(['demand-form', 'report-form', 'apply-form', 'rating-form', 'offer-open', 'final-list']),
  );
  expect([...states]).toEqual(expect.arrayContaining(['laos-form', 'sign-in-confirm', 'home', 'board-sign-in']));
  expect([...types]).toEqual(expect.arrayContaining(['text/html', 'text/css', 'text/csv']));
});

test('whoever asks for a signed link without wanting the page is answered as whoever wants it', async () => {
  const [mail] = await app.database.query<Row[]>(`select kind, locale, facts from mail where kind = 'offer' limit 1`);
  const [link = ''] = /\/l\/\S+/.exec(render(mail as Row).text) ?? [];
  const ask = async (method: string) => {
    const { status, headers } = await fetch(url + link, { method, redirect: 'manual' });
    const cookie = headers.get('Set-Cookie')?.replace(/Expires=[^;]*/, '');
    return { status, location: headers.get('Location'), cookie, referrer: headers.get('Referrer-Policy') };
  };
  expect(await ask('HEAD')).toEqual(await ask('GET'));
  expect(await ask('GET')).toMatchObject({ status: 303, location: link.slice(0, link.indexOf('.')) });
  const { status, headers } = await fetch(url + link, { method: 'OPTIONS' });
  expect([status, headers.get('Set-Cookie')]).toEqual([200, null]);
});

test('one form that somebody sends is noticed', async () => {
  const before = await app.dump();
  const form = await open('laos-reminder', stud('emil'));
  expect(await app.dump()).toBe(before);
  expect(await send(form, ['done', { done: 'yes' }])).toBe('laos-done');
  expect(await app.dump()).not.toBe(before);
});
