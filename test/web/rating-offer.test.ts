import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { faultsIn, fieldsOf, openAt } from './browser.js';
import { type Applicant, announced, offer, rate, student } from './rows.js';
import { DURING, startWorld, type World } from './world.js';

let world: World;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const rows = (sql: string, ...values: unknown[]) => world.app.database.query<unknown[]>(sql, values);

test('a teacher rates everybody without ties; applicants of other positions are not taken from the form', async () => {
  const { round, students } = await announced(world, 'Liv Li', 'Ola Øy', 'Åse Ås');
  const [liv, ola, ase] = students as [Applicant, Applicant, Applicant];
  const stranger = (await announced(world, 'Siv Sø')).students[0] as Applicant;
  const { browser, page } = await openAt(
    world,
    await world.link(round.teacher, 'rating', round.positions[0]),
    DURING.rating,
  );
  const rank = (who: Applicant, place: string) => ({ [`rank.${who.applicationId}`]: place });
  const out = (who: Applicant) => ({ [`unsuited.${who.applicationId}`]: 'yes' });
  const faulty = await browser.post(page, {
    act: 'rate',
    ...rank(liv, '1'),
    ...rank(ola, '1'),
    ...rank(ase, '2'),
    ...out(ase),
  });
  expect(faultsIn(faulty).fields).toEqual([ola, ase].map((who) => `rank.${who.applicationId}`).sort());
  expect(fieldsOf(faulty, 'rank.')).toMatchObject({
    ...rank(liv, '1'),
    ...rank(ola, '1'),
    ...rank(ase, '2'),
    ...out(ase),
  });
  const form = { act: 'rate', ...rank(liv, '2'), ...rank(ola, '1'), ...out(ase), ...rank(stranger, '3') };
  expect((await browser.post(page, form)).state).toBe('rating-received');
  expect(
    await rows(
      `select application_id as id, rank from rating where position_id = $1 order by rank`,
      round.positions[0],
    ),
  ).toEqual([
    { id: ola.applicationId, rank: 1 },
    { id: liv.applicationId, rank: 2 },
    { id: ase.applicationId, rank: null },
  ]);
});

test('whoever got an offer while the form was open keeps the place, and is locked from then on', async () => {
  const { round, students } = await announced(world, 'Liv Li', 'Ola Øy', 'Åse Ås');
  const [liv, ola, ase] = students as [Applicant, Applicant, Applicant];
  await rate(world, round, students);
  const { browser, page } = await openAt(
    world,
    await world.link(round.teacher, 'rating', round.positions[0]),
    DURING.offers,
  );
  await offer(world, round, liv);
  const stale = await browser.post(page, fieldsOf(page, 'rank.'));
  expect(stale.state).toBe('rating-received');
  const row = stale.root.querySelector(`[data-applicant="${liv.email}"]`);
  expect(row?.querySelector('input')).toBeNull();
  expect(
    await rows(`select application_id as id from rating where position_id = $1 order by rank`, round.positions[0]),
  ).toEqual([liv, ola, ase].map(({ applicationId }) => ({ id: applicationId })));
});

test('a teacher asks a colleague, who gets a link, and is named on the page', async () => {
  const { round } = await announced(world, 'Liv Li');
  const { browser, page } = await openAt(
    world,
    await world.link(round.teacher, 'rating', round.positions[0]),
    DURING.rating,
  );
  const form = { act: 'delegate', name: 'Nora Ny', email: ' Nora@Uni.Example ' };
  const done = await browser.post(page, form);
  expect(done.state).toBe('rating-form');
  expect(done.root.text).toContain('Nora Ny, nora@uni.example');
  const [link] = await rows(
    `select purpose, subject from link l join person p on p.id = l.person_id where p.email = 'nora@uni.example'`,
  );
  expect(link).toEqual({ purpose: 'rating', subject: round.positions[0] });
});

test.each([
  ['accept', 'offer-accepted'],
  ['decline', 'offer-declined'],
])('a student chooses to %s, confirms, and only then it counts', async (choice, state) => {
  const { round, students } = await announced(world, 'Ola Øy');
  await rate(world, round, [...students, await student(world, round, 'Åse Ås')]);
  const ola = students[0] as Applicant;
  const { browser, page } = await openAt(
    world,
    await world.link(ola, 'offer', await offer(world, round, ola)),
    DURING.offers,
  );
  const before = await world.app.dump();
  const confirm = await browser.post(page, { ...fieldsOf(page, 'step'), answer: choice });
  expect(confirm.state).toBe('offer-confirm');
  expect(await world.app.dump()).toBe(before);
  const answered = await browser.post(page, fieldsOf(confirm, 'step'));
  expect(answered.state).toBe(state);
  if (choice === 'decline') return;
  const sure = await browser.post(answered, fieldsOf(answered, 'step'));
  expect(sure.state).toBe('offer-withdraw-confirm');
  expect((await browser.post(answered, fieldsOf(sure, 'step'))).state).toBe('offer-withdrawn');
});

test.each([['choose'], ['confirm'], ['withdraw'], ['withdraw-confirm']])(
  '%s at the instant of expiry is too late',
  async (step) => {
    const { round, students } = await announced(world, 'Ola Øy');
    const ola = students[0] as Applicant;
    await rate(world, round, [...students, await student(world, round, 'Åse Ås')]);
    const { browser, page } = await openAt(
      world,
      await world.link(ola, 'offer', await offer(world, round, ola)),
      '2026-11-20T22:59:59Z',
    );
    expect(page.state).toBe('offer-open');
    await world.app.setClock('2026-11-20T23:00Z');
    expect((await browser.post(page, { step, answer: 'accept' })).state).toBe('offer-expired');
  },
);

test('after closesAt nobody withdraws on the page', async () => {
  const { round, students } = await announced(world, 'Ola Øy');
  const ola = students[0] as Applicant;
  const path = await world.link(ola, 'offer', await offer(world, round, ola, 'accepted'));
  const { browser, page } = await openAt(world, path, DURING.offers);
  expect(page.root.querySelector('[value="withdraw"]')).not.toBeNull();
  await world.app.setClock(DURING.closed);
  const late = await browser.post(page, { step: 'withdraw-confirm' });
  expect([late.state, late.root.querySelector('form')]).toEqual(['offer-accepted', null]);
});
