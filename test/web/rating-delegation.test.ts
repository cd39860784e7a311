import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { signedPath } from '../../src/links/signature.js';
import { whyEachGone } from '../../src/outbox/gone.js';
import { Mail } from '../../src/outbox/mail.entity.js';
import { GONE_CHECKS } from '../../src/process/process.js';
import { Browser, faultsIn, fieldsOf, openAt, type Page } from './browser.js';
import { type Applicant, announced } from './rows.js';
import { DURING, type Person, type Round, startWorld, type World } from './world.js';

const NORA = 'nora@uni.example';

let world: World;
let round: Round;
let liv: Applicant;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  const made = await announced(world, 'Liv Li');
  round = made.round;
  liv = made.students[0] as Applicant;
  await world.app.database.query(`delete from mail`);
  await world.app.database.query(`update person set email = 'former' || gen_random_uuid() where email = $1`, [NORA]);
  const path = await world.link(round.teacher, 'rating', round.positions[0]);
  ({ browser, page } = await openAt(world, path, DURING.rating));
});

const ask = (email: string, name = 'Nora Ny') => browser.post(page, { act: 'delegate', name, email });

/** Asks to take the task back, and confirms it when that is asked. */
async function takeBack(by: Browser, from: Page, sure = true): Promise<Page> {
  const confirm = await by.post(from, fieldsOf(from, 'delegate'));
  expect(confirm.state).toBe('rating-take-back');
  return sure ? by.post(confirm, fieldsOf(confirm, 'delegate')) : confirm;
}

/** The mails that were written, the last first: their kind, to whom, and the path of the link in them. */
async function mails(): Promise<{ kind: string; to: string; path: string; facts: Record<string, unknown> }[]> {
  const found = await world.app.database.query<{ kind: string; address: string; facts: { link: string } }[]>(
    `select kind, address, facts from mail where position_id = $1 order by created_at desc, kind desc, address`,
    [round.positions[0]],
  );
  return found.map(({ kind, address, facts }) => ({
    kind,
    to: address,
    path: signedPath(world.app.config.secret, facts.link),
    facts,
  }));
}

async function submit(who: Browser, from: Page): Promise<Page> {
  const summary = await who.post(from, { ...fieldsOf(from, 'basedOn'), [`rank.${liv.applicationId}`]: '1' });
  return who.post(summary, fieldsOf(summary, 'basedOn'));
}

/** Why each waiting mail to somebody would not be sent. */
async function goneFor(email: string): Promise<(string | null | undefined)[]> {
  const { manager } = world.app.database;
  const waiting = await manager.find(Mail, { where: { address: email }, order: { kind: 'ASC', createdAt: 'ASC' } });
  return [...(await whyEachGone(manager, waiting, new Date(DURING.rating), GONE_CHECKS))];
}

test('a colleague who is asked gets a link of her own and is named on the page; the teacher keeps his', async () => {
  const done = await ask(' Nora@Uni.Example ');
  expect(done.root.text).toContain(`Nora Ny, ${NORA}`);
  await ask(NORA);
  const written = await mails();
  expect(written.map(({ kind, to, facts }) => [kind, to, facts.delegatedBy])).toEqual([
    ['rating-request', NORA, 'Pål Tveit'],
  ]);
  expect((await new Browser(world.url).get(written[0]?.path ?? '')).state).toBe('rating-form');
  expect((await browser.get(page.path)).state).toBe('rating-form');
});

test('nobody asks themselves or the teacher', async () => {
  const teacher = { ...round.teacher, email: 'pal@uni.example' };
  await world.app.database.query(`update person set email = $2 where id = $1`, [round.teacher.id, teacher.email]);
  const contact = await openAt(world, await world.link(round.contact, 'rating', round.positions[0]), DURING.rating);
  const asked = async (who: { browser: Browser; page: Page }, to: Person) => {
    const answer = await who.browser.post(who.page, { act: 'delegate', name: to.name, email: to.email.toUpperCase() });
    return [answer.status, faultsIn(answer).fields, answer.root.querySelector('#email-fault')?.text.trim()];
  };
  expect(await asked({ browser, page }, teacher)).toEqual([
    422,
    ['email'],
    'Feil: Det er din egen adresse. Skriv adressen til en annen, eller ranger selv.',
  ]);
  expect(await asked(contact, teacher)).toEqual([
    422,
    ['email'],
    'Feil: Det er faglæreren, som har sin egen lenke. Skriv adressen til en annen.',
  ]);
  expect((await asked(contact, round.contact))[0]).toBe(422);
  expect((await asked({ browser, page }, round.contact))[0]).toBe(200);
});

test('both are told of a rating, whichever of them submits it; a teacher who rates alone is not', async () => {
  await submit(browser, page);
  expect(await mails()).toEqual([]);
  await ask(NORA);
  const [request] = await mails();
  const nora = new Browser(world.url);
  const hers = await nora.get(request?.path ?? '');
  await world.app.setClock('2026-10-29T10:00Z');
  expect((await submit(nora, hers)).state).toBe('rating-received');
  const told = (await mails()).filter(({ kind }) => kind === 'rating-submitted');
  expect(told.map(({ to, facts }) => [to, facts.submittedBy, facts.own, facts.submittedAt, facts.ranked])).toEqual([
    [NORA, 'Nora Ny', true, '2026-10-29T10:00:00.000Z', 1],
    [round.teacher.email, 'Nora Ny', false, '2026-10-29T10:00:00.000Z', 1],
  ]);
});

test('the teacher is told of a rating that the contact submits', async () => {
  const path = await world.link(round.contact, 'rating', round.positions[0]);
  const contact = await openAt(world, path, DURING.rating);
  await submit(contact.browser, contact.page);
  expect((await mails()).map(({ kind, to, facts }) => [kind, to, facts.submittedBy, facts.unsuited])).toEqual([
    ['rating-submitted', round.teacher.email, 'Kari Kontakt', 0],
  ]);
});

test('a task that is taken back ends the link and what waits for her; asked again, she is told anew', async () => {
  const asked = await ask(NORA);
  const [request] = await mails();
  const nora = new Browser(world.url);
  const hers = await nora.get(request?.path ?? '');
  await takeBack(browser, asked, false);
  expect((await nora.get(hers.path)).state).toBe('rating-form');
  expect(await goneFor(NORA)).toEqual([null]);
  const done = await takeBack(browser, asked);
  expect(done.root.text).not.toContain(NORA);
  expect([(await nora.get(hers.path)).state, (await submit(nora, hers)).state]).toEqual(['link-ended', 'link-ended']);
  expect(await goneFor(NORA)).toEqual(['the task was taken back']);

  await world.app.setClock('2026-10-29T10:00Z');
  expect((await ask(NORA)).root.text).toContain(NORA);
  expect(await goneFor(NORA)).toEqual(['the task was taken back', null]);
  const [again] = await mails();
  expect(again?.path).not.toBe(request?.path);
  expect((await new Browser(world.url).get(again?.path ?? '')).state).toBe('rating-form');
  const rows = await world.app.database.query<unknown[]>(
    `select (select name from person where id = person_id) as name, taken_back_at from delegation where position_id = $1`,
    [round.positions[0]],
  );
  expect(rows).toEqual([{ name: 'Nora Ny', taken_back_at: null }]);
});

test('a colleague takes back only what she passed on herself', async () => {
  await ask(NORA);
  const nora = new Browser(world.url);
  const hers = await nora.get((await mails())[0]?.path ?? '');
  expect(hers.root.querySelector('[name="delegate"]')).toBeNull();
  const passed = await nora.post(hers, { act: 'delegate', name: 'Ivar Ny', email: 'ivar@uni.example' });
  expect(passed.root.querySelectorAll('[name="delegate"]')).toHaveLength(1);
  const before = await world.app.dump();
  const [own] = await world.app.database.query<{ id: string }[]>(`select id from person where email = $1`, [NORA]);
  await nora.post(hers, { act: 'take-back', sure: 'yes', delegate: own?.id ?? '' });
  expect(await world.app.dump()).toBe(before);
  expect((await takeBack(nora, passed)).root.text).not.toContain('ivar@uni.example');
  expect((await browser.get(page.path)).root.text).toContain(NORA);
});

test('a form to take back that names nobody does nothing', async () => {
  const before = await world.app.dump();
  for (const delegate of ['', 'x', round.teacher.id])
    expect((await browser.post(page, { act: 'take-back', delegate })).state).toBe('rating-form');
  expect(await world.app.dump()).toBe(before);
});
