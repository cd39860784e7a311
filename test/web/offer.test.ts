import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { signedPath } from '../../src/links/signature.js';
import { fieldsOf, openAt, type Page } from './browser.js';
import { alsoApplied, crowded, letGoOfAll, resting, takenBack } from './offer-arrivals.js';
import { type Applicant, announced, offer, rate, student } from './rows.js';
import { DURING, startWorld, type World } from './world.js';

let world: World;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const says = ({ root }: Page) => root.querySelector('main')?.text.replace(/\s+/g, ' ') ?? '';
const boxes = ({ root }: Page) =>
  root.querySelectorAll('[name^="letgo."]').map((box) => ({
    name: box.getAttribute('name') ?? '',
    ticked: box.hasAttribute('checked'),
    says: box.parentNode?.querySelector('[data-field="description"]')?.text.replace(/\s+/g, ' ') ?? '',
  }));
const mailed = (to: { email: string }) =>
  world.app.database.query<{ kind: string; facts: Record<string, unknown> }[]>(
    `select kind, facts from mail where address = $1 order by created_at, kind`,
    [to.email],
  );

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

test('the page says what is offered, how long there is to answer, and what each answer means', async () => {
  const { round, students } = await announced(world, 'Ola Øy', 'Liv Li');
  const [ola, liv] = students as [Applicant, Applicant];
  const path = await world.link(ola, 'offer', await offer(world, round, ola));
  const { page } = await openAt(world, path, DURING.offers);
  for (const fact of [
    'TDT4100 Objektorientert programmering',
    'læringsassistent',
    '100 timer',
    'Pål Tveit',
    'Trondheim',
  ])
    expect(says(page)).toContain(fact);
  expect(says(page)).toContain('fredag 20. november 2026 kl. 23.59 (norsk tid), 10 dager igjen');
  expect(says(page)).toContain('Du må ta LAOS-opplæringen');
  for (const [at, left] of [
    ['2026-11-18T22:59:59Z', '2 dager igjen'],
    ['2026-11-18T23:00Z', 'siste dag er i morgen'],
    ['2026-11-19T23:00Z', 'siste dag i dag'],
  ] as const)
    expect(says((await openAt(world, path, at)).page)).toContain(left);
  const trained = await openAt(world, await world.link(liv, 'offer', await offer(world, round, liv)), DURING.offers);
  expect(says(trained.page)).toContain('LAOS-opplæringen har du tatt');
});

test('whoever accepts may let go of other things in the same form: chosen by the student, told honestly', async () => {
  const { round, students } = await announced(world, 'Ola Øy');
  const ola = students[0] as Applicant;
  const offeredIn = await alsoApplied(world, ola, 'open');
  const appliedIn = await alsoApplied(world, ola);
  const keptIn = await alsoApplied(world, ola, 'open');
  for (const state of ['declined', 'expired', 'withdrawn', 'accepted']) await alsoApplied(world, ola, state);
  const path = await world.link(ola, 'offer', await offer(world, round, ola));
  const { browser, page } = await openAt(world, path, DURING.offers);
  const confirm = await browser.post(page, { ...fieldsOf(page, 'step'), answer: 'accept' });
  const [open, applied, kept] = [offeredIn, appliedIn, keptIn].map(({ positions }) => `letgo.${positions[0]}`);
  expect(boxes(confirm).map(({ name, ticked }) => [name, ticked])).toEqual(
    [open, applied, kept].map((one) => [one, false]),
  );
  const until = 'Du har et åpent tilbud. Svarfristen er fredag 20. november 2026 kl. 23.59';
  expect(boxes(confirm).map((box) => [box.says.includes(until), box.says.includes('venter på svar')])).toEqual([
    [true, false],
    [false, true],
    [true, false],
  ]);
  const accepted = await browser.post(page, {
    ...fieldsOf(confirm, 'answer'),
    [open as string]: 'yes',
    [applied as string]: 'yes',
  });
  expect(accepted.state).toBe('offer-accepted');
  expect(accepted.root.querySelectorAll('[data-let-gone] li')).toHaveLength(2);
  const kinds = (await mailed(ola)).map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind.startsWith('offer'))).toEqual(['offer-accepted', 'offer-declined']);
  const states = await world.app.database.query<{ state: string }[]>(
    `select state from offer where person_id = $1 and position_id = any($2) order by state`,
    [ola.id, [offeredIn, keptIn].map(({ positions }) => positions[0])],
  );
  expect(states.map(({ state }) => state)).toEqual(['declined', 'open']);
});

test('nothing else is offered to let go of when one declines, or has nothing else', async () => {
  const declining = await openAt(world, await crowded()(world), DURING.offers);
  const sure = await declining.browser.post(declining.page, { ...fieldsOf(declining.page, 'step'), answer: 'decline' });
  expect(boxes(sure)).toEqual([]);
  const { round, students } = await announced(world, 'Ola Øy');
  const ola = students[0] as Applicant;
  const path = await world.link(ola, 'offer', await offer(world, round, ola));
  const { browser, page } = await openAt(world, path, DURING.offers);
  const confirm = await browser.post(page, { ...fieldsOf(page, 'step'), answer: 'accept' });
  expect([confirm.root.querySelector('fieldset'), confirm.root.querySelector('[data-warning]')]).toEqual([null, null]);
});

test('too many hours are warned of before and after, and stop nobody', async () => {
  const { browser, page } = await openAt(world, await crowded()(world), DURING.offers);
  const confirm = await browser.post(page, { ...fieldsOf(page, 'step'), answer: 'accept' });
  const warning = ({ root }: Page) => root.querySelector('[data-warning="hours"]')?.text ?? '';
  expect(warning(confirm)).toContain('300 timer våren 2027');
  expect(warning(confirm)).toContain('243 timer');
  const accepted = await browser.post(page, fieldsOf(confirm, 'answer'));
  expect(accepted.state).toBe('offer-accepted');
  expect(warning(accepted)).toContain('300 timer våren 2027');
});

test('whoever withdraws makes room for the next, gets a receipt, and finds it said on the page', async () => {
  const { round, students } = await announced(world, 'Ola Øy', 'Liv Li', 'Åse Ås');
  const [ola, liv] = students as [Applicant, Applicant];
  await rate(world, round, students);
  await world.app.database.query(`update position set openings = 1 where id = $1`, [round.positions[0]]);
  const path = await world.link(ola, 'offer', await offer(world, round, ola));
  const { browser, page } = await openAt(world, path, DURING.offers);
  const confirm = await browser.post(page, { ...fieldsOf(page, 'step'), answer: 'accept' });
  const accepted = await browser.post(page, fieldsOf(confirm, 'answer'));
  const lists = async () => (await mailed(round.teacher)).filter(({ kind }) => kind === 'final-list');
  expect(await lists()).toHaveLength(1);
  const sure = await browser.post(accepted, fieldsOf(accepted, 'step'));
  expect(sure.state).toBe('offer-withdraw-confirm');
  await world.app.setClock('2026-11-10T11:00Z');
  const withdrawn = await browser.post(accepted, fieldsOf(sure, 'step'));
  expect([withdrawn.state, says(withdrawn).includes('Du har trukket deg fra TDT4100')]).toEqual([
    'offer-withdrawn',
    true,
  ]);
  const receipts = (await mailed(ola)).filter(({ kind }) => kind === 'offer-withdrawn');
  expect(receipts.map(({ facts }) => facts.by)).toEqual(['student']);
  expect((await mailed(liv)).map(({ kind }) => kind)).toContain('offer');
  // The corrected list goes out once it is known who has the place.
  expect(await lists()).toHaveLength(1);
  const [mail] = (await mailed(liv)).filter(({ kind }) => kind === 'offer');
  const link = signedPath(world.app.config.secret, String(mail?.facts.link));
  const hers = await openAt(world, link, '2026-11-11T10:00Z');
  const hersConfirmed = await hers.browser.post(hers.page, { ...fieldsOf(hers.page, 'step'), answer: 'accept' });
  await hers.browser.post(hers.page, fieldsOf(hersConfirmed, 'answer'));
  expect((await lists())[1]?.facts.changes).toEqual({ added: ['Liv Li'], removed: ['Ola Øy'] });
});

test('an offer that went with the application, and one that the contact took back, are said to be so', async () => {
  const declined = await openAt(world, await letGoOfAll(world), DURING.offers);
  expect(says(declined.page)).toContain('Du trakk søknaden på TDT4100');
  const contacts = await openAt(world, await takenBack('contact')(world), DURING.offers);
  expect(says(contacts.page)).toContain('ble trukket tilbake');
  const own = await openAt(world, await takenBack('student')(world), DURING.offers);
  expect(says(own.page)).toContain('Du trakk deg fra stillingen');
});

test('while the round is paused nothing can be answered or given back, and no time runs out', async () => {
  const late = '2026-11-25T10:00Z';
  const open = await openAt(world, await resting()(world), late);
  expect([open.page.state, open.page.root.querySelector('form')]).toEqual(['offer-open', null]);
  expect(says(open.page)).toContain('satt på pause');
  const accepted = await openAt(world, await resting('accepted')(world), DURING.offers);
  expect(accepted.page.root.querySelector('form')).toBeNull();
  const before = await world.app.dump();
  for (const { browser, page } of [open, accepted])
    for (const step of ['choose', 'confirm', 'withdraw', 'withdraw-confirm'])
      expect((await browser.post(page, { step, answer: 'accept' })).state).toBe(page.state);
  expect(await world.app.dump()).toBe(before);
});
