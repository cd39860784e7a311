import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parse as parseCsv } from 'csv-parse/sync';
import { parse } from 'node-html-parser';
import { readFilter, searchOf } from '../../src/board/events/filter.js';
import type { Browser, Page } from './browser.js';
import { type Board, signInAs, startBoard } from './harness.js';
import { textOf } from './position-board.js';
import { DURING_OFFERS, FACULTY, GJOVIK, STUDENT, seedBoard, TRONDHEIM } from './seed.js';

let board: Board;
let kari: Browser;
let faculty: Browser;
beforeAll(async () => {
  board = await startBoard();
  await seedBoard(board.app.database);
  await board.app.setClock(DURING_OFFERS);
  kari = await signInAs(board, TRONDHEIM);
  faculty = await signInAs(board, FACULTY);
  await board.app.database.query(
    `insert into event (at, kind, round_id, position_id, actor_id, person_id, data)
     select '2026-10-01 10:00Z'::timestamptz + n * interval '1 hour', case when n % 50 = 0 then 'offer-withdrawn' else 'applied' end,
       '2027V-trondheim', 'P1', case when n % 50 = 0 then k.id end, s.id,
       case when n % 50 = 0 then '{"reason": "Feil person"}'::jsonb else '{}' end
     from generate_series(1, 250) n, person k, person s where k.email = $1 and s.email = $2`,
    [TRONDHEIM, STUDENT],
  );
  await board.app.database.query(
    `insert into event (at, kind, round_id) values ('2026-10-02 10:00Z', 'rated', '2027V-gjovik')`,
  );
});
afterAll(() => board.close());

const linesOf = ({ text }: Page) => parse(text).querySelectorAll('tr[data-event]');
const kindsOf = (page: Page) => linesOf(page).map((line) => line.getAttribute('data-event'));

test('tells who did what to whom, when and why, the newest first', async () => {
  const page = await kari.get('/board/events?people=yes&kind=offer-withdrawn');
  expect(page.state).toBe('board-events');
  expect(kindsOf(page)).toEqual(Array(5).fill('offer-withdrawn'));
  expect(linesOf(page)[0]?.text.replace(/\s+/g, ' ')).toContain(
    'Åse Ås TDT4100 Trondheim, våren 2027 Kari Kontakt Feil person søndag 11. oktober 2026 kl. 22.00',
  );
});

test('goes on to the older ones without a gap or a double', async () => {
  const seen: string[] = [];
  let path: string | undefined = '/board/events?round=2027V-trondheim&q=Ås';
  while (path) {
    const page: Page = await kari.get(path);
    seen.push(...linesOf(page).map((line) => line.querySelectorAll('td').at(-1)?.text ?? ''));
    path = parse(page.text)
      .querySelector('a[rel="next"]')
      ?.getAttribute('href')
      ?.replaceAll('&amp;', '&')
      .replaceAll('&#x3D;', '=');
  }
  expect(seen).toHaveLength(250);
  expect(new Set(seen).size).toBe(250);
});

test('each filter narrows it, and what is unknown is left out', async () => {
  const day = await kari.get('/board/events?from=2026-10-02&to=2026-10-02');
  expect(linesOf(day)).toHaveLength(24);
  expect(linesOf(await kari.get('/board/events?q=nobody'))).toHaveLength(0);
  expect(textOf(await kari.get('/board/events?q=nobody'))).toContain('Ingenting i loggen passer.');
  expect(linesOf(await kari.get('/board/events?from=x&to=2026-13-40&before=y&kind=applied'))).toHaveLength(100);
  const filter = { round: 'r', kind: 'k', people: true, q: 'a b', from: '2026-10-01', to: '2026-10-02', before: '7' };
  expect(readFilter(Object.fromEntries(new URLSearchParams(searchOf(filter))))).toEqual(filter);
});

test('a contact sees what happened in her rounds, the faculty everything', async () => {
  const gro = await signInAs(board, GJOVIK);
  expect(kindsOf(await gro.get('/board/events'))).toEqual(['rated']);
  expect(kindsOf(await gro.get('/board/events?round=2027V-trondheim'))).toEqual([]);
  expect(kindsOf(await faculty.get('/board/events?kind=rated'))).toEqual(['rated']);
  expect(kindsOf(await faculty.get('/board/events?kind=signed-in')).length).toBeGreaterThan(1);
});

test('the selection is there as a file, to its end', async () => {
  const file = await kari.get('/board/events.csv?kind=applied');
  const rows = parseCsv(file.text, { bom: true, delimiter: ';', columns: true }) as Record<string, string>[];
  expect(rows).toHaveLength(245);
  expect(rows.at(-1)).toEqual({
    Når: '2026-10-01 13:00',
    Hendelse: 'Søknad ble sendt',
    Runde: '2027V-trondheim',
    Emne: 'TDT4100',
    Gjelder: 'Åse Ås',
    'Gjort av': 'av seg selv',
    Begrunnelse: '',
  });
  expect((await kari.get('/board/events.pdf')).status).toBe(404);
});

test('no filter reads the whole log of a large one', async () => {
  await board.app.database.query(
    `insert into event (at, kind, round_id) select '2026-01-01', 'reminded', 'old' from generate_series(1, 50000)`,
  );
  await board.app.database.query('analyze event');
  const [student] = await board.app.database.query<{ id: string }[]>(`select id from person where email = $1`, [
    STUDENT,
  ]);
  for (const where of [
    `true`,
    `kind = 'applied'`,
    `(actor_id = any('{${student?.id}}') or person_id = any('{${student?.id}}'))`,
  ]) {
    const plan = await board.app.database.query<{ 'QUERY PLAN': string }[]>(
      `explain select id from event where ${where} order by id desc limit 101`,
    );
    expect([where, JSON.stringify(plan)]).toEqual([where, expect.not.stringContaining('Seq Scan')]);
  }
});
