import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { CHECKS } from '../../src/doctor/checks.js';
import { examine } from '../../src/doctor/examine.js';
import { DURING_OFFERS, seedBoard } from '../board/seed.js';
import { type TestApp, testApp } from '../support/database.js';

let app: TestApp;
beforeEach(async () => {
  app = await testApp();
  await seedBoard(app.database);
  await app.setClock(DURING_OFFERS);
  // As a real offer has them: a mail that makes it, one that ends it, an event for each, and whoever waits is told.
  await app.database.query(`
    insert into mail (kind, person_id, address, locale, round_id, position_id, offer_id, facts, dedupe_key, thread, state,
      created_at)
    select k.kind, o.person_id, 'a@b.no', 'nb', '2027V-trondheim', 'P1', o.id, '{}', k.kind || o.id, 't', 'sent', o.issued_at
    from offer o cross join lateral (values ('offer'), ('offer-' || o.state)) as k(kind) where k.kind <> 'offer-open';
    insert into event (at, kind, position_id, person_id, data)
    select '2026-11-03 10:15Z', 'rated', 'P1', null, jsonb_build_object('order', (
      select jsonb_agg(jsonb_build_object('applicationId', a.id, 'rank', o.rank))
      from application a join offer o on o.person_id = a.person_id));
    insert into event (at, kind, position_id, person_id) select issued_at, 'offer-issued', 'P1', person_id from offer order by rank
      limit 2;
    insert into event (at, kind, position_id, person_id)
    select closed_at, 'offer-' || state, 'P1', person_id from offer where state in ('declined');
    insert into event (at, kind, position_id, person_id) select issued_at, 'offer-issued', 'P1', person_id from offer
      where rank = 3;
    insert into event (at, kind, position_id, person_id)
    select closed_at, 'offer-' || state, 'P1', person_id from offer where state in ('expired');
    insert into event (at, kind, position_id, person_id) select issued_at, 'offer-issued', 'P1', person_id from offer
      where rank = 4;
    insert into mail (kind, address, locale, round_id, position_id, facts, dedupe_key, thread, state, created_at)
    values ('final-list', 'a@b.no', 'nb', '2027V-trondheim', 'P2', '{}', 'final', 't', 'sent', now());
    update mail set next_due_at = '2026-11-11' where state = 'waiting';
    insert into subject (stage, id, next_due_at) values ('offer', 'P1', '2026-11-20 23:00Z'), ('offer', 'G1', '2026-11-20 23:00Z');
  `);
});
afterEach(() => app.close());

const found = async () =>
  (await examine(app.database.manager, 'Europe/Oslo')).map(
    ({ check, subject }) => `${check}: ${subject.split(' ')[0]}`,
  );

test('nothing is found where nothing is wrong', async () => {
  expect(await examine(app.database.manager, 'Europe/Oslo')).toEqual([]);
});

const CASES: Readonly<Record<string, readonly [what: string, subject: string]>> = {
  'too-many-offers': [`update position set openings = 1 where id = 'P1'`, 'position'],
  'two-offers': [
    `insert into offer (position_id, person_id, rank, issued_at, expires_at, state, reinstated_by_id)
     select position_id, person_id, rank, issued_at, expires_at, 'open', person_id from offer where state = 'open'`,
    'position',
  ],
  'overdue-offer': [`update offer set expires_at = '2026-11-10 11:00Z' where state = 'open'`, 'offer'],
  'overdue-subject': [`update subject set next_due_at = '2026-11-10 11:00Z' where id = 'P1'`, 'offer'],
  'overdue-mail': [`update mail set next_due_at = '2026-11-10 11:00Z' where state = 'waiting'`, 'mail'],
  'overdue-delivery': [
    `with hook as (
       insert into webhook (url, events, private, made_by, created_at) values ('https://x.example/', '{}', false, 'ops', now())
       returning id
     ) insert into webhook_delivery (webhook_id, event_id, created_at, next_due_at) select id, 1, now(), '2026-11-10 11:00Z' from hook`,
    'delivery',
  ],
  'forgotten-mail': [`update mail set next_due_at = null where state = 'waiting'`, 'mail'],
  'pause-torn': [`update subject set paused = true where id = 'P1'`, 'offer'],
  'pause-unwatched': [
    `insert into planned_pause (round_id, starts_at, ends_at, planned_by_id, reason)
     select '2027V-trondheim', '2026-12-23 15:00Z', '2027-01-04 07:00Z', id, 'Jul' from person limit 1`,
    'round',
  ],
  'untold-offer': [`delete from mail where kind = 'offer' and offer_id is not null`, 'offer'],
  'untold-end': [`delete from mail where kind = 'offer-declined'`, 'offer'],
  'settled-with-open-offer': [`update position set settled_at = '2026-11-10 11:59Z' where id = 'P1'`, 'position'],
  'no-final-list': [`delete from mail where kind = 'final-list'`, 'position'],
  'untold-applicant': [
    `insert into application (position_id, person_id, priority, applied_at)
     select 'P2', id, 2, '2026-10-20 10:00Z' from person where email = 'b@stud.example'`,
    'application',
  ],
  'unwatched-position': [`delete from subject where id = 'G1'`, 'position'],
  'short-answer-time': [`update offer set expires_at = '2026-11-19 23:00Z' where state = 'open'`, 'offer'],
  'idle-opening': [
    `with free as (update position set openings = 3 where id = 'P1'), one as (
       insert into person (email, name, locale) values ('e@stud.example', 'E', 'nb') returning id
     ), wish as (
       insert into application (position_id, person_id, priority, applied_at) select 'P1', id, 1, now() from one returning id
     ) insert into rating (application_id, position_id, rank) select id, 'P1', 5 from wish`,
    'position',
  ],
  'broken-order': [
    `insert into event (at, kind, position_id, data) values (now(), 'openings-changed', 'P1', '{"from": 1, "to": 2}')`,
    'position',
  ],
};

test.each(Object.entries(CASES))('%s is found', async (check, [sql, subject]) => {
  await app.database.query(sql);
  expect(await found()).toContain(`${check}: ${subject}`);
});

test('no check is without a case', () => {
  expect(CHECKS.map(({ name }) => name).filter((name) => !(name in CASES))).toEqual([]);
});
