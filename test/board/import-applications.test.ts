import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { parse } from 'node-html-parser';
import { xlsxOf } from '../../src/platform/sheet.js';
import type { Browser, Page } from './browser.js';
import { fieldsOf } from './form-fields.js';
import { type Board, signInAs, startBoard } from './harness.js';
import { textOf } from './position-board.js';
import { DURING_OFFERS, FACULTY, GJOVIK, seedBoard, seedSubjects } from './seed.js';

const IMPORT = '/board/rounds/2027V-gjovik/import';
const HEADER = ['Navn', 'E-post', 'Emne', 'Telefon', 'LAOS', 'Søknadstekst'];
const ADA = ['Ada Aas', 'ada@stud.example', 'IDATG1001', '+47 999 99 999', 'ja', 'Jeg vil\ngjerne'];
const BO = ['Bo Bø', 'b@stud.example', 'IDATG1001', '', '', ''];

let board: Board;
let gro: Browser;
let faculty: Browser;
beforeAll(async () => {
  board = await startBoard();
  const { database } = board.app;
  await seedBoard(database);
  await seedSubjects(database);
  await board.app.setClock(DURING_OFFERS);
  gro = await signInAs(board, GJOVIK);
  faculty = await signInAs(board, FACULTY);
});
afterAll(() => board.close());
beforeEach(async () => {
  const { database } = board.app;
  await database.query(`delete from application where position_id = 'G1'`);
  await database.query('delete from application_form');
  await database.query('delete from application_import');
  await database.query(`delete from mail where kind in ('application-receipt', 'rating-request')`);
  await database.query(`update position set rated_at = null, rating_requested_at = null where id = 'G1'`);
  await database.query(`update round set paused_at = null`);
  await database.query(`update subject set paused = false`);
});

const query = <Row>(sql: string) => board.app.database.query<Row[]>(sql);
const csv = (rows: readonly (readonly string[])[], delimiter = ';') =>
  rows.map((row) => row.map((cell) => `"${cell}"`).join(delimiter)).join('\r\n');
const send = (content: string | Buffer, browser = gro) =>
  browser.upload(
    IMPORT,
    {},
    new File([typeof content === 'string' ? content : Uint8Array.from(content)], 'søkere.csv'),
  );
const look = async (content: string | Buffer, browser = gro) => {
  const sent = await send(content, browser);
  expect(sent.status).toBe(303);
  const path = sent.location ?? '';
  return { path, page: await browser.get(path) };
};
const takeIn = (path: string, page: Page, more: Record<string, string> = {}, browser = gro) => {
  const { seen = '' } = fieldsOf(page, browser === faculty ? 'Take in' : 'Hent inn');
  return browser.post(path, { step: 'take-in', seen, ...more });
};
const applications = () =>
  query<{ email: string; name: string; phone: string | null; laos: boolean; priority: number; text: string }>(
    `select s.email, s.name, s.phone, s.laos, a.priority, f.text
     from application a join person s on s.id = a.person_id
     join application_form f on f.person_id = s.id and f.round_id = '2027V-gjovik'
     where a.position_id = 'G1' order by s.email`,
  );
const comes = ({ text }: Page) => parse(text).querySelector('[data-comes]')?.getAttribute('data-comes');
const faultsIn = ({ text }: Page) =>
  parse(text)
    .querySelectorAll('.board-faulty li')
    .map((one) => one.text.trim());

describe.each([
  ['CSV with semicolons', () => csv([HEADER, ADA, BO])],
  ['CSV with commas and Windows’ letters', () => Buffer.from(csv([HEADER, ADA, BO], ','), 'latin1')],
  ['CSV with tabs in UTF-16', () => Buffer.from(`\ufeff${csv([HEADER, ADA, BO], '\t')}`, 'utf16le')],
  ['Excel', () => xlsxOf({ name: 'Søkere', header: HEADER, rows: [ADA, BO], widths: HEADER.map(() => 20) })],
])('a file in %s', (_name, content) => {
  test('is looked over first, then taken in', async () => {
    const { path, page } = await look(await content());
    expect([page.status, page.state, comes(page)]).toEqual([200, 'board-import', '2']);
    expect(await applications()).toEqual([]);
    const done = await takeIn(path, page, { tells: 'yes' });
    expect([done.status, done.location]).toEqual([
      303,
      `${path}?done=import-applications&of=${path.split('/').at(-1)}`,
    ]);
    expect(await applications()).toEqual([
      {
        email: 'ada@stud.example',
        name: 'Ada Aas',
        phone: '+47 999 99 999',
        laos: true,
        priority: 1,
        text: 'Jeg vil\ngjerne',
      },
      { email: 'b@stud.example', name: 'Bo Bø', phone: null, laos: false, priority: 1, text: '' },
    ]);
    const told = await gro.get(done.location ?? '');
    expect(textOf(told)).toContain('Gro Kontakt hentet inn 2 søknader');
    expect(textOf(told)).toContain('Angre');
  });
});

test('each student gets a receipt, and the teacher, who had nobody to rate, is asked now', async () => {
  const { path, page } = await look(csv([HEADER, ADA, BO]));
  expect(textOf(page)).toContain('Slik blir kvitteringen til Ada Aas');
  await takeIn(path, page, { tells: 'yes' });
  const mails = await query<{ kind: string; address: string }>(
    `select kind, address from mail where round_id = '2027V-gjovik' and kind <> 'overview' order by kind, address`,
  );
  expect(mails).toEqual([
    { kind: 'application-receipt', address: 'ada@stud.example' },
    { kind: 'application-receipt', address: 'b@stud.example' },
    { kind: 'rating-request', address: 'teacher@uni.example' },
  ]);
  // The time to apply is over, so that the receipt promises no change.
  expect(
    await query(`select distinct facts->>'change' as change from mail where kind = 'application-receipt'`),
  ).toEqual([{ change: 'late' }]);
});

test('nobody is told where the contact does not want it, and the log says who took in what', async () => {
  const { path, page } = await look(csv([HEADER, ADA]));
  await takeIn(path, page);
  expect(await query(`select from mail where kind = 'application-receipt'`)).toEqual([]);
  const [event] = await query<{ actor: string; data: object }>(
    `select p.email as actor, e.data from event e join person p on p.id = e.actor_id
     where e.kind = 'applications-imported' order by e.id desc limit 1`,
  );
  expect(event).toMatchObject({ actor: GJOVIK, data: { created: 1, known: 0, leftOut: 0 } });
});

test('faulty lines are named and stop all, unless they are left out on purpose', async () => {
  const { path, page } = await look(
    csv([
      HEADER,
      ADA,
      ['Cy', 'nowhere', 'IDATG1001', '', '', ''],
      ['Di', 'di@stud.example', 'TDT4100', '', 'kanskje', ''],
    ]),
  );
  expect(faultsIn(page)).toEqual([
    'Linje 4, kolonnen «E-post»: «nowhere» er ikke en e-postadresse. Skriv den slik: navn@universitet.no.',
    'Linje 5, kolonnen «LAOS»: «kanskje» er verken ja eller nei. Skriv ja eller nei, eller tøm cella.',
  ]);
  const before = await board.app.dump();
  const refused = await takeIn(path, page);
  expect([refused.status, textOf(refused)]).toEqual([409, expect.stringContaining('Ingenting er hentet inn.')]);
  expect(await board.app.dump()).toBe(before);
  expect((await takeIn(path, page, { leaves: 'yes' })).status).toBe(303);
  expect((await applications()).map(({ email }) => email)).toEqual(['ada@stud.example']);
  expect(textOf(await gro.get(path))).toContain('2 linjer ble utelatt.');
});

test('columns that are not known are chosen, and remembered for the next file', async () => {
  const header = ['Hvem', 'Hvor', 'Hva'];
  const first = await look(csv([header, ['Ada Aas', 'ada@stud.example', 'IDATG1001']]));
  expect(parse(first.page.text).querySelector('[data-missing]')?.getAttribute('data-missing')).toBe(
    'email position name ',
  );
  const chosen = { 'column.name': 'Hvem', 'column.email': 'Hvor', 'column.position': 'Hva', 'column.laos': 'Nowhere' };
  expect((await gro.post(first.path, { step: 'columns', ...chosen })).status).toBe(303);
  const page = await gro.get(first.path);
  expect(comes(page)).toBe('1');
  expect((await takeIn(first.path, page)).status).toBe(303);
  const next = await look(csv([[...header].reverse(), ['IDATG1001', 'bo2@stud.example', 'Bo To']]));
  expect(comes(next.page)).toBe('1');
});

test('what is there already stays as it is, a file taken in again changes nothing', async () => {
  const first = await look(csv([HEADER, ADA, BO]));
  await takeIn(first.path, first.page);
  const before = await applications();
  const again = await look(csv([HEADER, ['Other', 'ada@stud.example', 'IDATG1001', '11111111', '', 'Other'], BO]));
  expect(comes(again.page)).toBe('0');
  expect(textOf(again.page)).toContain('2 søknader er her fra før');
  expect(await applications()).toEqual(before);
  const twice = await takeIn(first.path, first.page);
  expect([twice.status, twice.state]).toEqual([409, 'board-import-done']);
});

test('taken away again, with the students whom nothing else knows', async () => {
  const { path, page } = await look(
    csv([HEADER, ['Ny Student', 'only.here@stud.example', 'IDATG1001', '', '', ''], BO]),
  );
  await takeIn(path, page);
  const id = path.split('/').at(-1);
  const act = `/board/acts/undo-import/${id}`;
  expect((await gro.get(act)).status).toBe(200);
  const sure = await gro.post(act, { reason: 'Feil fil' });
  const undone = await gro.post(act, fieldsOf(sure, 'Ta bort'));
  expect(undone.status).toBe(303);
  expect(await applications()).toEqual([]);
  expect(await query(`select from application_form where round_id = '2027V-gjovik'`)).toEqual([]);
  expect(await query(`select email from person where email in ('b@stud.example', 'only.here@stud.example')`)).toEqual([
    { email: 'b@stud.example' },
  ]);
  expect(textOf(await gro.get(path))).toContain('Søknadene ble tatt bort igjen');
  expect(textOf(await gro.get(act))).toContain('Søknadene er allerede tatt bort.');
});

test('not taken away once a position is rated', async () => {
  const { path, page } = await look(csv([HEADER, ADA]));
  await takeIn(path, page);
  await query(`update position set rated_at = now() where id = 'G1'`);
  const act = await gro.get(`/board/acts/undo-import/${path.split('/').at(-1)}`);
  expect(textOf(act)).toContain('kan ikke tas bort lenger');
  expect(textOf(await gro.get(path))).not.toContain('Angre: ta bort');
});

test('of two who take in the same file at once one does, and the other sees it', async () => {
  const { path, page } = await look(csv([HEADER, ADA, BO]));
  const theirs = await faculty.get(path);
  const both = await Promise.all([takeIn(path, page), takeIn(path, theirs, {}, faculty)]);
  expect(both.map(({ status }) => status).sort()).toEqual([303, 409]);
  expect(await applications()).toHaveLength(2);
});

test('a plan that has changed since it was seen is shown again first', async () => {
  const mine = await look(csv([HEADER, ADA, BO]));
  const theirs = await look(csv([HEADER, BO]), faculty);
  await takeIn(theirs.path, theirs.page, {}, faculty);
  const stale = await takeIn(mine.path, mine.page);
  expect([stale.status, comes(stale)]).toEqual([409, '1']);
  expect((await takeIn(mine.path, stale)).status).toBe(303);
  expect(await applications()).toHaveLength(2);
});

test.each([
  ['nothing', '', 'Fila er tom'],
  ['headers alone', csv([HEADER]), 'Fila har ingen søknader'],
  ['a PDF', Buffer.from('%PDF-1.7 …'), 'verken en Excel-fil'],
  ['a broken workbook', Buffer.from('PK\u0003\u0004 no workbook'), 'skadet eller låst'],
  ['too much', Buffer.alloc(13 * 1024 * 1024, 'a;b\n'), 'Fila er for stor'],
])('a file of %s is refused with what to do', async (_name, content, says) => {
  const page = await send(content);
  expect([page.status, page.state]).toEqual([422, 'board-imports']);
  expect(textOf(page)).toContain(says);
});

test('no file is taken while the round is paused', async () => {
  await query(`update round set paused_at = now() where id = '2027V-gjovik'`);
  const page = await send(csv([HEADER, ADA]));
  expect(textOf(page)).toContain('Runden er på pause');
  expect(await query('select from application_import')).toEqual([]);
});

test('a file is discarded, and one that is left lying goes by itself', async () => {
  const first = await look(csv([HEADER, ADA]));
  expect((await gro.post(first.path, { step: 'discard' })).location).toBe(IMPORT);
  expect((await gro.get(first.path)).status).toBe(404);
  await look(csv([HEADER, ADA]));
  await query(`update application_import set uploaded_at = uploaded_at - interval '25 hours'`);
  await look(csv([HEADER, BO]));
  expect(await query('select from application_import')).toHaveLength(1);
});

test('five thousand lines are looked over and taken in', async () => {
  const rows = Array.from({ length: 5000 }, (_, n) => [
    `Student ${n}`,
    `s${n}@stud.example`,
    'IDATG1001',
    '',
    'nei',
    'x'.repeat(200),
  ]);
  const { path, page } = await look(csv([HEADER, ...rows]));
  expect(comes(page)).toBe('5000');
  expect((await takeIn(path, page)).status).toBe(303);
  expect(await query(`select from application where position_id = 'G1'`)).toHaveLength(5000);
  await query(`delete from application where position_id = 'G1'`);
  await query('delete from application_form');
  await query(`delete from person p where email like 's%@stud.example' and name like 'Student %'`);
}, 60_000);
