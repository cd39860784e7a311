import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { simpleParser } from 'mailparser';
import { issueLinks } from '../../src/links/issue.js';
import { deliverMails } from '../../src/outbox/deliver.js';
import { Mail } from '../../src/outbox/mail.entity.js';
import { startMailbox } from '../../src/outbox/mailbox/server.js';
import { markUnreached } from '../../src/outbox/mark-unreached.js';
import { createPost } from '../../src/outbox/transport.js';
import { transact } from '../../src/platform/app.js';
import { recordEvents } from '../../src/platform/events.js';
import { withdrawApplication } from '../../src/process/application/withdraw-application.js';
import { changeAddress } from '../../src/process/change-address.js';
import { advanceEmployment } from '../../src/process/employment/employment.advance.js';
import { actOnOffer } from '../../src/process/offer/act-on-offer.js';
import { moveOfferDeadline } from '../../src/process/offer/move-offer-deadline.js';
import { advanceOffer } from '../../src/process/offer/offer.advance.js';
import { readRecord } from '../../src/process/offer/read-record.js';
import { reinstateApplicant } from '../../src/process/offer/reinstate-applicant.js';
import { withdrawOffer } from '../../src/process/offer/withdraw-offer.js';
import { GONE_CHECKS } from '../../src/process/process.js';
import { startOfDay } from '../../src/rounds/wall-clock.js';
import { nowOf } from '../../src/timetable/turn.js';
import { OSLO, oslo } from '../support/calendar.js';
import type { TestApp } from '../support/database.js';
import { POSITION, ratedPosition } from '../support/semester.js';

export const ROUND = '2027V-trondheim';
const HOUR = 3_600_000;

const step = fc.record({
  hours: fc.integer({ min: 0, max: 400 }),
  who: fc.nat(20),
  does: fc.constantFrom(
    'accept',
    'decline',
    'withdraw',
    'let-go',
    'move',
    'take-back',
    'reinstate',
    'bounce',
    'change',
  ),
});

/** What happens in a semester, and who of the students is then to be erased. */
export const semester = fc.record({
  openings: fc.integer({ min: 1, max: 3 }),
  students: fc.integer({ min: 2, max: 5 }),
  steps: fc.array(step, { maxLength: 8 }),
  isOver: fc.boolean(),
  victim: fc.nat(20),
});

type Semester = typeof semester extends fc.Arbitrary<infer S> ? S : never;

/** Somebody with all that names them, at one time or another. */
export interface Named {
  readonly id: string;
  readonly email: string;
  readonly values: readonly string[];
}

export interface Played {
  readonly app: TestApp;
  readonly folder: string;
  readonly students: readonly Named[];
  readonly teacher: Named;
  readonly contactId: string;
  close(): Promise<void>;
}

const NAMES = [
  'Åshild Grønnevik',
  'Bo "Bobo" Håkonsdottir',
  'Cæcilie O’Malley-Vik',
  "D'Arcy Fjellstrøm",
  'Eirun Skjæggestad',
];
const valuesOf = (index: number) => ({
  name: NAMES[index] ?? '',
  phone: `+47 9${index}1 22 33${index}`,
  text: `Brevet nummer ${index} handler om kvantekryptering og bratsj`,
});

/** Plays a semester on the real database, and writes down of everybody whatever the tables can hold of them. */
export async function play(app: TestApp, { openings, students: count, steps, isOver }: Semester): Promise<Played> {
  await app.database.query(
    `truncate ${app.database.entityMetadatas.map(({ tableName }) => tableName).join(', ')}, session`,
  );
  await app.database.query('insert into clock (id) values (1)');
  const folder = await mkdtemp(join(tmpdir(), 'stafett-erasure-'));
  await ratedPosition(app, openings, 'abcde'.slice(0, count), oslo('2026-11-06T09:00'));
  const { query } = app.database;
  const sql = <T>(text: string, values: unknown[] = []) => query.call(app.database, text, values) as Promise<T[]>;
  const rows = await sql<{ id: string; email: string }>(
    `select id, email from person where email like '%@stud.example' order by email`,
  );
  const [contact] = await sql<{ id: string }>(`select contact_id as id from campus`);
  const contactId = contact?.id ?? '';
  // The stages before the offers are not what this is about.
  await sql(`update subject set next_due_at = null where id = $1`, [ROUND]);
  const values = new Map<string, string[]>();
  for (const [index, { id, email }] of rows.entries()) {
    const { name, phone, text } = valuesOf(index);
    await sql(`update person set name = $2, phone = $3 where id = $1`, [id, name, phone]);
    await sql(
      `insert into application_form (round_id, person_id, started_at, sent_at, text) values ($1, $2, now(), now(), $3)`,
      [ROUND, id, text],
    );
    values.set(id, [name, phone, text, email]);
  }
  const [teacher] = await sql<{ id: string; email: string; name: string }>(
    `select id, email, name from person where email = 'teacher@uni.example'`,
  );
  const mention = `Jeg vil helst ha ${valuesOf(0).name}, ring ${valuesOf(0).phone}`;
  await sql(`update demand set comment = $1, answered_at = now(), answered_by_id = $2`, [mention, teacher?.id]);
  await sql(`update position set rated_by_id = $1`, [teacher?.id]);
  await sql(
    `insert into rating_draft (position_id, person_id, saved_at, based_on, places) values ($1, $2, now(), 0, '{}')`,
    [POSITION, teacher?.id],
  );
  const lines = rows.map(({ email }, index) => ({ line: index + 2, cells: [valuesOf(index).name, email] }));
  await sql(
    `insert into application_import (round_id, actor_id, file_name, uploaded_at, lines, columns, newcomers)
     values ($1, $2, $3, now(), $4, '{}', $5)`,
    [ROUND, contactId, `${valuesOf(0).name}.csv`, JSON.stringify(lines), rows.map(({ id }) => id)],
  );
  await sql(
    `insert into session (sid, sess, expire) select id::text, json_build_object('personId', id), now() from person`,
  );
  await transact(app, async (tx) => {
    await issueLinks(
      tx,
      rows.flatMap(({ id }) => [
        { personId: id, purpose: 'apply' as const, subject: ROUND },
        { personId: id, purpose: 'laos' as const, subject: id },
      ]),
    );
    await recordEvents(
      tx,
      rows.map(({ id }) => ({ kind: 'signed-in', actorId: id, personId: id })),
    );
    await recordEvents(tx, [
      {
        kind: 'reminded',
        actorId: contactId,
        roundId: ROUND,
        positionId: POSITION,
        personId: rows[1]?.id ?? null,
        data: { reason: mention },
      },
    ]);
  });
  for (const one of steps)
    await take(
      app,
      one,
      rows.map(({ id }) => id),
      contactId,
      values,
    );
  if (isOver) {
    for (const at of ['2027-02-18T12:00', '2027-03-10T12:00']) await tick(app, oslo(at));
  }
  await deliver(app, folder);
  return {
    app,
    folder,
    contactId,
    students: rows.map(({ id, email }) => ({ id, email, values: values.get(id) ?? [] })),
    teacher: {
      id: teacher?.id ?? '',
      email: teacher?.email ?? '',
      values: [teacher?.email ?? '', teacher?.name ?? '', 'Jeg vil helst ha'],
    },
    close: () => rm(folder, { recursive: true }),
  };
}

/** Goes on to an instant and does what is due. */
export async function tick(app: TestApp, at: Date): Promise<void> {
  await app.setClock(at);
  await transact(app, async (tx) => void (await advanceOffer(tx, POSITION)));
  await transact(app, (tx) => advanceEmployment(tx, POSITION));
}

async function take(
  app: TestApp,
  { hours, who, does }: Semester['steps'][number],
  students: readonly string[],
  contactId: string,
  values: Map<string, string[]>,
): Promise<void> {
  const [clock] = await app.database.query<{ at: Date }[]>('select at from clock');
  await tick(app, new Date((clock?.at.getTime() ?? 0) + hours * HOUR));
  const offers = await app.database.query<{ id: string; personId: string; state: string }[]>(
    `select id, person_id as "personId", state from offer order by issued_at, rank`,
  );
  const personId = students[who % students.length] ?? '';
  const offer = offers[who % Math.max(1, offers.length)];
  const by = { actorId: contactId, reason: `Etter samtale med ${values.get(offer?.personId ?? personId)?.[0]}` };
  const run = (work: Parameters<typeof transact>[1]) => transact(app, work);
  if (does === 'let-go')
    await withdrawApplication(app, { roundId: ROUND, positionId: POSITION, personId, declines: true });
  else if (does === 'change')
    await run(async (tx) => {
      const email = `ny${who}.${students.indexOf(personId)}@stud.example`;
      const [old] = await tx.manager.query<{ name: string; phone: string }[]>(
        `select name, phone from person where id = $1`,
        [personId],
      );
      const change = { personId, email, name: old?.name ?? '', phone: old?.phone ?? null, roundId: ROUND, ...by };
      if ((await changeAddress(tx, change)) === null) values.get(personId)?.push(email);
    });
  else if (does === 'reinstate')
    await run(async (tx) => {
      const [one] = await tx.manager.query<{ id: string }[]>(`select id from application where person_id = $1`, [
        personId,
      ]);
      await reinstateApplicant(tx, { applicationId: one?.id ?? '', place: 'more', ...by });
    });
  else if (!offer) return;
  else if (does === 'move')
    await run(async (tx) =>
      moveOfferDeadline(tx, { offerId: offer.id, expiresAt: startOfDay(await nowOf(tx), 30, OSLO), ...by }),
    );
  else if (does === 'take-back') await run((tx) => withdrawOffer(tx, { offerId: offer.id, ...by }));
  else if (does === 'bounce')
    await run(async (tx) => {
      const mail = await tx.manager.findOne(Mail, { where: { offerId: offer.id, kind: 'offer', state: 'waiting' } });
      const reason = `550 <${values.get(offer.personId)?.at(-1)}>: unknown`;
      if (mail) await markUnreached(tx, mail, { state: 'bounced', reason });
    });
  else await actOnOffer(app, { offerId: offer.id, personId: offer.personId, answer: does });
}

/** Sends what waits to a local mailbox in that folder. */
export async function deliver(app: TestApp, folder: string): Promise<void> {
  const mailbox = await startMailbox(folder);
  const post = createPost({ ...app.config, smtpUrl: mailbox.smtpUrl });
  const waiting = await app.database.query<{ id: string }[]>(`select id from mail where state = 'waiting'`);
  if (waiting[0]) await deliverMails(app, post, waiting[0].id, 1_000, GONE_CHECKS);
  await post.close();
  await mailbox.close();
}

let tables: readonly { readonly name: string }[] | undefined;

/** Where any of these values still stands: in which tables, or which files. */
export async function whereIs(app: TestApp, folder: string, values: readonly string[]): Promise<string[]> {
  tables ??= await app.database.query<{ name: string }[]>(
    `select quote_ident(schemaname) || '.' || quote_ident(tablename) as name from pg_tables
     where schemaname in ('public', 'bullmq') order by 1`,
  );
  // As a row shows it, and as JSON in it does.
  const needles = values
    .flatMap((value) => [value, JSON.stringify(value).slice(1, -1)])
    .map((one) => one.toLowerCase());
  const rows = await app.database.query<{ row: string }[]>(
    tables
      .map(
        ({ name }) => `select '${name}: ' || r::text as row from ${name} r where exists (
           select from unnest($1::text[]) as n(needle) where position(n.needle in lower(to_jsonb(r)::text)) > 0)`,
      )
      .join(' union all '),
    [needles],
  );
  const found = rows.map(({ row }) => row);
  for (const file of await readdir(folder)) {
    const { text, subject, to } = await simpleParser(await readFile(join(folder, file)));
    const whole = `${text} ${subject} ${JSON.stringify(to)}`.toLowerCase();
    found.push(...values.filter((value) => whole.includes(value.toLowerCase())).map((value) => `${file}: ${value}`));
  }
  return found;
}

/** What must be the same whoever is erased: the numbers, and the record without the names. */
export async function standingOf(app: TestApp): Promise<unknown> {
  const counts = await app.database.query<unknown[]>(
    `select (select count(*) from application) as applications, (select count(*) from rating) as ratings,
       (select json_agg(json_build_array(rank, state, issued_at, expires_at, closed_at) order by rank, issued_at, id) from offer) as offers,
       (select json_agg(kind order by kind) from mail) as mails`,
  );
  const { lines, deviations, overrides } = await readRecord(app.database.manager, POSITION);
  return {
    counts,
    deviations,
    overrides,
    lines: lines.map(({ event, passedOver }) => [event.is, event.at, passedOver.map(({ why }) => why)]),
  };
}
