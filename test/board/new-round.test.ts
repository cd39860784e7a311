import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { parse } from 'node-html-parser';
import { transact } from '../../src/platform/app.js';
import { advanceDemand } from '../../src/process/demand/demand.advance.js';
import { calendar, oslo } from '../support/calendar.js';
import type { Browser, Page } from './browser.js';
import { fieldsOf } from './form-fields.js';
import { type Board, signInAs, startBoard } from './harness.js';
import { carryOut, textOf } from './position-board.js';
import { DURING_OFFERS, FACULTY, GJOVIK, seedBoard, TRONDHEIM } from './seed.js';

const FROM = '2027V-trondheim';
const START = `/board/new-round?from=${FROM}`;
const NEW = '2027H-trondheim';

let board: Board;
let kari: Browser;
beforeEach(async () => {
  board = await startBoard();
  await seedBoard(board.app.database);
  await board.app.setClock(DURING_OFFERS);
  kari = await signInAs(board, TRONDHEIM);
});
afterEach(() => board.close());

const query = <Row>(sql: string) => board.app.database.query<Row[]>(sql);

const review = async (browser: Browser, changes: Record<string, string> = {}) =>
  browser.post('/board/new-round', { ...fieldsOf(await browser.get(START), 'Se over'), ...changes });
const confirm = (browser: Browser, sure: Page) => browser.post('/board/new-round', fieldsOf(sure, 'Opprett runden'));
const rounds = () => query<{ id: string }>(`select id from round where semester <> '2027V' order by id`);

describe('from an earlier round', () => {
  test('the form proposes the next semester on the same weekdays and at the same times, and says what was', async () => {
    const form = await kari.get(START);
    const fields = fieldsOf(form, 'Se over');
    expect(fields).toMatchObject({ from: FROM, semester: '2027H' });
    const weekday = (local: string) => new Date(`${local}Z`).getUTCDay();
    for (const [entry, was] of Object.entries(calendar)) {
      const is = fields[entry] ?? '';
      expect([entry, weekday(is), is.slice(10)]).toEqual([entry, weekday(was), was.slice(10)]);
      expect(is > was).toBe(true);
    }
    expect(textOf(form)).toContain('TDT4100 Objektorientert programmering, Pål Tveit (meldte behov)');
    expect(textOf(form)).toContain('TDT4120 Algoritmer og datastrukturer, Pål Tveit (hadde ikke behov)');
    expect(Object.keys(fields).filter((name) => name.startsWith('take.'))).toHaveLength(3);
  });

  test('before it is created everything is shown and nothing is written', async () => {
    const before = await board.app.dump();
    const sure = await review(kari, { 'take.P3': '' });
    expect([sure.status, sure.state]).toEqual([200, 'board-new-round-preview']);
    expect(textOf(sure)).toContain('2 stillinger');
    expect(textOf(sure)).toMatch(/går 2 e-poster til faglærerne ut. Før det kan du fjerne runden igjen/);
    expect(textOf(sure)).toContain('1 faglærer finnes her fra før, og ingen er nye.');
    expect(await board.app.dump()).toBe(before);
  });

  test('once it is created its teachers are asked when it begins, and it can be removed until then', async () => {
    const created = await confirm(kari, await review(kari));
    expect([created.status, created.location]).toEqual([303, `/board/rounds/${NEW}?done=create-round&of=${NEW}`]);
    const page = await kari.get(created.location ?? '');
    expect(textOf(page)).toContain('Runden er opprettet.');
    expect(await query(`select course from position where round_id = '${NEW}' order by 1`)).toEqual([
      { course: 'TDT4100' },
      { course: 'TDT4109' },
      { course: 'TDT4120' },
    ]);
    await transact(board.app, (tx) => advanceDemand(tx, NEW));
    const [opens] = await query<{ at: string }>(`select calendar->>'demandOpens' as at from round where id = '${NEW}'`);
    expect(await query(`select next_due_at as due from subject where id = '${NEW}' and stage = 'demand'`)).toEqual([
      { due: oslo(opens?.at ?? '') },
    ]);
    expect(await query(`select count(*)::int as n from mail where round_id = '${NEW}'`)).toEqual([{ n: 0 }]);
    expect(page.text).toContain(`/board/acts/remove-round/${NEW}`);
    const removed = await carryOut(kari, `/board/acts/remove-round/${NEW}`);
    expect(textOf(removed)).toContain('Runden er fjernet.');
    expect(await rounds()).toEqual([]);
    expect(await query(`select kind from event where round_id = '${NEW}' order by id`)).toEqual([
      { kind: 'round-created' },
      { kind: 'round-removed' },
    ]);
  });

  test('confirmed twice, or by two at once, it is created once, and the second sees by whom', async () => {
    const faculty = await signInAs(board, FACULTY);
    const english = await faculty.get(START);
    const theirs = await faculty.post('/board/new-round', fieldsOf(english, 'Review'));
    const mine = await review(kari);
    const [first, second] = await Promise.all([
      confirm(kari, mine),
      faculty.post('/board/new-round', fieldsOf(theirs, 'Create the round')),
    ]);
    expect([first.status, second.status].sort()).toEqual([303, 409]);
    const again = await confirm(kari, mine);
    expect([again.status, again.state]).toEqual([409, 'board-new-round-exists']);
    expect(textOf(again)).toMatch(/(Kari Kontakt|IE Faculty) opprettet den/);
    expect(await rounds()).toEqual([{ id: NEW }]);
  });

  test('what changed since it was looked over is shown once more', async () => {
    const sure = await review(kari);
    await query(`update position set title = 'Objekter' where id = 'P1'`);
    const stale = await confirm(kari, sure);
    expect([stale.status, stale.state]).toEqual([409, 'board-new-round-preview']);
    expect(textOf(stale)).toContain('Noe er endret siden du så over sist.');
    expect(await rounds()).toEqual([]);
    expect((await confirm(kari, stale)).status).toBe(303);
  });

  test('a calendar out of order or in the past is refused by field, and what was filled in stays', async () => {
    const wrong = await review(kari, {
      demandOpens: '2026-11-01T08:00',
      demandDue: '2026-11-09T08:00',
      applyDue: '2027-01-01T12:00',
      closesAt: 'tja',
      'take.P3': '',
    });
    expect([wrong.status, wrong.state]).toEqual([422, 'board-new-round-form']);
    const faults = parse(wrong.text)
      .querySelectorAll('[id$="-fault"]')
      .map((one) => one.text.trim());
    expect(faults.join(' ')).toMatch(/passert/);
    expect(faults.join(' ')).toMatch(/Søknadsfristen må være etter/);
    expect(faults.join(' ')).toMatch(/Skriv dato og klokkeslett/);
    expect(fieldsOf(wrong, 'Se over')).toMatchObject({ demandDue: '2026-11-09T08:00', closesAt: 'tja' });
    expect(fieldsOf(wrong, 'Se over')).not.toHaveProperty('take.P3');
    expect((await review(kari, { 'take.P1': '', 'take.P2': '', 'take.P3': '' })).status).toBe(422);
  });

  test('one goes back from the review with what one had', async () => {
    const sure = await review(kari, { closesAt: '2028-01-20T12:00' });
    const again = await kari.post('/board/new-round', fieldsOf(sure, 'Gå tilbake og endre'));
    expect([again.status, again.state]).toEqual([200, 'board-new-round-form']);
    expect(fieldsOf(again, 'Se over')).toMatchObject({ closesAt: '2028-01-20T12:00' });
  });

  test('a round that has begun, or of which somebody was told, cannot be removed', async () => {
    await confirm(kari, await review(kari));
    const opens = await query<{ at: string }>(`select calendar->>'demandOpens' as at from round where id = '${NEW}'`);
    await board.app.setClock(oslo(opens[0]?.at ?? ''));
    expect(textOf(await kari.get(`/board/acts/remove-round/${NEW}`))).toMatch(/begynte .* og kan ikke fjernes/);
    expect((await kari.post(`/board/acts/remove-round/${NEW}`, { reason: 'x', step: 'confirm' })).status).toBe(409);
    expect(await rounds()).toEqual([{ id: NEW }]);
  });
});

test('the campus of another contact is out of reach', async () => {
  const gro = await signInAs(board, GJOVIK);
  expect((await gro.get(START)).status).toBe(404);
  expect((await gro.post('/board/new-round', { ...fieldsOf(await kari.get(START), 'Se over') })).status).toBe(404);
  expect((await gro.get(`/board/new-round/courses.csv?from=${FROM}`)).status).toBe(404);
  const start = await gro.get('/board/new-round');
  expect(textOf(start)).not.toContain('Trondheim');
  await confirm(kari, await review(kari));
  expect((await gro.get(`/board/acts/remove-round/${NEW}`)).status).toBe(404);
});

test('each page that lists rounds leads there', async () => {
  expect((await kari.get('/board')).text).toContain('href="/board/new-round"');
  expect((await kari.get(`/board/rounds/${FROM}`)).text).toContain(`href="${START}"`);
  expect((await kari.get(`/board/rounds/${FROM}`)).text).not.toContain('remove-round');
});
