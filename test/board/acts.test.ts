import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parse } from 'node-html-parser';
import type { Page } from './browser.js';
import { type Board, signInAs, startBoard } from './harness.js';
import { DURING_OFFERS, FACULTY, GJOVIK, seedBoard, TRONDHEIM } from './seed.js';

const ROUND = '2027V-trondheim';
const PAUSE = `/board/acts/pause-round/${ROUND}`;
const RESUME = `/board/acts/resume-round/${ROUND}`;

let board: Board;

/** The fields of the first form of the page's own, as they stand. */
const fieldsOf = ({ text }: Page): Record<string, string> =>
  Object.fromEntries(
    (parse(text).querySelector('main form[action^="/board/acts/"]')?.querySelectorAll('input, textarea') ?? []).map(
      (field) => [field.getAttribute('name') ?? '', field.getAttribute('value') ?? field.text.trim()],
    ),
  );

beforeAll(async () => {
  board = await startBoard();
  await seedBoard(board.app.database);
  await board.app.setClock(DURING_OFFERS);
  await board.app.database.query(
    `insert into subject (stage, id, next_due_at, advanced_to)
     select 'offer', id, '2026-11-20 23:00Z'::timestamptz, '2026-11-06 08:00Z'::timestamptz
     from position where announced_at is not null and settled_at is null`,
  );
});
afterAll(() => board.close());

const pausedAt = async () =>
  (await board.app.database.query<{ at: Date | null }[]>(`select paused_at as at from round where id = $1`, [ROUND]))[0]
    ?.at;

test('an act asks why, shows what it will send, changes nothing until it is confirmed, and can be undone', async () => {
  const kari = await signInAs(board, TRONDHEIM);
  const form = await kari.get(PAUSE);
  expect(form.state).toBe('board-act');
  const before = await board.app.dump({ without: ['session'] });
  const empty = await kari.post(PAUSE, { seen: '0' });
  expect([empty.status, empty.state]).toEqual([422, 'board-act']);
  const sure = await kari.post(PAUSE, { ...fieldsOf(form), reason: 'Juleferie' });
  expect(sure.state).toBe('board-act-confirm');
  expect(sure.text).toContain('Juleferie');
  expect(await board.app.dump({ without: ['session'] })).toBe(before);
  const done = await kari.post(PAUSE, fieldsOf(sure));
  expect(done.location).toContain(`/board/rounds/${ROUND}?done=pause-round`);
  expect(await pausedAt()).toEqual(DURING_OFFERS);
  const round = await kari.get(done.location ?? '');
  expect(round.text).toContain('Runden er på pause.');
  expect(round.text).toContain(`href="${RESUME}?undo"`);

  await board.app.setClock('2026-11-12T12:00Z');
  const resume = await kari.post(RESUME, { ...fieldsOf(await kari.get(RESUME)), reason: 'Tilbake' });
  expect(resume.text).toContain('1 e-post sendes');
  expect(resume.text).toContain('Di Dal');
  await kari.post(RESUME, fieldsOf(resume));
  expect(await pausedAt()).toBeNull();
});

test('a pause over Christmas takes one press on the page of its round, which says how to undo it', async () => {
  const kari = await signInAs(board, TRONDHEIM);
  const plan = `/board/acts/plan-pause/${ROUND}`;
  const before = await kari.get(`/board/rounds/${ROUND}`);
  expect(before.text).toContain('Ta julepause, 23. des. – 4. jan.');
  const done = await kari.post(plan, fieldsOf(before));
  expect(done.location).toContain(`/board/rounds/${ROUND}?done=plan-pause`);
  const after = await kari.get(done.location ?? '');
  expect(after.text).toContain('Runden settes på pause onsdag 23. desember 2026 kl. 16.00');
  expect(after.text).toContain(`href="/board/acts/cancel-pause/${ROUND}?undo"`);
  expect(after.text).not.toContain('Ta julepause');
  const [planned] = await board.app.database.query(
    `select starts_at as from, ends_at as until, reason from planned_pause where round_id = $1`,
    [ROUND],
  );
  expect(planned).toEqual({
    from: new Date('2026-12-23T15:00Z'),
    until: new Date('2027-01-04T07:00Z'),
    reason: 'Juleferie',
  });
  expect((await kari.post(plan, fieldsOf(before))).state).toBe('board-act-refused');
  const cancel = `/board/acts/cancel-pause/${ROUND}`;
  const sure = await kari.post(cancel, { ...fieldsOf(await kari.get(cancel)), reason: 'Likevel ikke' });
  await kari.post(cancel, fieldsOf(sure));
  expect((await kari.get(`/board/rounds/${ROUND}`)).text).toContain('Ta julepause');
});

test('of two who act at once the second sees what the first did', async () => {
  const kari = await signInAs(board, TRONDHEIM);
  const faculty = await signInAs(board, FACULTY);
  const hers = await kari.post(PAUSE, { ...fieldsOf(await kari.get(PAUSE)), reason: 'Kari' });
  const theirs = await faculty.post(PAUSE, { ...fieldsOf(await faculty.get(PAUSE)), reason: 'Fakultetet' });
  await faculty.post(PAUSE, fieldsOf(theirs));
  const resumed = await faculty.post(RESUME, { ...fieldsOf(await faculty.get(RESUME)), reason: 'Likevel ikke' });
  await faculty.post(RESUME, fieldsOf(resumed));
  const second = await kari.post(PAUSE, fieldsOf(hers));
  expect([second.status, second.state]).toEqual([409, 'board-act-confirm']);
  expect(second.text).toContain('Runden ble satt i gang igjen');
  expect(second.text).toContain('IE Faculty');
  expect(await pausedAt()).toBeNull();
});

test('nobody acts on a round of another campus', async () => {
  const gro = await signInAs(board, GJOVIK);
  expect((await gro.get(PAUSE)).status).toBe(404);
  expect((await gro.post(PAUSE, { reason: 'x', step: 'confirm', seen: '0' })).status).toBe(404);
  expect(await pausedAt()).toBeNull();
});

test('an act that is unknown, or about nothing, is a page that does not exist', async () => {
  const kari = await signInAs(board, TRONDHEIM);
  for (const path of ['/board/acts/destroy/x', '/board/acts/pause-round/nowhere', '/board/acts/move-offer/x'])
    expect((await kari.get(path)).status).toBe(404);
});

test('an act with nothing left to do says so at once, and what others did since the form was opened', async () => {
  const kari = await signInAs(board, TRONDHEIM);
  const faculty = await signInAs(board, FACULTY);
  const early = await kari.get(RESUME);
  expect([early.status, early.state]).toEqual([409, 'board-act-refused']);
  expect(early.text).toContain('Runden er ikke på pause.');
  const hers = await kari.get(PAUSE);
  const theirs = await faculty.post(PAUSE, { ...fieldsOf(await faculty.get(PAUSE)), reason: 'Over Christmas' });
  await faculty.post(PAUSE, fieldsOf(theirs));
  const late = await kari.post(PAUSE, { ...fieldsOf(hers), reason: 'Juleferie' });
  expect([late.status, late.state]).toEqual([409, 'board-act-refused']);
  expect(late.text).toContain('Runden er på pause fra før.');
  expect(late.text).toContain('Runden ble satt på pause');
  expect(late.text).toContain('IE Faculty');
});

test('a form that was sent with a field twice, or a reason that is too long, is read or refused, never an error', async () => {
  const kari = await signInAs(board, TRONDHEIM);
  const twice = new URLSearchParams([
    ['reason', 'en'],
    ['reason', 'to'],
    ['seen', '0'],
  ]);
  expect((await kari.send('POST', RESUME, twice)).state).toBe('board-act-confirm');
  expect((await kari.post(RESUME, { seen: 'x', reason: 'x'.repeat(501) })).status).toBe(422);
});
