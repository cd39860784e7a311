import { transact } from '../../src/platform/app.js';
import { advanceOffer } from '../../src/process/offer/offer.advance.js';
import { openSubject } from '../../src/timetable/turn.js';
import { calendar, oslo } from '../support/calendar.js';
import type { TestApp } from '../support/database.js';
import { POSITION } from '../support/semester.js';

/** A position beside the one of `ratedPosition`. */
export interface Beside {
  readonly id: string;
  /** The letters of students who are there already, in rank order. */
  readonly ranked: string;
  readonly openings?: number;
  readonly hours?: number;
  /** Of another round, which is made when it is not there: `2027V-gjovik`. */
  readonly round?: string;
  /** When its first offers leave; never when null. */
  readonly offeredAt: Date | null;
}

/** Adds an announced position, rated if its offers leave, whose applicants have applied for others too. */
export async function positionBeside(
  app: TestApp,
  { id, ranked, openings = 1, hours = 100, round = '2027V-trondheim', offeredAt }: Beside,
): Promise<void> {
  const [semester = '', campus = ''] = round.split('-');
  await app.database.query(
    `insert into campus (id, name, locale, announce_to, contact_id)
     select $1, initcap($1), locale, announce_to, contact_id from campus limit 1 on conflict do nothing`,
    [campus],
  );
  await app.database.query(
    `insert into round (id, campus_id, semester, calendar) values ($1, $2, $3, $4) on conflict do nothing`,
    [round, campus, semester, JSON.stringify(calendar)],
  );
  await app.database.query(
    `insert into position (id, round_id, course, title, teacher_id, kind, openings, hours, announced_at, rated_at)
     select $1, $2, 'TDT' || $1, 'Emne ' || $1, teacher_id, 'learning-assistant', $3, $4, announced_at, $5
     from position where id = $6`,
    [id, round, openings, hours, offeredAt && oslo('2026-10-28T12:00'), POSITION],
  );
  await app.database.query(
    `with applied as (
       insert into application (position_id, person_id, priority, applied_at)
       select $1, id, 2, $2 from person where email = any($3) returning id, person_id
     )
     insert into rating (application_id, position_id, rank)
     select a.id, $1, row_number() over (order by p.email) from applied a join person p on p.id = a.person_id
     where $4`,
    [id, oslo('2026-10-20T12:00'), [...ranked].map((letter) => `${letter}@stud.example`), offeredAt !== null],
  );
  if (offeredAt) await app.setClock(offeredAt);
  await transact(app, async (tx) => {
    await openSubject(tx, 'offer', id);
    await advanceOffer(tx, id);
  });
}

/** The offers of each position by student, with the state of each: `P1 a accepted`. */
export async function allOffers(app: TestApp): Promise<string[]> {
  return lines(
    app,
    `select o.position_id || ' ' || left(p.email, 1) || ' ' || o.state as line
     from offer o join person p on p.id = o.person_id order by o.position_id, o.rank`,
  );
}

/** Who has let go of which position: `P2 a`. */
export async function letGoOf(app: TestApp): Promise<string[]> {
  return lines(
    app,
    `select a.position_id || ' ' || left(p.email, 1) as line
     from application a join person p on p.id = a.person_id where a.withdrawn_at is not null order by 1`,
  );
}

/** The offer of a student for one position. */
export async function offerAt(app: TestApp, positionId: string, letter: string) {
  const [row] = await app.database.query<{ offerId: string; personId: string }[]>(
    `select o.id as "offerId", p.id as "personId" from offer o join person p on p.id = o.person_id
     where o.position_id = $1 and p.email = $2`,
    [positionId, `${letter}@stud.example`],
  );
  if (!row) throw new Error(`${letter} has no offer for ${positionId}.`);
  return row;
}

/** The facts of the mails of a kind, in the order in which they were written. */
export async function factsOf(app: TestApp, kind: string): Promise<Record<string, unknown>[]> {
  const rows = await app.database.query<{ facts: Record<string, unknown> }[]>(
    `select facts from mail where kind = $1 order by created_at, dedupe_key`,
    [kind],
  );
  return rows.map(({ facts }) => facts);
}

/** The events of a kind. */
export const eventsOf = (app: TestApp, kind: string) =>
  app.database.query<{ position: string; data: Record<string, unknown>; acted: boolean }[]>(
    `select position_id as position, data, actor_id is not null as acted from event where kind = $1 order by id`,
    [kind],
  );

async function lines(app: TestApp, query: string): Promise<string[]> {
  const rows = await app.database.query<{ line: string }[]>(query);
  return rows.map(({ line }) => line);
}
