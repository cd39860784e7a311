import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Browser, fieldsOf, openAt, type Page } from './browser.js';
import { type Applicant, announce, announced, letGo, offer, rate, student } from './rows.js';
import { DURING, type Round, startWorld, type World } from './world.js';

let world: World;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const rows = (sql: string, ...values: unknown[]) => world.app.database.query<unknown[]>(sql, values);
const cardOf = ({ root }: Page) => root.querySelector('[data-standing]');
const standingIn = (page: Page) => cardOf(page)?.getAttribute('data-standing');
const textOf = ({ root }: Page) => (root.querySelector('main')?.text ?? '').replace(/\s+/g, ' ');
const settle = ({ positions }: Round) =>
  rows(`update position set settled_at = '2026-11-09 09:00Z' where id = $1`, positions[0]);
const isWithdrawn = async ({ applicationId }: Applicant) =>
  (await rows(`select 1 from application where id = $1 and withdrawn_at is not null`, applicationId)).length > 0;
const openOwn = async (person: Applicant, round: Round, at: string) =>
  openAt(world, await world.link(person, 'apply', round.id), at);

/** Presses the button of the first application, then confirms. */
async function withdraw(browser: Browser, page: Page): Promise<Page> {
  const confirm = await browser.post(page, fieldsOf(page, 'step'));
  expect(confirm.state).toBe('application-withdraw-confirm');
  return browser.post(confirm, fieldsOf(confirm, 'step'));
}

describe('withdrawing', () => {
  test.each([
    ['before applyDue', DURING.applying, 'apply-received'],
    ['while the applicants are rated', DURING.rating, 'applications'],
  ])('%s: one chooses, confirms, and can undo it', async (_when, at, state) => {
    const { round, students } = await announced(world, 'Ola Øy', 'Liv Li');
    const ola = students[0] as Applicant;
    const { browser, page } = await openOwn(ola, round, at);
    const before = await world.app.dump();
    const confirm = await browser.post(page, fieldsOf(page, 'step'));
    expect(textOf(confirm)).toContain('Du kan angre til søkerne er rangert.');
    expect(await world.app.dump()).toBe(before);
    const gone = await browser.post(confirm, fieldsOf(confirm, 'step'));
    expect([gone.state, standingIn(gone), await isWithdrawn(ola)]).toEqual([state, 'application-withdrawn', true]);
    expect(textOf(gone)).toContain('Du har trukket alle søknadene dine');
    const again = await browser.post(gone, fieldsOf(gone, 'step'));
    expect([again.state, await isWithdrawn(ola)]).toEqual([state, false]);
  });

  test('whoever waits is told that it cannot be undone, and it cannot', async () => {
    const { round, students } = await announced(world, 'Liv Li', 'Ola Øy', 'Åse Ås');
    const [liv, ola] = students as [Applicant, Applicant];
    await rate(world, round, students);
    await offer(world, round, liv);
    await rows(`update position set openings = 1 where id = $1`, round.positions[0]);
    const { browser, page } = await openOwn(ola, round, DURING.offers);
    const confirm = await browser.post(page, fieldsOf(page, 'step'));
    expect(textOf(confirm)).toContain('Det kan ikke angres.');
    const gone = await browser.post(confirm, fieldsOf(confirm, 'step'));
    expect([standingIn(gone), cardOf(gone)?.querySelector('form')]).toEqual(['application-withdrawn', null]);
    await browser.post(gone, { step: 'restore', position: round.positions[0] });
    expect(await isWithdrawn(ola)).toBe(true);
  });

  test('an open offer is declined with it, as the page says first', async () => {
    const { round, students } = await announced(world, 'Ola Øy', 'Liv Li', 'Åse Ås');
    const ola = students[0] as Applicant;
    await rate(world, round, students);
    const id = await offer(world, round, ola);
    const { browser, page } = await openOwn(ola, round, DURING.offers);
    const confirm = await browser.post(page, fieldsOf(page, 'step'));
    expect(textOf(confirm)).toContain('takker du samtidig nei til tilbudet');
    expect(standingIn(await browser.post(confirm, fieldsOf(confirm, 'step')))).toBe('application-withdrawn');
    expect(await rows(`select state from offer where id = $1`, id)).toEqual([{ state: 'declined' }]);
  });

  test('an offer that came while the student confirmed is not declined unseen', async () => {
    const { round, students } = await announced(world, 'Ola Øy', 'Liv Li', 'Åse Ås');
    const ola = students[0] as Applicant;
    const { browser, page } = await openOwn(ola, round, DURING.rating);
    const stale = await browser.post(page, fieldsOf(page, 'step'));
    await rate(world, round, students);
    await offer(world, round, ola);
    await world.app.setClock(DURING.offers);
    const before = await world.app.dump();
    const again = await browser.post(stale, fieldsOf(stale, 'step'));
    expect([again.state, again.status]).toEqual(['application-withdraw-confirm', 409]);
    expect(textOf(again)).toContain('Du fikk tilbud om stillingen mens du hadde siden åpen');
    expect(await world.app.dump()).toBe(before);
    expect(standingIn(await browser.post(again, fieldsOf(again, 'step')))).toBe('application-withdrawn');
  });

  test.each([
    ['an accepted offer', 'accepted', false, 'accepted'],
    ['a settled position', null, true, 'not-offered'],
  ])('%s is not let go of here, whatever is posted', async (_what, state, settled, standing) => {
    const { round, students } = await announced(world, 'Ola Øy', 'Liv Li');
    const ola = students[0] as Applicant;
    await rate(world, round, students);
    if (state) await offer(world, round, ola, state);
    if (settled) await settle(round);
    const { browser, page } = await openOwn(ola, round, DURING.offers);
    expect([standingIn(page), cardOf(page)?.querySelector('form')]).toEqual([standing, null]);
    const before = await world.app.dump();
    for (const step of ['withdraw', 'withdraw-confirm', 'restore'])
      expect((await browser.post(page, { step, position: round.positions[0], declines: 'yes' })).state).toBe(
        'applications',
      );
    expect(await world.app.dump()).toBe(before);
  });

  test('only from the positions that the student has applied for', async () => {
    const { round, students } = await announced(world, 'Ola Øy');
    const elsewhere = await announced(world, 'Siv Sø');
    const { browser, page } = await openOwn(students[0] as Applicant, round, DURING.rating);
    const before = await world.app.dump();
    for (const position of [round.positions[1], elsewhere.round.positions[0], '', "'"])
      for (const step of ['withdraw', 'withdraw-confirm', 'restore'])
        expect((await browser.post(page, { step, position })).state).toBe('applications');
    expect(await world.app.dump()).toBe(before);
  });
});

test('a field that is emptied withdraws that application, and the page says so', async () => {
  const { round, students } = await announced(world, 'Ola Øy');
  const ola = students[0] as Applicant;
  const { browser, page } = await openOwn(ola, round, DURING.applying);
  const [first, second] = round.positions;
  const sent = await browser.post(page, {
    ...fieldsOf(page, 'text'),
    [`priority.${first}`]: '',
    [`priority.${second}`]: '1',
  });
  const standings = sent.root.querySelectorAll('[data-standing]').map((card) => card.getAttribute('data-standing'));
  expect([sent.state, standings]).toEqual(['apply-received', ['applied', 'application-withdrawn']]);
  expect(fieldsOf(sent, 'text')).toMatchObject({ [`priority.${first}`]: '', [`priority.${second}`]: '1' });
});

test.each([
  ['was sent', true, 'applications'],
  ['was not sent', false, 'apply-closed'],
])('a form that %s before is not taken at applyDue, and the page says so', async (_what, sent, state) => {
  const { round } = await announced(world);
  const ola = await student(world, round, 'Ola Øy', sent);
  const { browser, page } = await openOwn(ola, round, '2026-10-26T22:58:59Z');
  const form = { ...fieldsOf(page, 'text'), [`priority.${round.positions[0]}`]: '1', text: 'Nytt' };
  await world.app.setClock('2026-10-26T22:59:00Z');
  const before = await world.app.dump();
  const late = await browser.post(page, form);
  expect([late.state, late.status]).toEqual([state, 409]);
  expect(textOf(late)).toContain('kom for sent. Det er ikke lagret.');
  expect(await world.app.dump()).toBe(before);
});

/** A rated position with an open offer, one who waits, and whoever looks: on the list after them, or unsuited. */
async function seenBy(suited: boolean): Promise<{ page: Page; others: Applicant[] }> {
  const round = await world.round();
  await announce(world, round);
  await rows(`update position set openings = 1 where id = $1`, round.positions[0]);
  const [liv, ola, ase, siv] = [
    await student(world, round, 'Liv Li'),
    await student(world, round, 'Ola Øy'),
    await student(world, round, 'Åse Ås'),
    await student(world, round, 'Siv Sø'),
  ] as const;
  // The last that is rated is unsuited.
  await rate(world, round, suited ? [liv, ola, ase, siv] : [liv, ola, siv, ase]);
  if (!suited) await letGo(world, siv);
  await offer(world, round, liv);
  return { page: (await openOwn(ase, round, DURING.offers)).page, others: [liv, ola, siv] };
}

test('an unsuited applicant sees the very page that the last on the list sees', async () => {
  const pages = [await seenBy(true), await seenBy(false)];
  const [last, unsuited] = pages.map(({ page }) =>
    (page.root.querySelector('main')?.toString() ?? '').replace(/\b[0-9a-f-]{36}\b|P\d+\.\d|kari\d+@/g, '…'),
  );
  expect(last).toContain(
    '1 søker som venter, står foran deg. Ett tilbud er åpent, til fredag 20. november 2026 kl. 23.59',
  );
  expect(unsuited).toBe(last);
});

test('a page tells nothing of anybody else', async () => {
  const { page, others } = await seenBy(true);
  for (const { name, email, id, applicationId } of others)
    for (const own of [name, email, id, applicationId]) expect(page.root.toString()).not.toContain(own);
});

test('the page of an offer is not opened from here: it has a link of its own', async () => {
  const { round, students } = await announced(world, 'Ola Øy', 'Liv Li');
  const ola = students[0] as Applicant;
  await rate(world, round, students);
  await world.link(ola, 'offer', await offer(world, round, ola));
  const { page } = await openOwn(ola, round, DURING.offers);
  expect(textOf(page)).toContain('Lenken til svaret er i e-posten vi sendte deg fredag 6. november 2026.');
  const links = page.root.querySelectorAll('main a').map((link) => link.getAttribute('href') ?? '');
  expect(links.filter((href) => !/^(mailto|tel):/.test(href))).toEqual([]);
});

test('while the round is paused the page says so, and nothing can be withdrawn', async () => {
  const { round, students } = await announced(world, 'Ola Øy');
  await rows(`update round set paused_at = '2026-10-28 08:00Z' where id = $1`, round.id);
  const { browser, page } = await openOwn(students[0] as Applicant, round, DURING.rating);
  expect(textOf(page)).toContain('Runden er satt på pause.');
  expect(cardOf(page)?.querySelector('form')).toBeNull();
  const before = await world.app.dump();
  await browser.post(page, { step: 'withdraw-confirm', position: round.positions[0] });
  expect(await world.app.dump()).toBe(before);
});

test.each([
  ['nb', 'Søknadene dine: Trondheim, våren 2027', 'Ikke avgjort ennå', 'Trekk søknaden på TDT4100'],
  ['en', 'Your applications: Trondheim, spring 2027', 'Not settled yet', 'Withdraw the application for TDT4100'],
] as const)('the page and its steps in %s', async (locale, title, tag, button) => {
  world.locale = locale;
  const { round, students } = await announced(world, 'Liv Li', 'Ola Øy', 'Åse Ås');
  const [liv, ola] = students as [Applicant, Applicant];
  await rate(world, round, students);
  await offer(world, round, liv);
  const { browser, page } = await openOwn(ola, round, DURING.offers);
  world.locale = 'nb';
  expect(page.root.querySelector('h1')?.text).toBe(title);
  expect(page.root.querySelector('.ds-tag')?.text).toBe(tag);
  expect(page.root.querySelector('main button')?.text).toBe(button);
  const gone = await withdraw(browser, page);
  expect(gone.root.querySelector('html')?.getAttribute('lang')).toBe(locale);
  expect(standingIn(gone)).toBe('application-withdrawn');
});
