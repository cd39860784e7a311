import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { examine } from '../../src/doctor/examine.js';
import { transact } from '../../src/platform/app.js';
import { erasePerson, whatIsOpen } from '../../src/privacy/erase-person.js';
import { forgetMailFiles } from '../../src/privacy/mail-files.js';
import { withdrawApplication } from '../../src/process/application/withdraw-application.js';
import { withdrawOffer } from '../../src/process/offer/withdraw-offer.js';
import { OSLO, oslo } from '../support/calendar.js';
import { type TestApp, testApp } from '../support/database.js';
import { POSITION } from '../support/semester.js';
import { deliver, type Named, type Played, play, ROUND, semester, standingOf, tick, whereIs } from './history.js';

let app: TestApp;
beforeAll(async () => {
  app = await testApp();
});
afterAll(() => app.close());

const erase = ({ app }: Played, { id }: Named) =>
  transact(app, (tx) => erasePerson(tx, { personId: id, actorId: null, reason: null, roundId: null }));

/** Does what a refusal says is to be done first. */
async function closeMatters({ app, contactId }: Played, { id }: Named, refusal: string): Promise<void> {
  const held = await app.database.query<{ id: string }[]>(
    `select id from offer where person_id = $1 and state in ('open', 'accepted')`,
    [id],
  );
  expect(['offer', 'application']).toContain(refusal);
  for (const offer of held)
    await transact(app, (tx) => withdrawOffer(tx, { offerId: offer.id, actorId: contactId, reason: 'Skal slettes' }));
  if (held.length === 0)
    await withdrawApplication(app, { roundId: ROUND, positionId: POSITION, personId: id, declines: true });
}

test('after an erasure nothing holds what named somebody, nothing is wrong, and all else is as it was', async () => {
  let refused = 0;
  let ran = 0;
  await fc.assert(
    fc.asyncProperty(semester, async (one) => {
      const played = await play(app, one);
      const { folder, students } = played;
      try {
        const victim = students[one.victim % students.length] as Named;
        expect(await examine(app.database.manager, OSLO)).toEqual([]);
        expect((await whereIs(app, folder, victim.values)).length).toBeGreaterThan(2);
        for (let outcome = await openOf(played, victim); outcome !== null; outcome = await openOf(played, victim)) {
          refused += 1;
          await closeMatters(played, victim, outcome);
        }
        const before = await standingOf(app);
        const others = await namesOf(played, victim);
        expect(await erase(played, victim)).toBeNull();
        await forgetMailFiles(app.database.manager, folder);
        expect(await whereIs(app, folder, [...victim.values, victim.id])).toEqual([]);
        expect(await examine(app.database.manager, OSLO)).toEqual([]);
        expect(lettingGoApart(await standingOf(app))).toEqual(lettingGoApart(before));
        expect(await namesOf(played, victim)).toEqual(others);
        await tick(app, oslo('2027-04-01T12:00'));
        await deliver(app, folder);
        expect((await examine(app.database.manager, OSLO)).map(({ check }) => check)).toEqual([]);
        expect(await whereIs(app, folder, victim.values)).toEqual([]);
        ran += 1;
      } finally {
        await played.close();
      }
    }),
    { numRuns: 20, endOnFailure: true, seed: 2 },
  );
  expect(ran).toBeGreaterThanOrEqual(20);
  expect(refused).toBeGreaterThan(3);
}, 120_000);

const openOf = ({ app }: Played, { id }: Named) => transact(app, (tx) => whatIsOpen(tx, id));

/** What the tables hold of everybody else. */
async function namesOf({ app }: Played, { id }: Named): Promise<unknown> {
  return app.database.query(
    `select p.id, p.name, p.email, p.phone, (select count(*) from mail m where m.person_id = p.id) as mails,
       (select text from application_form f where f.person_id = p.id) as text,
       (select array_agg(o.state order by o.id) from offer o where o.person_id = p.id) as offers
     from person p where p.id <> $1 and p.erased_at is null order by p.id`,
    [id],
  );
}

/** Whoever waits in a round that runs lets go when erased. */
const lettingGoApart = (standing: unknown) => {
  const { lines, ...rest } = standing as { lines: unknown[][] };
  return { ...rest, lines: lines.filter(([is]) => is !== 'let-go') };
};
