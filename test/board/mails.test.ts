import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parse } from 'node-html-parser';
import { GONE } from '../../src/outbox/gone.js';
import type { MailKind } from '../../src/outbox/kinds.js';
import { mailSamples } from '../../src/outbox/samples.js';
import { hasMessage } from '../../src/platform/messages.js';
import type { Browser, Page } from './browser.js';
import { type Board, signInAs, startBoard } from './harness.js';
import { DURING_OFFERS, FACULTY, GJOVIK, STUDENT, seedBoard, TEACHER, TRONDHEIM } from './seed.js';

const HOSTILE = `<img src=x onerror=alert(1)>`;

let board: Board;
let kari: Browser;
let gro: Browser;
let faculty: Browser;

interface Written {
  kind?: MailKind;
  to?: string;
  round?: string | null;
  position?: string;
  state?: string;
  reason?: string;
  attempts?: number;
  next?: string;
  at?: string;
  key: string;
}

/** Writes a mail with the sample facts of its kind; its link is one that exists. */
async function write(mail: Written): Promise<string> {
  const { kind = 'demand-request', to = TEACHER, round = '2027V-trondheim', position = 'P1', key } = mail;
  const [row] = await board.app.database.query<{ id: string }[]>(
    `insert into mail (kind, person_id, address, locale, round_id, position_id, offer_id, facts, dedupe_key, thread, state,
       reason, attempts, created_at, next_due_at, sent_at)
     select $1, p.id, p.email, 'nb', $3, $4, (select o.id from offer o where o.person_id = p.id limit 1), $5, $6, $6,
       $7, $8, $9, $10, $11, case $7 when 'sent' then $10::timestamptz end
     from person p where p.email = $2 returning id`,
    [
      ...[kind, to, round, round ? position : null, JSON.stringify(mailSamples[kind]), key, mail.state ?? 'sent'],
      ...[mail.reason ?? null, mail.attempts ?? 1, mail.at ?? '2026-11-01 08:00Z', mail.next ?? null],
    ],
  );
  return row?.id ?? '';
}

const rowsOf = ({ text }: Page) => parse(text).querySelectorAll('tr[data-mail]');
const statesOf = ({ text }: Page) =>
  Object.fromEntries(
    parse(text)
      .querySelectorAll('.mail-states a')
      .map((link) => [link.getAttribute('data-state'), Number(/\((\d+)\)/.exec(link.text)?.[1])]),
  );
const fieldsOf = ({ text }: Page): Record<string, string> =>
  Object.fromEntries(
    (parse(text).querySelector('main form[action^="/board/acts/"]')?.querySelectorAll('input, textarea') ?? []).map(
      (field) => [field.getAttribute('name') ?? '', field.getAttribute('value') ?? field.text.trim()],
    ),
  );
const mailsOf = (id: string) =>
  board.app.database.query<{ id: string; state: string; attempts: number; dedupe_key: string }[]>(
    `select id, state, attempts, dedupe_key from mail where id = $1 or dedupe_key like 'resend:' || $1 || ':%'`,
    [id],
  );

beforeAll(async () => {
  board = await startBoard();
  await seedBoard(board.app.database);
  await board.app.setClock(DURING_OFFERS);
  await board.app.database.query(`update person set name = $1 where email = 'c@stud.example'`, [HOSTILE]);
  [kari, gro, faculty] = [
    await signInAs(board, TRONDHEIM),
    await signInAs(board, GJOVIK),
    await signInAs(board, FACULTY),
  ];
});
afterAll(() => board.close());

test('the list tells what became of each mail, in the words of its reader', async () => {
  await write({ key: 'dropped', state: 'dropped', reason: 'the teacher has answered', attempts: 0 });
  await write({ key: 'retrying', state: 'waiting', reason: '451 busy', attempts: 2, next: '2026-11-10 12:05Z' });
  await write({ key: 'resting', state: 'waiting', attempts: 0 });
  const page = await kari.get('/board/mails');
  expect(statesOf(page)).toEqual({ all: 5, waiting: 1, retrying: 1, unreached: 1, dropped: 1, sent: 1 });
  expect(page.text).toContain('Faglæreren hadde svart.');
  expect(page.text).toMatch(/Neste forsøk 2026-11-10 13:05. 2 forsøk så langt.[\s\S]*451 busy/);
  expect(page.text).toContain('Sendes når runden settes i gang igjen.');
  expect(page.text).toContain('550 no such user');
  expect((await faculty.get('/board/mails?state=dropped')).text).toContain('The teacher had answered.');
});

test('each filter leaves as many as it says, and what is unknown is left out', async () => {
  for (const state of ['waiting', 'retrying', 'unreached', 'dropped', 'sent']) {
    const page = await kari.get(`/board/mails?state=${state}`);
    expect(rowsOf(page)).toHaveLength(statesOf(page)[state] ?? -1);
  }
  const offers = await kari.get('/board/mails?kind=offer');
  expect(statesOf(offers)).toMatchObject({ all: 2, sent: 1, unreached: 1 });
  expect(offers.text).toContain('<option value="offer" selected>Tilbud (2)</option>');
  expect(rowsOf(await kari.get('/board/mails?round=2027V-gjovik'))).toHaveLength(0);
  const odd = await kari.get(`/board/mails?state=x&kind=y&page=z&round=${encodeURIComponent(HOSTILE)}`);
  expect([odd.status, rowsOf(odd).length]).toEqual([200, 0]);
  expect(odd.text).toContain('Ingen e-poster passer');
  expect((await kari.get('/board/mails?state=a&state=b&q=a&q=b&page=9999_x')).status).toBe(200);
});

test('a search finds by parts of the name or the address, and takes no sign for a wildcard', async () => {
  const found = async (q: string) => rowsOf(await kari.get(`/board/mails?q=${encodeURIComponent(q)}`)).length;
  expect(await found('åse ÅS')).toBe(1);
  expect(await found(STUDENT)).toBe(1);
  expect(await found('stud.exam')).toBe(2);
  for (const q of ['%', '_', '\\', `' or 1=1 --`, 'ingen']) expect([q, await found(q)]).toEqual([q, 0]);
  const hostile = await kari.get(`/board/mails?q=${encodeURIComponent(`"><script>`)}`);
  expect(hostile.text).not.toContain('<script>');
});

test('a mail is found by the address that it went to, though its person has another by now', async () => {
  const id = await write({ key: 'moved', to: 'd@stud.example', kind: 'application-receipt' });
  await board.app.database.query(`update mail set address = 'old@stud.example' where id = $1`, [id]);
  const [row] = rowsOf(await kari.get('/board/mails?q=old@stud.example'));
  expect(row?.querySelector('a')?.getAttribute('href')).toBe(`/board/mails/${id}`);
});

test('the pages show every mail once, the newest first, however many were written in one instant', async () => {
  await board.app.database.query(
    `insert into mail (kind, address, locale, round_id, facts, dedupe_key, thread, state, created_at)
     select 'announcement', 'students@lists.example', 'nb', '2027V-trondheim', '{}', 'many:' || n, 'many', 'sent',
       '2026-10-12 07:00Z'::timestamptz - n / 130 * interval '1 minute'
     from generate_series(1, 230) n`,
  );
  const seen: string[] = [];
  let path: string | undefined = '/board/mails?kind=announcement';
  const sizes: number[] = [];
  while (path) {
    const page: Page = await kari.get(path);
    const ids = rowsOf(page).map((row) => row.querySelector('a')?.getAttribute('href') ?? '');
    sizes.push(ids.length);
    seen.push(...ids);
    path = parse(page.text).querySelector('a[rel=next]')?.getAttribute('href')?.replaceAll('&amp;', '&');
  }
  expect(sizes).toEqual([100, 100, 30]);
  expect(new Set(seen).size).toBe(230);
  await board.app.database.query(`delete from mail where thread = 'many'`);
});

test('the page of a mail shows what was said, without its links, in a frame that can do nothing', async () => {
  const id = await write({ key: 'shown', state: 'sent' });
  const before = await board.app.dump({ without: ['session'] });
  const page = await kari.get(`/board/mails/${id}`);
  expect([page.status, page.state]).toEqual([200, 'board-mail']);
  expect(page.text).toContain(`&lt;${id}@`);
  expect(page.text).toContain(`src="/board/mails/${id}/letter" sandbox`);
  const letter = await kari.get(`/board/mails/${id}/letter`);
  expect(letter.headers.get('Content-Security-Policy')).toContain("default-src 'none'");
  for (const { text } of [page, letter]) {
    expect(text).toContain('TDT4100');
    expect(text).not.toContain('/l/');
    expect(text).not.toContain(mailSamples['demand-request'].link);
  }
  expect(await board.app.dump({ without: ['session'] })).toBe(before);
  expect((await faculty.get(`/board/mails/${id}`)).text).toContain('As its recipient sees it.');
});

test('a mail that cannot be written has a page that says so', async () => {
  const [row] = rowsOf(await kari.get('/board/mails?state=unreached'));
  const path = row?.querySelector('a')?.getAttribute('href') ?? '';
  const page = await kari.get(path);
  expect(page.status).toBe(200);
  expect(page.text).toContain('E-posten kan ikke skrives');
  expect((await kari.get(`${path}/letter`)).status).toBe(404);
});

test('nobody sees a mail of another campus, and only the faculty one of no round', async () => {
  const id = await write({ key: 'ours', to: 'c@stud.example' });
  for (const path of [`/board/mails/${id}`, `/board/mails/${id}/letter`, `/board/acts/resend-mail/${id}`])
    expect([path, (await gro.get(path)).status]).toEqual([path, 404]);
  expect((await gro.get('/board/mails?round=2027V-trondheim')).text).not.toContain(id);
  expect((await gro.post(`/board/acts/resend-mail/${id}`, { reason: 'x', step: 'confirm', seen: '0' })).status).toBe(
    404,
  );
  const hers = await kari.get(`/board/mails/${id}`);
  expect(hers.text).toContain('&lt;img src');
  expect(hers.text).not.toContain('<img');
  const [signIn] = await board.app.database.query<{ id: string }[]>(
    `select id from mail where kind = 'sign-in' limit 1`,
  );
  expect((await kari.get(`/board/mails/${signIn?.id}`)).status).toBe(404);
  const page = await faculty.get(`/board/mails/${signIn?.id}`);
  expect([page.status, page.text.includes('/l/'), page.text.includes('resend-mail')]).toEqual([200, false, false]);
  for (const other of ['none', '00000000-0000-4000-8000-000000000000'])
    expect((await kari.get(`/board/mails/${other}`)).status).toBe(404);
});

test('a rejected mail is sent again: the same row and key, once, with a reason and a name', async () => {
  const id = await write({
    key: 'again',
    to: 'b@stud.example',
    kind: 'application-receipt',
    state: 'rejected',
    attempts: 9,
  });
  const path = `/board/acts/resend-mail/${id}`;
  const form = await kari.get(path);
  expect(form.text).toContain('kom ikke fram');
  const sure = await kari.post(path, { ...fieldsOf(form), reason: 'Adressen er rettet' });
  expect([sure.state, sure.text.includes('1 e-post sendes')]).toEqual(['board-act-confirm', true]);
  expect(sure.text).not.toContain('/l/');
  expect(await mailsOf(id)).toMatchObject([{ state: 'rejected', attempts: 9 }]);
  const done = await kari.post(path, fieldsOf(sure));
  expect(done.location).toBe(`/board/mails/${id}?done=resend-mail&of=${id}`);
  expect(await mailsOf(id)).toMatchObject([{ id, state: 'waiting', attempts: 0, dedupe_key: 'again' }]);
  const page = await kari.get(done.location ?? '');
  expect(page.text).toContain('E-posten sendes på nytt.');
  expect(page.text).toMatch(/E-post ble sendt på nytt[\s\S]*Kari Kontakt[\s\S]*Adressen er rettet/);
  const second = await kari.post(path, fieldsOf(sure));
  expect(second.status).toBe(409);
  expect(await mailsOf(id)).toHaveLength(1);
});

test('a sent mail is sent again as another, and either page leads to the other', async () => {
  const id = await write({ key: 'twice', to: 'b@stud.example', kind: 'application-receipt' });
  const path = `/board/acts/resend-mail/${id}`;
  const sure = await faculty.post(path, { ...fieldsOf(await faculty.get(path)), reason: 'Deleted by mistake' });
  await faculty.post(path, fieldsOf(sure));
  const mails = await mailsOf(id);
  const copy = mails.find((mail) => mail.id !== id);
  expect(mails).toHaveLength(2);
  expect(copy).toMatchObject({ state: 'waiting', attempts: 0 });
  expect((await faculty.get(`/board/mails/${id}`)).text).toContain(`href="/board/mails/${copy?.id}"`);
  expect((await faculty.get(`/board/mails/${copy?.id}`)).text).toContain(`href="/board/mails/${id}"`);
  expect((await faculty.post(path, fieldsOf(sure))).status).toBe(409);
  // Whoever confirms an older form later is shown what happened first.
  await board.app.setClock(new Date(DURING_OFFERS.getTime() + 60_000));
  const late = await faculty.post(path, fieldsOf(sure));
  expect([late.status, late.state]).toEqual([409, 'board-act-confirm']);
  expect(await mailsOf(id)).toHaveLength(2);
});

test('a mail whose reason is gone is refused with that reason', async () => {
  const id = await write({ key: 'gone', to: 'b@stud.example', kind: 'offer-reminder' });
  const path = `/board/acts/resend-mail/${id}`;
  const refused = await kari.post(path, { ...fieldsOf(await kari.get(path)), reason: 'Prøver' });
  expect([refused.status, refused.state]).toEqual([409, 'board-act-refused']);
  expect(refused.text).toContain('Tilbudet er avsluttet');
  expect(await mailsOf(id)).toHaveLength(1);
});

test('there are words for every reason to drop a mail or not to send it again', () => {
  const keys = GONE.map((reason) => reason.replaceAll(' ', '-'));
  const missing = (['nb', 'en'] as const).flatMap((locale) =>
    [
      ...keys.map((key) => `mails.gone.${key}`),
      ...[...keys, 'waiting', 'paused', 'dead-link', 'old-deadline'].map((key) => `acts.resend-mail.refused.${key}`),
    ].filter((key) => !hasMessage(locale, 'board', key)),
  );
  expect(missing).toEqual([]);
});
