import { Router } from 'express';
import { signInPage } from '../../src/board/board.js';
import type { Purpose } from '../../src/links/link.entity.js';
import { signedPath } from '../../src/links/signature.js';
import { publicRoutes } from '../../src/process/application/public.pages.js';
import { LINK_PAGES } from '../../src/process/process.js';
import { createWeb, listen } from '../../src/web/web.js';
import { calendar } from '../support/calendar.js';
import { type TestApp, testApp } from '../support/database.js';

/** Instants in each part of the calendar. */
export const DURING = {
  before: '2026-09-20T10:00Z',
  demand: '2026-09-22T10:00Z',
  lateDemand: '2026-10-06T10:00Z',
  afterReport: '2026-10-09T13:00Z',
  applying: '2026-10-13T10:00Z',
  rating: '2026-10-28T10:00Z',
  lateRating: '2026-11-05T23:00Z',
  offers: '2026-11-10T10:00Z',
  closed: '2027-02-18T11:00Z',
} as const;

type Locale = 'nb' | 'en';

/** The pages over a database of their own, and rows to show on them. */
export interface World {
  readonly app: TestApp;
  readonly url: string;
  /** The language of the people that are made from now on. */
  locale: Locale;
  round(): Promise<Round>;
  person(name: string, more?: { laos?: boolean; phone?: string }): Promise<Person>;
  /** The signed path of a new link. */
  link(person: Person, purpose: Purpose, subject: string): Promise<string>;
  close(): Promise<void>;
}

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly email: string;
}

export interface Round {
  readonly id: string;
  readonly contact: Person;
  readonly teacher: Person;
  /** Ids of two courses of the round. */
  readonly positions: readonly [string, string];
}

/** Pages that are hard to come to on purpose. */
function mishaps(): Router {
  const routes = Router();
  routes.get('/refused', (_request, response) => response.status(403).render('refused', { page: 'refused' }));
  routes.get('/busy', (_request, response) => response.status(429).render('busy', { page: 'busy', minutes: 15 }));
  routes.get('/too-large', () => {
    throw Object.assign(new Error('The form is too large, as the test wants.'), { status: 413 });
  });
  routes.get('/failure', () => {
    throw new Error('The page fails, as the test wants.');
  });
  return routes;
}

/** Starts the pages on a free port. */
export async function startWorld(): Promise<World> {
  const app = await testApp({ BASE_URL: 'http://127.0.0.1:3000' });
  const site = {
    linkPages: [...LINK_PAGES, signInPage],
    parts: [
      { path: '/', routes: publicRoutes(app) },
      { path: '/', routes: mishaps() },
    ],
  };
  const { port, close } = await listen(await createWeb(app, site), 0);
  let count = 0;
  const world: World = {
    app,
    url: `http://127.0.0.1:${port}`,
    locale: 'nb',
    async person(name, { laos = false, phone } = {}) {
      count += 1;
      const email = `${name.split(' ')[0]?.toLowerCase()}${count}@uni.example`;
      const [row] = await app.database.query<{ id: string }[]>(
        `insert into person (email, name, locale, laos, phone) values ($1, $2, $3, $4, $5) returning id`,
        [email, name, world.locale, laos, phone ?? null],
      );
      return { id: (row as { id: string }).id, name, email };
    },
    async round() {
      count += 1;
      const id = `2027V-${count}`;
      const contact = await world.person('Kari Kontakt', { phone: '+47 73 00 00 01' });
      const teacher = await world.person('Pål Tveit');
      const positions = [`P${count}.1`, `P${count}.2`] as const;
      await app.database.query(
        `insert into campus (id, name, locale, announce_to, contact_id) values ($1, 'Trondheim', $2, 'list@uni.example', $3)`,
        [id, world.locale, contact.id],
      );
      await app.database.query(`insert into round (id, campus_id, semester, calendar) values ($1, $1, '2027V', $2)`, [
        id,
        JSON.stringify(calendar),
      ]);
      await app.database.query(`insert into report (round_id) values ($1)`, [id]);
      await app.database.query(
        `insert into position (id, round_id, course, title, teacher_id)
         values ($2, $1, 'TDT4100', 'Objektorientert programmering', $4),
           ($3, $1, 'TDT4109', 'Informasjonsteknologi, grunnkurs', $4)`,
        [id, ...positions, teacher.id],
      );
      await app.database.query(`insert into demand (position_id) select id from position where round_id = $1`, [id]);
      await app.database.query(
        `insert into subject (stage, id, advanced_to)
         select stage, $1, '2026-09-21 06:00Z'
         from unnest(array['demand', 'report', 'announcement', 'application', 'rating']) as stage`,
        [id],
      );
      return { id, contact, teacher, positions };
    },
    async link(person, purpose, subject) {
      const [row] = await app.database.query<{ id: string }[]>(
        `insert into link (person_id, purpose, subject, created_at) values ($1, $2, $3, '2026-09-21') returning id`,
        [person.id, purpose, subject],
      );
      return signedPath(app.config.secret, (row as { id: string }).id);
    },
    async close() {
      await close();
      await app.close();
    },
  };
  const faculty = await world.person('IE Faculty');
  await app.database.query(`insert into faculty (id, person_id) values (1, $1)`, [faculty.id]);
  return world;
}
