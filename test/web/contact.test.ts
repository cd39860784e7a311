import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Browser, faultsIn, fieldsOf, filled, openAt, type Page } from './browser.js';
import { takeOff } from './demand-rows.js';
import { answer, report } from './rows.js';
import { DURING, type Round, startWorld, type World } from './world.js';

let world: World;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const rows = <T>(sql: string, ...values: unknown[]) => world.app.database.query<T[]>(sql, values);

/** The contact opens her page. */
async function open(round: Round, at: string = DURING.demand) {
  return openAt(world, await world.link(round.contact, 'report', round.id), at);
}

/** Presses a button of the form with all courses. */
const press = (browser: Browser, page: Page, button: string, fill = {}) =>
  browser.post(page, filled(page, 'step', fill, button));
const textOf = (page: Page) => page.root.querySelector('main')?.text.replace(/\s+/g, ' ') ?? '';

test('before the deadline the contact sees who has answered and answers for whoever has not; the teacher sees it', async () => {
  const round = await world.round();
  await answer(world, round);
  const [, second] = round.positions;
  const { browser, page } = await open(round);
  expect([page.state, textOf(page)]).toEqual([
    'report-early',
    expect.stringMatching(/1 av 2 emner er besvart\..*Svarte tirsdag 22\. september/),
  ]);
  const form = fieldsOf(page, 'step');
  expect(form).toMatchObject({ step: 'save', [`answer.${second}`]: 'silent' });
  const forgotten = await browser.post(page, { ...form, [`openings.${second}`]: '3' });
  expect([forgotten.status, faultsIn(forgotten).fields]).toEqual([422, [`answer.${second}`]]);
  const saved = await browser.post(page, { ...form, [`answer.${second}`]: 'none' });
  expect([saved.state, saved.status]).toEqual(['report-early', 200]);
  expect(textOf(saved)).toContain('2 av 2 emner er besvart, 1 av dem på vegne av faglæreren.');
  const teacher = await openAt(world, await world.link(round.teacher, 'demand', second), DURING.demand);
  expect([teacher.page.state, textOf(teacher.page)]).toEqual([
    'demand-received',
    expect.stringContaining('Kari Kontakt har svart for dette emnet.'),
  ]);
  expect(await rows(`select reported_at from report where round_id = $1`, round.id)).toEqual([{ reported_at: null }]);
});

test('an answer cannot be taken back to silence', async () => {
  const round = await world.round();
  await answer(world, round);
  const [first] = round.positions;
  const { browser, page } = await open(round);
  const again = await browser.post(page, { ...fieldsOf(page, 'step'), [`answer.${first}`]: 'silent' });
  expect([again.status, faultsIn(again).fields]).toEqual([422, [`answer.${first}`]]);
});

test('a contact adds a course on the way, and nothing that she had typed is lost', async () => {
  const round = await world.round();
  const [first] = round.positions;
  const { browser, page } = await open(round);
  const typed = { [`answer.${first}`]: 'asked', [`openings.${first}`]: '4' };
  const form = await press(browser, page, 'add', typed);
  expect([form.state, fieldsOf(form, 'course')]).toEqual(['report-add', expect.objectContaining(typed)]);
  const email = `teacher-${round.id}@uni.example`.toLowerCase();
  await rows(`update person set email = $2 where id = $1`, round.teacher.id, email);
  const course = { course: 'TDT4100', title: 'OOP', teacher: 'Pål', email, answer: 'ask' };
  const listed = await browser.post(form, { ...fieldsOf(form, 'course'), ...course });
  expect([listed.status, faultsIn(listed).fields]).toEqual([422, ['course']]);
  expect(fieldsOf(listed, 'course')).toMatchObject({ ...course, ...typed });
  const nora = { ...course, teacher: 'Nora Ny', email: `nora-${round.id}@uni.example`.toLowerCase() };
  const added = await browser.post(form, { ...fieldsOf(listed, 'course'), ...nora });
  expect([added.state, added.status]).toEqual(['report-early', 200]);
  expect(fieldsOf(added, 'step')).toMatchObject(typed);
  expect(textOf(added)).toContain('TDT4100 OOP: er lagt til');
  expect(await rows(`select 1 from mail where kind = 'demand-request' and address = $1`, nora.email)).toHaveLength(1);
});

test('a contact adds a course with its answer', async () => {
  const round = await world.round();
  const { browser, page } = await open(round);
  const form = await press(browser, page, 'add');
  const course = {
    course: 'TDT4290',
    title: 'Kpro',
    teacher: 'Nora',
    email: `n-${round.id}@uni.example`,
    answer: 'asked',
  };
  const faulty = await browser.post(form, { ...fieldsOf(form, 'course'), ...course, hours: '70' });
  expect([faulty.status, faultsIn(faulty).fields]).toEqual([422, ['hours', 'kind', 'openings']]);
  const numbers = { kind: 'teaching-assistant', openings: '1', hours: '80' };
  expect((await browser.post(form, { ...fieldsOf(form, 'course'), ...course, ...numbers })).status).toBe(200);
  expect(
    await rows(
      `select p.id, d.kind, d.openings from position p join demand d on d.position_id = p.id
       where p.course = 'TDT4290' and p.round_id = $1`,
      round.id,
    ),
  ).toEqual([{ id: `${round.id}-TDT4290-1`, kind: 'teaching-assistant', openings: 1 }]);
  expect(await rows(`select 1 from mail where address = $1`, course.email)).toEqual([]);
});

test('a contact takes a course off the list and puts it back; its teacher learns what happened', async () => {
  const round = await world.round();
  const [, second] = round.positions;
  await answer(world, round);
  const { browser, page } = await open(round);
  const sure = await press(browser, page, 'remove');
  expect([sure.state, fieldsOf(sure, 'sure').remove]).toEqual(['report-remove', second]);
  expect((await browser.post(sure, { ...fieldsOf(sure, 'sure'), step: 'edit' })).state).toBe('report-early');
  const off = await browser.post(sure, fieldsOf(sure, 'sure'));
  expect(textOf(off)).toContain('1 emne er tatt ut av lista');
  const again = await browser.post(sure, fieldsOf(sure, 'sure'));
  expect([again.status, textOf(again)]).toEqual([409, expect.stringContaining('kanskje av noen andre')]);

  const teacher = await openAt(world, await world.link(round.teacher, 'demand', second), DURING.demand);
  expect([teacher.page.state, textOf(teacher.page)]).toEqual([
    'demand-removed',
    expect.stringContaining('Kari Kontakt'),
  ]);
  expect((await teacher.browser.post(teacher.page, { need: 'no' })).state).toBe('demand-removed');

  await press(browser, off, 'restore');
  expect((await teacher.browser.get(teacher.page.path)).state).toBe('demand-form');
});

test('a nudge is shown before it is sent, and two presses send one', async () => {
  const round = await world.round();
  await answer(world, round);
  const { browser, page } = await open(round);
  const write = await press(browser, page, 'nudge', { [`openings.${round.positions[0]}`]: '4' });
  const long = await browser.post(write, { ...fieldsOf(write, 'words'), words: 'x'.repeat(1001) });
  expect([long.status, faultsIn(long).fields]).toEqual([422, ['words']]);
  const words = 'Hei <b>Pål</b>,\r\n\r\nvi trenger svaret.';
  const preview = await browser.post(write, { ...fieldsOf(write, 'words'), words });
  expect([preview.state, textOf(preview)]).toEqual([
    'report-nudge-confirm',
    expect.stringContaining('Kari Kontakt skriver: «Hei <b>Pål</b>, vi trenger svaret.»'),
  ]);
  expect(preview.root.querySelector('main b')).toBeNull();
  const change = await browser.post(preview, fieldsOf(preview, 'back'));
  expect(fieldsOf(change, 'words').words).toBe('Hei <b>Pål</b>, vi trenger svaret.');
  const sent = await browser.post(preview, fieldsOf(preview, 'sure'));
  expect([sent.state, fieldsOf(sent, 'step')[`openings.${round.positions[0]}`]]).toEqual(['report-early', '4']);
  expect(textOf(sent)).toContain('Purret tirsdag 22. september 2026 kl. 12.00');
  const twice = await browser.post(preview, fieldsOf(preview, 'sure'));
  expect([twice.status, textOf(twice)]).toEqual([409, expect.stringContaining('den siste timen')]);
  expect(
    await rows(
      `select facts->'note'->>'text' as words from mail where kind = 'demand-reminder' and round_id = $1`,
      round.id,
    ),
  ).toEqual([{ words: 'Hei <b>Pål</b>, vi trenger svaret.' }]);
});

test('whoever answers while a nudge is being written is not nudged', async () => {
  const round = await world.round();
  const { browser, page } = await open(round);
  const write = await press(browser, page, 'nudge');
  await answer(world, round);
  const refused = await browser.post(write, { ...fieldsOf(write, 'words'), words: 'Hei', sure: 'yes' });
  expect([refused.status, textOf(refused)]).toEqual([409, expect.stringContaining('ingen purring er sendt')]);
  expect(await rows(`select 1 from mail where round_id = $1`, round.id)).toEqual([]);
});

test('of two contacts who edit at once the second sees what the first has changed', async () => {
  const round = await world.round();
  const [first, second] = round.positions;
  const one = await open(round);
  const other = { browser: one.browser, page: await one.browser.get(one.page.path) };
  await one.browser.post(one.page, { ...fieldsOf(one.page, 'step'), [`answer.${first}`]: 'none' });
  await takeOff(world, round, [second]);
  const refused = await other.browser.post(other.page, {
    ...fieldsOf(other.page, 'step'),
    [`answer.${first}`]: 'asked',
    [`kind.${first}`]: 'learning-assistant',
    [`openings.${first}`]: '1',
    [`hours.${first}`]: '100',
  });
  expect(refused.status).toBe(409);
  const items = refused.root.querySelectorAll('.ds-alert li').map((item) => item.text);
  expect(items).toEqual([
    'TDT4100 Objektorientert programmering: svaret er nytt',
    'TDT4109 Informasjonsteknologi, grunnkurs: er tatt ut av lista',
  ]);
  expect(fieldsOf(refused, 'step')).toMatchObject({ [`answer.${first}`]: 'none' });
});

test('the summary counts what will be reported', async () => {
  const round = await world.round();
  await answer(world, round);
  const [first, second] = round.positions;
  const { browser, page } = await open(round, DURING.lateDemand);
  const review = await browser.post(page, {
    ...fieldsOf(page, 'step'),
    [`openings.${first}`]: '3',
    [`hours.${first}`]: '90',
  });
  const facts = (of: Page) =>
    Object.fromEntries(
      of.root
        .querySelectorAll('.facts > div')
        .map((row) => [row.querySelector('dt')?.text, row.querySelector('dd')?.text]),
    );
  expect(facts(review)).toMatchObject({
    'Stillinger som lyses ut': '1',
    'Assistenter i alt': '3',
    'Timer i alt': '270 timer',
    'Emner uten behov': '0',
    'Besvart eller rettet på vegne av faglæreren': '1',
    'Emner uten svar': expect.stringMatching(/^1\. /),
    'Emner tatt ut av lista': '0',
  });
  await takeOff(world, round, [second]);
  const refused = await browser.post(page, fieldsOf(review, 'step'));
  expect(refused.status).toBe(409);
  const anew = await browser.post(page, fieldsOf(refused, 'step'));
  expect(facts(anew)).toMatchObject({ 'Emner uten svar': '0', 'Emner tatt ut av lista': '1' });
});

test('after the report the contact still corrects and adds, but does not report again', async () => {
  const round = await world.round();
  await answer(world, round);
  await report(world, round, round.contact);
  const [first, second] = round.positions;
  const { browser, page } = await open(round, '2026-10-06T11:00Z');
  expect([page.state, fieldsOf(page, 'step').step]).toEqual(['report-sent', 'save']);
  const form = { ...fieldsOf(page, 'step'), [`answer.${second}`]: 'none', [`openings.${first}`]: '5' };
  const confirmed = await browser.post(page, { ...form, step: 'confirm' });
  expect(confirmed.state).toBe('report-sent');
  const openings = `select openings from position where id = $1`;
  expect(await rows(openings, first)).toEqual([{ openings: 2 }]);
  await browser.post(page, form);
  expect(await rows(openings, first)).toEqual([{ openings: 5 }]);
  expect(await rows(`select 1 from mail where kind = 'demand-report' and round_id = $1`, round.id)).toEqual([]);
});

test('before the courses are asked for and after reportDue nothing can be changed', async () => {
  const round = await world.round();
  const during = await open(round);
  const save = { ...fieldsOf(during.page, 'step'), [`answer.${round.positions[0]}`]: 'none' };
  for (const instant of [DURING.before, DURING.afterReport]) {
    await world.app.setClock(instant);
    const before = await world.app.dump();
    for (const form of [save, { ...save, remove: round.positions[0], sure: 'yes' }])
      expect((await during.browser.post(during.page, form)).state).toMatch(/^report-(early|closed)$/);
    expect(await world.app.dump()).toBe(before);
  }
});
