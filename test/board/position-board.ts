import { parse } from 'node-html-parser';
import type { Browser, Page } from './browser.js';
import { type Board, startBoard } from './harness.js';
import { DURING_OFFERS, seedBoard } from './seed.js';

export const POSITION = '/board/positions/P1';

/** A board in the middle of the offers, where P1 is rated: Åse has accepted, Bo declined, Cy expired, Di has an offer. */
export async function offeredBoard(): Promise<Board> {
  const board = await startBoard();
  const { database } = board.app;
  await seedBoard(database);
  await board.app.setClock(DURING_OFFERS);
  await database.query(
    `insert into rating (application_id, position_id, rank)
     select a.id, 'P1', row_number() over (order by o.rank) from application a
     join offer o on o.position_id = a.position_id and o.person_id = a.person_id`,
  );
  await database.query(
    `insert into subject (stage, id, next_due_at, advanced_to)
     values ('offer', 'P1', '2026-11-20 23:00Z', '2026-11-06 08:00Z'), ('rating', '2027V-trondheim', null, '2026-11-06 08:00Z')`,
  );
  return board;
}

/** The id of the newest offer to the student with that letter. */
export async function offerTo({ app }: Board, letter: string): Promise<string> {
  const [offer] = await app.database.query<{ id: string }[]>(
    `select o.id from offer o join person p on p.id = o.person_id where left(p.name, 1) = $1 and o.position_id = 'P1'
     order by o.issued_at desc limit 1`,
    [letter],
  );
  return offer?.id ?? '';
}

/** The id of the application of the student with that letter. */
export async function applicationOf({ app }: Board, letter: string): Promise<string> {
  const [application] = await app.database.query<{ id: string }[]>(
    `select a.id from application a join person p on p.id = a.person_id where left(p.name, 1) = $1`,
    [letter],
  );
  return application?.id ?? '';
}

/** The offers of P1: `Å accepted`. */
export async function offersOf({ app }: Board): Promise<string[]> {
  const rows = await app.database.query<{ line: string }[]>(
    `select left(p.name, 1) || ' ' || o.state as line from offer o join person p on p.id = o.person_id
     where o.position_id = 'P1' order by o.rank, o.issued_at`,
  );
  return rows.map(({ line }) => line);
}

/** The fields of the first form of an act's page, as they stand. */
export const fieldsIn = ({ text }: Page): Record<string, string> =>
  Object.fromEntries(
    (
      parse(text).querySelector('main form[action^="/board/acts/"]')?.querySelectorAll('input, textarea, select') ?? []
    ).map((field) => [
      field.getAttribute('name') ?? '',
      field.getAttribute('value') ??
        field.querySelector('option[selected]')?.getAttribute('value') ??
        field.text.trim(),
    ]),
  );

/** Fills in an act's form, as far as its confirmation. */
export async function prepare(browser: Browser, path: string, fields: Record<string, string> = {}): Promise<Page> {
  const form = await browser.get(path);
  return browser.post(path.replace(/\?.*$/, ''), { ...fieldsIn(form), reason: 'Avtalt', ...fields });
}

/** Does an act, and follows it to the page that it leads back to. */
export async function carryOut(browser: Browser, path: string, fields: Record<string, string> = {}): Promise<Page> {
  const sure = await prepare(browser, path, fields);
  const done = await browser.post(path.replace(/\?.*$/, ''), fieldsIn(sure));
  return done.location ? browser.get(done.location) : done;
}

/** What a page says, without its tags. */
export const textOf = ({ text }: Page) => parse(text).querySelector('main')?.text.replace(/\s+/g, ' ') ?? '';
