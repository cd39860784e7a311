import { transact } from '../../src/platform/app.js';
import { advanceOffer } from '../../src/process/offer/offer.advance.js';
import { importScenario } from '../../src/rounds/import/import-scenario.js';
import { openSubject } from '../../src/timetable/turn.js';
import { calendar, oslo } from './calendar.js';
import type { TestApp } from './database.js';

const ROUND = '2027V-trondheim';
export const POSITION = 'P1';

/**
 * A round with one announced position at `at`, rated, with one applicant per letter of `ranked`, in rank order: the
 * addresses are a@stud.example, b@stud.example …
 */
export async function ratedPosition(app: TestApp, openings: number, ranked: string, at: Date): Promise<void> {
  await app.setClock(oslo('2026-09-01T12:00'));
  await importScenario(app, {
    scenario: 1,
    timeZone: 'Europe/Oslo',
    faculty: { name: 'IE Faculty', email: 'faculty@uni.example' },
    campuses: [
      {
        id: 'trondheim',
        name: 'Trondheim',
        locale: 'nb',
        announceTo: 'students@uni.example',
        contact: { name: 'Kontakt Trondheim', email: 'contact@uni.example', phone: '+47 73 00 00 01' },
      },
    ],
    rounds: [
      {
        id: ROUND,
        campus: 'trondheim',
        semester: '2027V',
        calendar,
        positions: [
          {
            id: POSITION,
            course: 'TDT4100',
            title: 'Objektorientert programmering',
            kind: 'learning-assistant',
            openings,
            hours: 100,
            teacher: { name: 'Åse Moen', email: 'teacher@uni.example' },
          },
        ],
      },
    ],
    applicants: [...ranked].map((letter) => ({
      name: `Student ${letter}`,
      email: `${letter}@stud.example`,
      locale: 'nb',
      laos: false,
      applications: [],
    })),
    behaviour: { teachers: {}, students: {} },
  });
  await app.setClock(at);
  await app.database.query(
    `update position set kind = 'learning-assistant', openings = $1, hours = 100, announced_at = $2, rated_at = $2`,
    [openings, oslo('2026-10-12T09:00')],
  );
  await app.database.query(
    `with applied as (
       insert into application (position_id, person_id, priority, applied_at)
       select $1, id, 1, $2 from person where email like '%@stud.example' returning id, person_id
     ), rated as (
       insert into rating (application_id, position_id, rank)
       select a.id, $1, row_number() over (order by p.email) from applied a join person p on p.id = a.person_id
       returning application_id, rank
     )
     insert into event (at, kind, position_id, data)
     select $2, 'rated', $1, json_build_object('order', json_agg(json_build_object('applicationId', application_id, 'rank', rank)))
     from rated`,
    [POSITION, oslo('2026-10-20T12:00')],
  );
  await transact(app, async (tx) => {
    await openSubject(tx, 'offer', POSITION);
    await advanceOffer(tx, POSITION);
  });
}

/** The offers of the position by student, with the state of each: `a accepted`. */
export async function offersOf(app: TestApp): Promise<string[]> {
  const rows = await app.database.query<{ line: string }[]>(
    `select left(p.email, 1) || ' ' || o.state as line from offer o join person p on p.id = o.person_id order by o.rank`,
  );
  return rows.map((row) => row.line);
}

/** The offer of a student. */
export async function offerOf(app: TestApp, letter: string): Promise<{ offerId: string; personId: string }> {
  const [row] = await app.database.query<{ offerId: string; personId: string }[]>(
    `select o.id as "offerId", p.id as "personId" from offer o join person p on p.id = o.person_id where p.email = $1`,
    [`${letter}@stud.example`],
  );
  if (!row) throw new Error(`${letter} has no offer.`);
  return row;
}
