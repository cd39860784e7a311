import type { DataSource } from 'typeorm';
import { addToken } from '../../src/api/tokens/tokens.js';
import { issueLinks } from '../../src/links/issue.js';
import { type App, transact } from '../../src/platform/app.js';
import { addWebhook } from '../../src/webhooks/webhooks.js';
import { calendar } from '../support/calendar.js';

export const FACULTY = 'faculty@uni.example';
export const TRONDHEIM = 'contact.trondheim@uni.example';
export const GJOVIK = 'contact.gjovik@uni.example';
/** Known to the database, but not one of those whom the board is for. */
export const TEACHER = 'teacher@uni.example';
export const STUDENT = 'student@stud.example';

/** An instant in the middle of the rounds below: offers are out. */
export const DURING_OFFERS = new Date('2026-11-10T12:00:00Z');

/**
 * Two campuses with a round each. Trondheim's P1 has four applicants, an offer in every state but withdrawn, and one
 * seat to fill; P2 has no applicants and is settled; P3 has no need. Gjøvik's G1 is announced.
 */
export async function seedBoard(database: DataSource): Promise<void> {
  await database.query(
    `insert into person (email, name, locale)
     values ($1, 'IE Faculty', 'en'), ($2, 'Kari Kontakt', 'nb'), ($3, 'Gro Kontakt', 'nb'), ($4, 'Pål Tveit', 'nb'),
       ($5, 'Åse Ås', 'nb'), ('b@stud.example', 'Bo Bø', 'nb'), ('c@stud.example', 'Cy Cå', 'en'),
       ('d@stud.example', 'Di Dal', 'nb')`,
    [FACULTY, TRONDHEIM, GJOVIK, TEACHER, STUDENT],
  );
  await database.query(`insert into faculty (id, person_id) select 1, id from person where email = $1`, [FACULTY]);
  await database.query(
    `insert into campus (id, name, locale, announce_to, contact_id)
     select v.id, v.name, 'nb', v.id || '@lists.example', p.id
     from (values ('trondheim', 'Trondheim', $1), ('gjovik', 'Gjøvik', $2)) as v(id, name, email)
     join person p on p.email = v.email`,
    [TRONDHEIM, GJOVIK],
  );
  await database.query(
    `insert into round (id, campus_id, semester, calendar)
     select '2027V-' || id, id, '2027V', $1::jsonb from campus`,
    [JSON.stringify(calendar)],
  );
  await database.query(
    `insert into position (id, round_id, course, title, teacher_id, kind, openings, hours, announced_at, rated_at, settled_at)
     select v.id, '2027V-' || v.campus, v.course, v.title, p.id, v.kind, v.openings, v.hours,
       v.announced::timestamptz, v.rated::timestamptz, v.settled::timestamptz
     from (values
       ('P1', 'trondheim', 'TDT4100', 'Objektorientert programmering', 'learning-assistant', 2, 100,
         '2026-10-12 07:00Z', '2026-11-03 10:15Z', null),
       ('P2', 'trondheim', 'TDT4109', 'Informasjonsteknologi, grunnkurs', 'teaching-assistant', 1, 80,
         '2026-10-12 07:00Z', null, '2026-11-06 08:00Z'),
       ('P3', 'trondheim', 'TDT4120', 'Algoritmer og datastrukturer', null, null, null, null, null, null),
       ('G1', 'gjovik', 'IDATG1001', 'Programmering 1', 'learning-assistant', 3, 90, '2026-10-12 07:00Z', null, null)
     ) as v(id, campus, course, title, kind, openings, hours, announced, rated, settled)
     join person p on p.email = $1`,
    [TEACHER],
  );
  await database.query(
    `insert into demand (position_id, requested_at, answered_at, no_need, kind, openings, hours)
     select id, '2026-09-21 06:00Z', '2026-09-22 06:00Z', kind is null, kind, openings, hours from position`,
  );
  await database.query(
    `insert into application (position_id, person_id, priority, applied_at)
     select 'P1', id, 1, '2026-10-20 10:00Z' from person where email like '%@stud.example'`,
  );
  await database.query(
    `insert into offer (position_id, person_id, rank, issued_at, expires_at, state, closed_at)
     select 'P1', p.id, v.rank, '2026-11-06 08:00Z', '2026-11-20 23:00Z', v.state, v.closed::timestamptz
     from (values ($1, 1, 'accepted', '2026-11-07 09:30Z'), ('b@stud.example', 2, 'declined', '2026-11-08 11:00Z'),
       ('c@stud.example', 3, 'expired', '2026-11-09 23:00Z'), ('d@stud.example', 4, 'open', null)
     ) as v(email, rank, state, closed)
     join person p on p.email = v.email`,
    [STUDENT],
  );
  await database.query(
    `insert into mail (kind, person_id, address, locale, round_id, facts, dedupe_key, thread, state, reason, attempts,
       created_at, next_due_at, sent_at)
     select v.kind, p.id, p.email, 'nb', v.round, '{}', v.key, v.key, v.state, v.reason, 1, '2026-11-06 08:00Z',
       case v.state when 'waiting' then '2026-11-06 09:00Z'::timestamptz end,
       case v.state when 'sent' then '2026-11-06 08:01Z'::timestamptz end
     from (values ('offer', '2027V-trondheim', 'one', 'sent', null, $1),
       ('offer', '2027V-trondheim', 'two', 'rejected', '550 no such user', 'b@stud.example'),
       ('overview', '2027V-gjovik', 'three', 'waiting', 'ECONNREFUSED', $2)
     ) as v(kind, round, key, state, reason, email)
     join person p on p.email = v.email`,
    [STUDENT, GJOVIK],
  );
}

/** The subjects of the rounds and positions above, up to date: what locks them finds them. */
export async function seedSubjects(database: DataSource): Promise<void> {
  await database.query(
    `insert into subject (stage, id, advanced_to)
     select stage, r.id, $1::timestamptz
       from round r, unnest(array['demand', 'report', 'announcement', 'application', 'rating']) stage
     union all select 'offer', id, $1 from position where announced_at is not null`,
    [DURING_OFFERS],
  );
}

/** Gives whoever has an open offer the link to it. */
export async function seedOfferLink(app: App): Promise<void> {
  await transact(app, async (tx) => {
    const [offer] = await tx.manager.query<{ id: string; personId: string }[]>(
      `select id, person_id as "personId" from offer where state = 'open'`,
    );
    if (offer) await issueLinks(tx, [{ personId: offer.personId, purpose: 'offer', subject: offer.id }]);
  });
}

/** A system that reads and one that is told, with a delivery in each state. */
export async function seedSystems(app: App): Promise<void> {
  await transact(app, async (tx) => {
    const of = { campusId: null, madeBy: 'ops' };
    await addToken(tx, { ...of, name: 'payroll', scopes: ['final-list', 'changes'], days: 90 });
    const url = 'https://payroll.uni.example/stafett';
    await addWebhook(tx, { ...of, url, events: ['accepted', 'final-list'], private: true });
    await tx.manager.query(
      `with told as (
         insert into event (at, kind, round_id, position_id)
         select $1, 'offer-accepted', '2027V-trondheim', 'P1' from generate_series(1, 3) returning id)
       insert into webhook_delivery (webhook_id, event_id, state, reason, attempts, created_at, next_due_at, delivered_at)
       select w.id, e.id, v.state, v.reason, v.attempts, $1, case v.state when 'waiting' then $1 + interval '5 minutes' end,
         case v.state when 'delivered' then $1 end
       from webhook w, (select id, row_number() over (order by id) as number from told) e
       join (values (1, 'delivered', null, 1), (2, 'waiting', 'answered 503', 2), (3, 'failed', 'no answer within 15 seconds', 100))
         as v(number, state, reason, attempts) on v.number = e.number`,
      [DURING_OFFERS],
    );
  });
}
