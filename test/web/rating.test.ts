import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { type Browser, faultsIn, fieldsOf, openAt, type Page } from './browser.js';
import { type Applicant, announced, offer, rate } from './rows.js';
import { DURING, type Round, startWorld, type World } from './world.js';

let world: World;
let round: Round;
let liv: Applicant;
let ola: Applicant;
let ase: Applicant;
const links = new Map<string, string>();

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  const { round: made, students } = await announced(world, 'Liv Li', 'Ola Øy', 'Åse Ås');
  round = made;
  [liv, ola, ase] = students as [Applicant, Applicant, Applicant];
});

const rows = (sql: string, ...values: unknown[]) => world.app.database.query<unknown[]>(sql, values);
const rank = (who: Applicant, place: string) => ({ [`rank.${who.applicationId}`]: place });
const out = (who: Applicant) => ({ [`unsuited.${who.applicationId}`]: 'yes' });
/** Opens the rating in a browser of its own. */
async function open(at: string = DURING.rating, who = round.teacher) {
  const path = links.get(who.id) ?? (await world.link(who, 'rating', round.positions[0]));
  links.set(who.id, path);
  return openAt(world, path, at);
}

/** Who stands in a list of the form, in order, with the places in their fields. */
const listed = ({ root }: Page, list: string) =>
  root
    .querySelectorAll(`[data-list="${list}"] [data-applicant]`)
    .map((row) =>
      [row.querySelector('.who-name')?.text, row.querySelector('.place')?.getAttribute('value')].join(' ').trim(),
    );
const lists = (page: Page) => ['ranked', 'unplaced', 'unsuited'].map((list) => listed(page, list));
const ratings = () =>
  rows(
    `select s.name, r.rank from rating r join application a on a.id = r.application_id join person s on s.id = a.person_id
     where r.position_id = $1 order by r.rank`,
    round.positions[0],
  );
const counts = async () =>
  (
    await rows(
      `select ratings, (select count(*)::int from rating_draft where position_id = p.id) as drafts,
     (select name from person where id = rated_by_id) as by from position p where id = $1`,
      round.positions[0],
    )
  )[0];

/** Fills in the form and goes all the way. */
async function submit(browser: Browser, page: Page, words: Record<string, string>): Promise<Page> {
  const summary = await browser.post(page, { ...fieldsOf(page, 'basedOn'), ...words });
  return summary.state === 'rating-confirm' ? browser.post(summary, fieldsOf(summary, 'basedOn')) : summary;
}

test('a teacher rates everybody without ties; applicants of other positions are not taken from the form', async () => {
  const stranger = (await announced(world, 'Siv Sø')).students[0] as Applicant;
  const { browser, page } = await open();
  const wrong = { ...rank(liv, '1'), ...rank(ola, '1'), ...rank(ase, '2'), ...out(ase) };
  const faulty = await browser.post(page, { act: 'rate', ...wrong });
  expect([faulty.status, faultsIn(faulty).fields]).toEqual([
    422,
    [ola, ase].map((who) => `rank.${who.applicationId}`).sort(),
  ]);
  expect(fieldsOf(faulty, 'rank.')).toMatchObject(wrong);
  const form = { act: 'rate', ...rank(liv, '7'), ...rank(ola, '2'), ...out(ase), ...rank(stranger, '3') };
  const summary = await browser.post(page, form);
  expect([summary.state, await ratings()]).toEqual(['rating-confirm', []]);
  expect(summary.root.querySelectorAll('ol li').map((item) => item.text.split(',')[0])).toEqual(['Ola Øy', 'Liv Li']);
  expect(summary.root.text).toContain('2 plasser, 2 rangert, 1 uegnet.');
  expect(summary.root.text).toContain('De 2 øverste får tilbud fredag 6. november 2026 kl. 09.00 (norsk tid).');
  const received = await browser.post(page, fieldsOf(summary, 'act'));
  expect(received.state).toBe('rating-received');
  expect(received.root.text).toContain('Sendt inn av Pål Tveit onsdag 28. oktober 2026');
  expect(await ratings()).toEqual([
    { name: 'Ola Øy', rank: 1 },
    { name: 'Liv Li', rank: 2 },
    { name: 'Åse Ås', rank: null },
  ]);
  expect(await counts()).toEqual({ ratings: 1, drafts: 0, by: 'Pål Tveit' });
});

test('a second click on the last button is harmless, also when it comes after the first offers have gone out', async () => {
  const { browser, page } = await open(DURING.offers);
  const summary = await browser.post(page, { act: 'rate', ...rank(liv, '1'), ...rank(ola, '2'), ...out(ase) });
  const form = fieldsOf(summary, 'act');
  const [first, second] = await Promise.all([browser.post(page, form), browser.post(page, form)]);
  expect([first.state, second.state]).toEqual(['rating-received', 'rating-received']);
  expect(await counts()).toMatchObject({ ratings: 1 });
  const events = await rows(`select 1 from event where kind = 'rated' and position_id = $1`, round.positions[0]);
  const offers = await rows(`select state from offer where position_id = $1`, round.positions[0]);
  expect([events.length, offers.length]).toEqual([1, 2]);
});

test('whoever got an offer while the form was open keeps the place, and is locked from then on', async () => {
  await rate(world, round, [liv, ola, ase]);
  const { browser, page } = await open(DURING.offers);
  await offer(world, round, liv);
  const stale = await browser.post(page, { ...fieldsOf(page, 'rank.'), ...rank(liv, '2'), ...rank(ola, '1') });
  expect(stale.status).toBe(409);
  expect(stale.root.text).toContain('Noen fikk tilbud mens du hadde skjemaet åpent');
  const row = stale.root.querySelector(`[data-applicant="${liv.email}"]`);
  expect(row?.querySelector('input')).toBeNull();
  expect(await submit(browser, stale, {})).toMatchObject({ state: 'rating-received' });
  expect(await ratings()).toEqual([
    { name: 'Liv Li', rank: 1 },
    { name: 'Ola Øy', rank: 2 },
    { name: 'Åse Ås', rank: null },
  ]);
});

test('buttons move a row, keep a draft and come back to the button', async () => {
  const { browser, page } = await open();
  expect(lists(page)).toEqual([[], ['Liv Li', 'Ola Øy', 'Åse Ås'], []]);
  const press = (from: Page, what: string, who: Applicant, more = {}) =>
    browser.post(from, { ...fieldsOf(from, 'basedOn'), ...more, move: `${what}.${who.applicationId}` });
  let at = await press(page, 'up', ase);
  expect([at.status, at.path.split('#')[1]]).toEqual([200, `up-${ase.applicationId}`]);
  expect(at.root.querySelector(`button[id="up-${ase.applicationId}"]`)?.getAttribute('value')).toMatch(/^up\./);
  at = await press(at, 'up', ola);
  expect(lists(at)).toEqual([['Åse Ås 1', 'Ola Øy 2'], ['Liv Li'], []]);
  at = await press(at, 'up', ola);
  expect(lists(at)[0]).toEqual(['Ola Øy 1', 'Åse Ås 2']);
  at = await press(at, 'down', ola, out(liv));
  expect(lists(at)).toEqual([['Åse Ås 1', 'Ola Øy 2'], [], ['Liv Li']]);
  at = await press(at, 'up', ase);
  expect(lists(at)[0]).toEqual(['Åse Ås 1', 'Ola Øy 2']);
  at = await press(at, 'back', liv);
  expect([lists(at)[1], at.path.split('#')[1]]).toEqual([['Liv Li'], `up-${liv.applicationId}`]);
  expect([at.state, await ratings(), await counts()]).toEqual(['rating-form', [], { ratings: 0, drafts: 1, by: null }]);
});

test('a place that is written means where the row is to stand; a teacher who comes back finds the draft', async () => {
  const { browser, page } = await open('2026-10-28T13:05Z');
  const save = (from: Page, words: Record<string, string>) =>
    browser.post(from, { ...fieldsOf(from, 'basedOn'), act: 'save', ...words });
  const sorted = await save(page, { ...rank(ase, '2'), ...rank(ola, '1'), rest: 'unsuited' });
  expect(lists(sorted)).toEqual([['Ola Øy 1', 'Åse Ås 2'], ['Liv Li'], []]);
  expect(sorted.root.querySelector('.draft-status')?.text.trim()).toBe('Utkast lagret kl. 14.05.');
  const between = await save(sorted, rank(liv, '2'));
  expect(lists(between)).toEqual([['Ola Øy 1', 'Liv Li 2', 'Åse Ås 3'], [], []]);
  const refused = await save(between, rank(liv, 'to'));
  expect([refused.status, faultsIn(refused).fields]).toEqual([422, [`rank.${liv.applicationId}`]]);
  const later = await open('2026-10-30T10:00Z');
  expect([later.page.state, lists(later.page)]).toEqual(['rating-form', lists(between)]);
  expect(later.page.root.querySelector('.draft-status')?.text).toContain('onsdag 28. oktober 2026 kl. 14.05');
  expect(fieldsOf(later.page, 'rest')).toMatchObject({ rest: 'unsuited' });
});

test('a draft is thrown away only when that is confirmed', async () => {
  const { browser, page } = await open();
  const kept = await browser.post(page, { ...fieldsOf(page, 'basedOn'), act: 'save', ...rank(ola, '1') });
  const sure = await browser.post(kept, { ...fieldsOf(kept, 'basedOn'), discard: 'yes' });
  expect([sure.state, await counts()]).toMatchObject(['rating-discard', { drafts: 1 }]);
  const gone = await browser.post(sure, fieldsOf(sure, 'sure'));
  expect([gone.state, lists(gone)[0], await counts()]).toMatchObject(['rating-form', [], { drafts: 0 }]);
});

test('whoever has no place is unsuited when the teacher says so, and the summary says who', async () => {
  const { browser, page } = await open();
  const fields = fieldsOf(page, 'basedOn');
  const summary = await browser.post(page, { ...fields, ...rank(ase, '1'), ...out(ola), rest: 'unsuited' });
  expect(summary.root.querySelectorAll('ul li').map((item) => item.text)).toEqual([
    `Ola Øy, ${ola.email}`,
    `Liv Li, ${liv.email}`,
  ]);
  expect(summary.root.text).toContain('Uegnet fordi de ikke har fått plass (1)');
  expect(summary.root.text).toContain('1 plass blir stående tom');
  const back = await browser.post(summary, { ...fieldsOf(summary, 'basedOn'), act: 'save' });
  expect(lists(back)).toEqual([['Åse Ås 1'], ['Liv Li'], ['Ola Øy']]);
  expect(await submit(browser, back, { rest: 'unsuited' })).toMatchObject({ state: 'rating-received' });
  expect(await ratings()).toEqual([
    { name: 'Åse Ås', rank: 1 },
    { name: 'Liv Li', rank: null },
    { name: 'Ola Øy', rank: null },
  ]);
});

test('two who rate at once choose between the two; nobody overwrites the other unseen', async () => {
  const teacher = await open();
  const contact = await open(DURING.rating, round.contact);
  await submit(contact.browser, contact.page, { ...rank(liv, '1'), ...rank(ola, '2'), ...out(ase) });
  const conflict = await submit(teacher.browser, teacher.page, { ...rank(liv, '2'), ...rank(ola, '1'), ...out(ase) });
  expect([conflict.state, conflict.status]).toEqual(['rating-conflict', 409]);
  expect(conflict.root.text).toContain('Kari Kontakt sendte inn en rangering onsdag 28. oktober 2026');
  expect(conflict.root.querySelectorAll('.differs').map((row) => row.getAttribute('data-applicant'))).toEqual([
    ola.email,
    liv.email,
  ]);
  expect(await counts()).toMatchObject({ ratings: 1, by: 'Kari Kontakt' });
  // Whoever leaves it there finds both again.
  expect((await open()).page.state).toBe('rating-conflict');
  const mine = await teacher.browser.post(conflict, { ...fieldsOf(conflict, 'basedOn'), act: 'confirm' });
  expect([mine.state, await counts()]).toEqual(['rating-received', { ratings: 2, drafts: 0, by: 'Pål Tveit' }]);
  expect((await ratings())[0]).toEqual({ name: 'Ola Øy', rank: 1 });
});

test.each([
  ['save', 'rating-form', 1],
  ['give-way', 'rating-received', 0],
])('in a conflict, %s leads to %s and decides nothing', async (act, state, drafts) => {
  const teacher = await open();
  const contact = await open(DURING.rating, round.contact);
  const summary = await teacher.browser.post(teacher.page, {
    ...fieldsOf(teacher.page, 'basedOn'),
    ...rank(ase, '1'),
    ...out(liv),
    ...out(ola),
  });
  await submit(contact.browser, contact.page, { ...rank(liv, '1'), ...rank(ola, '2'), ...out(ase) });
  const conflict = await teacher.browser.post(summary, fieldsOf(summary, 'basedOn'));
  expect([conflict.state, conflict.status]).toEqual(['rating-conflict', 409]);
  const next = await teacher.browser.post(conflict, { ...fieldsOf(conflict, 'basedOn'), act });
  expect([next.state, await counts()]).toMatchObject([state, { ratings: 1, drafts, by: 'Kari Kontakt' }]);
  if (act === 'save') expect(await submit(teacher.browser, next, {})).toMatchObject({ state: 'rating-received' });
  expect((await ratings())[0]).toMatchObject({ name: act === 'save' ? 'Åse Ås' : 'Liv Li', rank: 1 });
});

test('a form that has not seen the latest draft does not overwrite it unless told twice', async () => {
  const one = await open();
  const other = await one.browser.get(one.page.path);
  const save = (page: Page, words: Record<string, string>) =>
    one.browser.post(page, { ...fieldsOf(page, 'basedOn'), act: 'save', ...words });
  await save(one.page, rank(liv, '1'));
  const stale = await save(other, rank(ola, '1'));
  expect([stale.status, lists(stale)[0]]).toEqual([409, ['Ola Øy 1']]);
  expect(stale.root.text).toContain('Du har lagret et utkast i et annet vindu kl. 11.00.');
  expect(lists((await open()).page)[0]).toEqual(['Liv Li 1']);
  const kept = await save(stale, {});
  expect([kept.status, lists(kept)[0]]).toEqual([200, ['Ola Øy 1']]);
});

test('a form that saves itself is told what came of it', async () => {
  const { browser, page } = await open();
  const autosave = (draft: string, words: Record<string, string>) =>
    browser.post(page, { ...fieldsOf(page, 'basedOn'), draft, act: 'autosave', ...words });
  const said = (answer: Page) => {
    const outcome = answer.root.querySelector('[data-state]');
    return [answer.status, outcome?.getAttribute('data-state'), outcome?.text.trim()];
  };
  const version = (answer: Page) => answer.root.querySelector('[data-state]')?.getAttribute('data-version') ?? '';
  const first = await autosave('', rank(liv, '1'));
  expect(said(first)).toEqual([200, 'saved', 'Utkast lagret kl. 11.00.']);
  const second = await autosave(version(first), rank(liv, '1'));
  expect(said(second)[1]).toBe('saved');
  const stale = await autosave(version(first), rank(ola, '1'));
  expect(said(stale)).toEqual([409, 'stale', 'Ikke lagret: Du har et nyere utkast fra et annet vindu.']);
  expect(version(stale)).toBe(version(second));
  expect(said(await autosave(version(second), rank(ola, 'x'))).slice(0, 2)).toEqual([422, 'faulty']);
  const contact = await open(DURING.rating, round.contact);
  await submit(contact.browser, contact.page, { ...rank(liv, '1'), ...out(ola), ...out(ase) });
  expect(said(await autosave(version(second), rank(ola, '1'))).slice(0, 2)).toEqual([200, 'overtaken']);
  await world.app.setClock(DURING.closed);
  expect(said(await autosave('', rank(ola, '1')))).toEqual([410, 'closed', 'Ikke lagret: Rangeringen er avsluttet.']);
});

test('whoever has let go is not asked for, and loses the place', async () => {
  await rate(world, round, [liv, ola, ase]);
  await rows(`update position set ratings = 1 where id = $1`, round.positions[0]);
  await rows(`update application set withdrawn_at = '2026-10-28 09:30Z' where id = $1`, liv.applicationId);
  const { browser, page } = await open();
  expect(lists(page)).toEqual([['Ola Øy 1'], [], ['Åse Ås']]);
  expect(page.root.text).toContain('1 søker har trukket søknaden.');
  await submit(browser, page, { ...rank(ase, '1'), ...rank(ola, '2'), [`unsuited.${ase.applicationId}`]: '' });
  expect(await ratings()).toEqual([
    { name: 'Åse Ås', rank: 1 },
    { name: 'Ola Øy', rank: 2 },
  ]);
});

test('a round that is paused takes drafts, but no rating', async () => {
  const { browser, page } = await open();
  const summary = await browser.post(page, { ...fieldsOf(page, 'basedOn'), ...rank(liv, '1'), rest: 'unsuited' });
  await rows(`update round set paused_at = $2 where id = $1`, round.id, DURING.rating);
  await rows(`update subject set paused = true where stage = 'offer' and id = $1`, round.positions[0]);
  const refused = await browser.post(summary, fieldsOf(summary, 'basedOn'));
  expect(refused.state).toBe('rating-form');
  expect(refused.root.text).toContain('Runden er satt på pause.');
  expect([lists(refused)[0], await ratings()]).toEqual([['Liv Li 1'], []]);
});
