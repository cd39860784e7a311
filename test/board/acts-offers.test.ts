import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { parse } from 'node-html-parser';
import { actOnOffer } from '../../src/process/offer/act-on-offer.js';
import type { Browser } from './browser.js';
import { type Board, signInAs } from './harness.js';
import {
  applicationOf,
  carryOut,
  fieldsIn,
  offeredBoard,
  offersOf,
  offerTo,
  POSITION,
  prepare,
  textOf,
} from './position-board.js';
import { FACULTY, GJOVIK, TRONDHEIM } from './seed.js';

let board: Board;
let kari: Browser;
beforeEach(async () => {
  board = await offeredBoard();
  kari = await signInAs(board, TRONDHEIM);
});
afterEach(() => board.close());

const act = (name: string, id: string) => `/board/acts/${name}/${id}`;
const reasons = async (kind: string) =>
  board.app.database.query<Record<string, unknown>[]>(
    `select a.name as actor, e.data->>'reason' as reason from event e join person a on a.id = e.actor_id where kind = $1`,
    [kind],
  );
const link = (html: string, name: string) =>
  parse(html)
    .querySelectorAll('main a')
    .find((one) => one.getAttribute('href')?.includes(`/acts/${name}/`))
    ?.getAttribute('href') ?? '';

test('an offer is withdrawn: the page shows both mails, the next is offered, and it can be offered back', async () => {
  await board.app.database.query(`delete from offer where state = 'expired'`);
  const path = act('withdraw-offer', await offerTo(board, 'D'));
  const sure = await prepare(kari, path);
  expect(textOf(sure)).toContain('2 e-poster sendes');
  expect(await offersOf(board)).toEqual(['Å accepted', 'B declined', 'D open']);
  const page = await carryOut(kari, path);
  expect(textOf(page)).toContain('Tilbudet er trukket.');
  expect(await offersOf(board)).toEqual(['Å accepted', 'B declined', 'C open', 'D withdrawn']);
  expect(await reasons('offer-withdrawn')).toEqual([{ actor: 'Kari Kontakt', reason: 'Avtalt' }]);
  const undo = link(page.text, 'reinstate');
  const form = await kari.get(undo);
  expect(textOf(form)).toContain('Ingen plass er ledig nå');
  await carryOut(kari, undo, { place: await offerTo(board, 'C') });
  expect(await offersOf(board)).toEqual(['Å accepted', 'B declined', 'C withdrawn', 'D withdrawn', 'D open']);
});

test('a deadline is moved to the end of a day, and back', async () => {
  const offer = await offerTo(board, 'D');
  const path = act('move-offer', offer);
  expect(fieldsIn(await kari.get(path)).day).toBe('2026-11-20');
  const sure = await prepare(kari, path, { day: '2026-12-01' });
  expect(textOf(sure)).toContain('tirsdag 1. desember 2026');
  const page = await carryOut(kari, path, { day: '2026-12-01' });
  const ends = async () =>
    (await board.app.database.query<{ at: Date }[]>(`select expires_at as at from offer where id = $1`, [offer]))[0]
      ?.at;
  expect(await ends()).toEqual(new Date('2026-12-01T23:00Z'));
  const undo = link(page.text, 'move-offer');
  expect(undo).toContain('?undo');
  expect(fieldsIn(await kari.get(undo)).day).toBe('2026-11-20');
  await carryOut(kari, undo);
  expect(await ends()).toEqual(new Date('2026-11-20T23:00Z'));
  for (const day of ['', '2026-02-30', 'x']) expect((await prepare(kari, path, { day })).status).toBe(422);
  const past = await prepare(kari, path, { day: '2026-11-09' });
  expect([past.status, past.state]).toEqual([409, 'board-act-refused']);
  expect(past.text).toContain(`href="${path}"`);
});

test('a mistaken decline is corrected in one more opening, and a page says in whose name', async () => {
  const path = act('correct-decline', await offerTo(board, 'B'));
  expect((await prepare(kari, path)).status).toBe(422);
  const page = await carryOut(kari, path, { place: 'more' });
  expect(await offersOf(board)).toEqual(['Å accepted', 'B declined', 'B open', 'C expired', 'D open']);
  expect(textOf(page)).toContain('Det nye tilbudet er sendt.');
  expect(textOf(page)).toContain('Kari Kontakt');
  expect(await reasons('openings-changed')).toHaveLength(1);
  const not = await kari.get(act('correct-decline', await offerTo(board, 'C')));
  expect(textOf(not)).toContain('har ikke takket nei');
  // What is undone is the new offer, though its link names the old.
  await carryOut(kari, link(page.text, 'withdraw-offer'));
  expect(await offersOf(board)).toEqual(['Å accepted', 'B declined', 'B withdrawn', 'C expired', 'D open']);
});

test('whoever did not answer in time is offered anew when an opening is free', async () => {
  await board.app.database.query(`update position set openings = 3 where id = 'P1'`);
  const form = await kari.get(act('reinstate', await applicationOf(board, 'C')));
  expect(textOf(form)).toContain('Det er en ledig plass.');
  expect(parse(form.text).querySelectorAll('option')).toHaveLength(4);
  await carryOut(kari, act('reinstate', await applicationOf(board, 'C')), { place: 'free' });
  expect(await offersOf(board)).toContain('C open');
});

test('openings: more, fewer, and never below what is held, which the page counts', async () => {
  const path = act('change-openings', 'P1');
  const page = await carryOut(kari, path, { openings: '4' });
  expect(textOf(page)).toContain('Antall plasser er endret.');
  expect(fieldsIn(await kari.get(link(page.text, 'change-openings'))).openings).toBe('2');
  const refused = await prepare(kari, path, { openings: '1' });
  expect(textOf(refused)).toContain('ikke bli færre enn 2 plasser: 1 har takket ja, og 1 har et tilbud å svare på');
  for (const openings of ['-1', '1000', 'to', '']) expect((await prepare(kari, path, { openings })).status).toBe(422);
  expect(textOf(await kari.get(act('change-openings', 'P3')))).toContain('Rett det i rapporten');
});

test('a reminder leaves at once, shown before; a second click does not send another', async () => {
  const path = act('remind-now', 'P1');
  const sure = await prepare(kari, path);
  expect(textOf(sure)).toContain('1 e-post sendes');
  const [first, second] = await Promise.all([kari.post(path, fieldsIn(sure)), kari.post(path, fieldsIn(sure))]);
  expect([first?.status, second?.status].sort()).toEqual([303, 409]);
  const mails = await board.app.database.query<unknown[]>(`select 1 from mail where kind = 'offer-reminder'`);
  expect(mails).toHaveLength(1);
});

describe('of two contacts at once the second sees what the first did, and changes nothing by it', () => {
  let faculty: Browser;
  beforeEach(async () => {
    faculty = await signInAs(board, FACULTY);
  });

  /** Each takes the act as far as its confirmation; then the first confirms, and the second. */
  async function both(
    path: string,
    fields: Record<string, string> = {},
    theirs: Record<string, string> = fields,
  ): Promise<{ status: number; state: string | undefined; text: string }> {
    const hers = await prepare(kari, path, fields);
    const other = await prepare(faculty, path, theirs);
    expect([hers.state, other.state]).toEqual(['board-act-confirm', 'board-act-confirm']);
    expect((await faculty.post(path, fieldsIn(other))).status).toBe(303);
    const after = await board.app.dump({ without: ['session', 'subject'] });
    const second = await kari.post(path, fieldsIn(hers));
    expect(await board.app.dump({ without: ['session', 'subject'] })).toBe(after);
    return { status: second.status, state: second.state, text: textOf(second) };
  }

  test.each([
    ['withdraw-offer', 'D', {}, 'Tilbud ble trukket, TDT4100, Di Dal (IE Faculty)'],
    ['correct-decline', 'B', { place: 'more' }, 'Tilbud ble gitt utenom tur, TDT4100, Bo Bø (IE Faculty)'],
    ['reinstate', 'C', { place: 'more' }, 'Tilbud ble gitt utenom tur, TDT4100, Cy Cå (IE Faculty)'],
  ])('%s', async (name, letter, fields, happened) => {
    const second = await both(act(name, await offerTo(board, letter)), fields);
    expect(second).toMatchObject({ status: 409, state: 'board-act-refused' });
    expect(second.text).toContain('Ingenting er endret.');
    expect(second.text).toContain(happened);
  });
  test('move-offer: to another day she may still confirm, having seen it', async () => {
    const path = act('move-offer', await offerTo(board, 'D'));
    const second = await both(path, { day: '2026-12-01' }, { day: '2026-12-05' });
    expect(second).toMatchObject({ status: 409, state: 'board-act-confirm' });
    expect(second.text).toContain('Svarfrist ble flyttet, TDT4100, Di Dal (IE Faculty)');
  });
  test('change-openings, and remind-now', async () => {
    const resized = await both(act('change-openings', 'P1'), { openings: '3' }, { openings: '5' });
    expect(resized).toMatchObject({ status: 409, state: 'board-act-confirm' });
    expect(resized.text).toContain('Antall plasser ble endret, TDT4100 (IE Faculty)');
    const reminded = await both(act('remind-now', 'P1'));
    expect(reminded).toMatchObject({ status: 409, state: 'board-act-refused' });
    expect(reminded.text).toContain('Påminnelse ble sendt, TDT4100, Di Dal (IE Faculty)');
  });
  test('a student who answers meanwhile is seen too', async () => {
    const path = act('withdraw-offer', await offerTo(board, 'D'));
    const hers = await prepare(kari, path);
    const [di] = await board.app.database.query<{ id: string }[]>(`select id from person where name = 'Di Dal'`);
    await actOnOffer(board.app, { offerId: await offerTo(board, 'D'), personId: di?.id ?? '', answer: 'accept' });
    const second = await kari.post(path, fieldsIn(hers));
    expect([second.status, second.state]).toEqual([409, 'board-act-confirm']);
    expect(textOf(second)).toContain('Tilbud ble akseptert, TDT4100, Di Dal (Di Dal)');
    expect(await offersOf(board)).toContain('D accepted');
  });
});

test('nobody acts on an offer of another campus, and a paused round is left alone', async () => {
  const gro = await signInAs(board, GJOVIK);
  for (const name of ['withdraw-offer', 'move-offer', 'reinstate', 'correct-decline'])
    expect((await gro.get(act(name, await offerTo(board, 'D')))).status).toBe(404);
  for (const name of ['change-openings', 'remind-now']) expect((await gro.get(act(name, 'P1'))).status).toBe(404);
  await board.app.database.query(`update subject set paused = true`);
  await board.app.database.query(`update round set paused_at = now()`);
  const refused = await prepare(kari, act('withdraw-offer', await offerTo(board, 'D')));
  expect(textOf(refused)).toContain('Runden er på pause.');
  expect(parse((await kari.get(POSITION)).text).querySelectorAll('main a[href*="/acts/"]')).toEqual([]);
});
