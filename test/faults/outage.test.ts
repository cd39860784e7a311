import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { examine } from '../../src/doctor/examine.js';
import { issueLink } from '../../src/links/issue.js';
import { deliverMails } from '../../src/outbox/deliver.js';
import { createPost, type Post } from '../../src/outbox/transport.js';
import { transact } from '../../src/platform/app.js';
import { startApplication } from '../../src/process/application/start-application.js';
import { submitApplication } from '../../src/process/application/submit-application.js';
import { answerDemand } from '../../src/process/demand/answer-demand.js';
import { ADVANCE, GONE_CHECKS } from '../../src/process/process.js';
import { submitRating } from '../../src/process/rating/submit-rating.js';
import { importScenario } from '../../src/rounds/import/import-scenario.js';
import type { StageName } from '../../src/timetable/stages.js';
import { oslo } from '../support/calendar.js';
import { type TestApp, testApp } from '../support/database.js';
import { smallScenario } from '../support/small-scenario.js';
import { type SmtpServer, startSmtp } from '../support/smtp.js';

// Nothing runs for three weeks at a time, from the demand to the end of the offers.
const ROUND = '2027V-trondheim';

let app: TestApp;
let smtp: SmtpServer;
let post: Post;
beforeAll(async () => {
  app = await testApp();
  smtp = await startSmtp();
  post = createPost({ ...app.config, smtpUrl: smtp.url });
  await app.setClock(oslo('2026-09-01T12:00'));
  await importScenario(app, smallScenario());
});
afterAll(async () => {
  await post.close();
  await smtp.close();
  await app.close();
});

const rows = <T extends object>(sql: string, ...values: unknown[]) => app.database.query<T[]>(sql, values);
const idOf = async (email: string) =>
  (await rows<{ id: string }>(`select id from person where email = $1`, email))[0]?.id ?? '';

/** The daemon is back at an instant and does all that is due, as the sweep finds it. @returns the mails that left, as `kind to` */
async function backAt(local: string): Promise<string[]> {
  await app.setClock(oslo(local));
  const before = smtp.received.length;
  for (;;) {
    const due = await rows<{ stage: StageName; id: string }>(
      `select stage, s.id from subject s, clock where next_due_at <= clock.at order by next_due_at, stage, s.id`,
    );
    for (const { stage, id } of due) await transact(app, (tx) => ADVANCE[stage](tx, id));
    const mails = await rows<{ id: string }>(
      `select mail.id from mail, clock where state = 'waiting' and next_due_at <= clock.at order by created_at, mail.id`,
    );
    for (const { id } of mails) await deliverMails(app, post, id, 1, GONE_CHECKS);
    if (due.length + mails.length === 0) break;
  }
  return smtp.received
    .slice(before)
    .map(({ to, mail }) => `${mail.headers.get('x-stafett-kind')} ${to[0]?.split('@')[0]}`)
    .sort();
}

async function rate(positionId: string, teacher: string, names: readonly string[]): Promise<void> {
  const personId = await idOf(teacher);
  const applications = await rows<{ id: string; name: string }>(
    `select a.id, split_part(p.email, '@', 1) as name from application a join person p on p.id = a.person_id
     where a.position_id = $1`,
    positionId,
  );
  const ranked = names.map((name) => applications.find((one) => one.name === name)?.id ?? '');
  const linkId = await transact(app, (tx) => issueLink(tx, { personId, purpose: 'rating', subject: positionId }));
  const order = { ranked, unplaced: [], unsuited: [] };
  expect(await submitRating(app, { positionId, personId, linkId, basedOn: 0, order })).toBe('rated');
}

async function apply(name: string, positionId: string): Promise<void> {
  await startApplication(app, { roundId: ROUND, email: `${name}@stud.example`, locale: 'nb' });
  const personId = await idOf(`${name}@stud.example`);
  const form = { roundId: ROUND, personId, name, phone: '', laos: false, text: '' };
  await submitApplication(app, { ...form, priorities: [{ positionId, priority: 1 }] });
}

test('each deadline holds at its own instant, what is stale is not sent, and nobody gets a burst of mail', async () => {
  expect(await backAt('2026-09-22T10:00')).toEqual([
    ...['demand-request ingrid', 'demand-request ingrid', 'demand-request jonas', 'demand-request kari'],
  ]);
  const asked = { need: true, kind: 'learning-assistant', openings: 1, hours: 90, comment: '' } as const;
  await answerDemand(app, { positionId: 'P1', personId: await idOf('ingrid@uni.example'), answer: asked });
  await answerDemand(app, { positionId: 'P3', personId: await idOf('jonas@uni.example'), answer: asked });

  // Past demandDue, reportDue and announceAt: the demand is reported as it stands, and no reminder of it comes any more.
  expect(await backAt('2026-10-13T10:00')).toEqual([
    ...['announcement students.trondheim', 'demand-report faculty', 'demand-report faculty'],
    ...['demand-report geir', 'demand-report tone'],
  ]);
  await apply('anna', 'P1');
  await apply('bo', 'P1');
  await apply('dina', 'P3');
  await startApplication(app, { roundId: ROUND, email: 'frida@stud.example', locale: 'nb' });
  await backAt('2026-10-13T11:00');

  // Past applyDue: Frida, who never sent hers, is not reminded of what is over.
  expect(await backAt('2026-11-03T10:00')).toEqual([
    ...['overview geir', 'overview tone', 'rating-request ingrid', 'rating-request jonas'],
  ]);
  await rate('P1', 'ingrid@uni.example', ['anna', 'bo']);

  // Past rateDue and offersAt: the offer counts from now, so that Anna has the whole fourteen days.
  expect(await backAt('2026-11-24T10:00')).toEqual(['offer anna', 'rating-overdue tone']);
  // She was silent: her offer ended when it was to, and Bo's begins now. No reminder of hers comes after its end.
  expect(await backAt('2026-12-15T10:00')).toEqual(['offer bo', 'offer-expired anna']);
  expect(await backAt('2027-01-05T10:00')).toEqual(['final-list ingrid', 'offer-expired bo']);
  expect(
    await rows(
      `select split_part(email, '@', 1) as name, issued_at as issued, expires_at as expires, closed_at as closed
       from offer o join person p on p.id = o.person_id order by rank`,
    ),
  ).toEqual([
    {
      ...{ name: 'anna', issued: oslo('2026-11-24T10:00') },
      ...{ expires: oslo('2026-12-09T00:00'), closed: oslo('2026-12-09T00:00') },
    },
    {
      ...{ name: 'bo', issued: oslo('2026-12-15T10:00') },
      ...{ expires: oslo('2026-12-30T00:00'), closed: oslo('2026-12-30T00:00') },
    },
  ]);
  // Past closesAt: what was never rated is settled.
  expect(await backAt('2027-02-18T10:00')).toEqual([]);
  expect(await backAt('2027-03-11T10:00')).toEqual([
    ...['application-closed dina', 'final-list jonas', 'round-summary faculty', 'round-summary tone'],
  ]);
  expect(await examine(app.database.manager, 'Europe/Oslo')).toEqual([]);
}, 60_000);
