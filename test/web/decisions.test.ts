import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Browser, faultsIn, fieldsOf, openAt } from './browser.js';
import { lastTime } from './demand-rows.js';
import { announced, answer, student } from './rows.js';
import { DURING, startWorld, type World } from './world.js';

let world: World;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const rows = (sql: string, ...values: unknown[]) => world.app.database.query<unknown[]>(sql, values);

test('a teacher answers, sees the answer and changes it', async () => {
  const round = await world.round();
  const { browser, page } = await openAt(
    world,
    await world.link(round.teacher, 'demand', round.positions[0]),
    DURING.demand,
  );
  const faulty = await browser.post(page, {
    need: 'yes',
    kind: 'teaching-assistant',
    openings: 'tre',
    hours: '79',
    comment: 'Å\r\nØ',
  });
  expect([faulty.status, faultsIn(faulty).fields]).toEqual([422, ['hours', 'openings']]);
  expect(fieldsOf(faulty, 'need')).toEqual({
    need: 'yes',
    kind: 'teaching-assistant',
    openings: 'tre',
    hours: '79',
    comment: 'Å\r\nØ',
  });
  const saved = await browser.post(page, {
    need: 'yes',
    kind: 'teaching-assistant',
    openings: '3',
    hours: '80',
    comment: 'Å\r\nØ',
  });
  expect([saved.state, saved.status]).toEqual(['demand-received', 200]);
  expect(fieldsOf(saved, 'need')).toMatchObject({ openings: '3', hours: '80', comment: 'Å\nØ' });
  await browser.post(saved, { need: 'no' });
  expect(await rows(`select no_need, openings from demand where position_id = $1`, round.positions[0])).toEqual([
    { no_need: true, openings: null },
  ]);
});

test('the contact reviews, goes back, corrects, confirms', async () => {
  const round = await world.round();
  await answer(world, round);
  const [first, second] = round.positions;
  const { browser, page } = await openAt(world, await world.link(round.contact, 'report', round.id), DURING.lateDemand);
  const shown = fieldsOf(page, `answer.${first}`);
  expect(shown).toMatchObject({
    [`answer.${first}`]: 'asked',
    [`openings.${first}`]: '2',
    [`answer.${second}`]: 'silent',
  });
  const review = await browser.post(page, { ...shown, [`openings.${first}`]: '4' });
  expect(review.state).toBe('report-confirm');
  const back = await browser.post(page, { ...fieldsOf(review, 'step'), step: 'edit' });
  expect(fieldsOf(back, `answer.${first}`)).toMatchObject({ [`openings.${first}`]: '4', step: 'review' });
  const sent = await browser.post(page, fieldsOf(review, 'step'));
  expect(sent.state).toBe('report-sent');
  expect(await rows(`select openings from position where round_id = $1 order by id`, round.id)).toEqual([
    { openings: 4 },
    { openings: null },
  ]);
});

test('an answer that came while the contact had the form open is not overwritten unseen', async () => {
  const round = await world.round();
  const [first] = round.positions;
  const { browser, page } = await openAt(world, await world.link(round.contact, 'report', round.id), DURING.lateDemand);
  const stale = { ...fieldsOf(page, 'step'), [`answer.${first}`]: 'none' };
  await answer(world, round);
  for (const step of ['review', 'save', 'confirm']) {
    const again = await browser.post(page, { ...stale, step });
    expect([again.state, again.status]).toEqual(['report-form', 409]);
    expect(again.root.querySelector('.ds-alert')?.text).toContain('TDT4100');
    expect(fieldsOf(again, 'step')).toMatchObject({ [`answer.${first}`]: 'asked', [`openings.${first}`]: '2' });
  }
  const again = await browser.post(page, stale);
  expect((await browser.post(page, { ...fieldsOf(again, 'step'), step: 'confirm' })).state).toBe('report-sent');
});

test('a student applies, and positions of other rounds are not taken from the form', async () => {
  const { round } = await announced(world);
  const elsewhere = (await announced(world)).round;
  const person = await student(world, round, 'Ola Øy', false);
  const { browser, page } = await openAt(world, await world.link(person, 'apply', round.id), DURING.applying);
  const [first, second] = round.positions;
  const wish = { name: 'Ola  Øy', text: 'Hei', [`priority.${elsewhere.positions[0]}`]: '3' };
  const tied = await browser.post(page, { ...wish, [`priority.${first}`]: '1', [`priority.${second}`]: '1' });
  expect([tied.status, faultsIn(tied).fields]).toEqual([422, [`priority.${second}`]]);
  expect(fieldsOf(tied, 'text')).toMatchObject({
    text: 'Hei',
    [`priority.${first}`]: '1',
    [`priority.${second}`]: '1',
  });
  const sent = await browser.post(page, {
    ...wish,
    laos: 'yes',
    [`priority.${first}`]: '2',
    [`priority.${second}`]: '1',
  });
  expect(sent.state).toBe('apply-received');
  expect(
    await rows(`select position_id as id, priority from application where person_id = $1 order by 2`, person.id),
  ).toEqual([
    { id: second, priority: 1 },
    { id: first, priority: 2 },
  ]);
});

test('a form that is sent twice, at one time or later, counts once: one receipt, one event; a change has its own', async () => {
  const { round } = await announced(world);
  const person = await student(world, round, 'Ola Øy', false);
  const { browser, page } = await openAt(world, await world.link(person, 'apply', round.id), DURING.applying);
  const wish = { name: 'Ola Øy', text: 'Hei', [`priority.${round.positions[0]}`]: '1' };
  const both = await Promise.all([browser.post(page, wish), browser.post(page, wish)]);
  const again = await browser.post(page, wish);
  expect([...both, again].map(({ state }) => state)).toEqual(Array(3).fill('apply-received'));
  const counts = () =>
    rows(
      `select (select count(*)::int from mail where person_id = $1 and kind = 'application-receipt') as receipts,
         (select count(*)::int from event where person_id = $1 and kind = 'applied') as events`,
      person.id,
    );
  expect(await counts()).toEqual([{ receipts: 1, events: 1 }]);
  await browser.post(page, { ...wish, text: 'Hei igjen' });
  expect(await counts()).toEqual([{ receipts: 2, events: 2 }]);
});

test('a link that is asked for twice in a minute comes once, and later again', async () => {
  const { round } = await announced(world);
  await world.app.setClock(DURING.applying);
  const email = 'twice@stud.example';
  const browser = new Browser(world.url);
  const home = await browser.get('/');
  const ask = () => browser.post(home, { round: round.id, email });
  const count = () => rows(`select count(*)::int as n from mail where address = $1`, email);
  expect((await Promise.all([ask(), ask()])).map(({ state }) => state)).toEqual(['apply-sent', 'apply-sent']);
  expect(await count()).toEqual([{ n: 1 }]);
  await world.app.setClock(new Date(new Date(DURING.applying).getTime() + 60_000));
  await ask();
  expect(await count()).toEqual([{ n: 2 }]);
});

test('a student says that the training is done', async () => {
  const person = await world.person('Ola Øy');
  const { browser, page } = await openAt(world, await world.link(person, 'laos', person.id), DURING.offers);
  expect((await browser.post(page, { done: 'yes' })).state).toBe('laos-done');
  expect(await rows(`select laos from person where id = $1`, person.id)).toEqual([{ laos: true }]);
});

test('the numbers of last time are filled in, but pressing the button alone answers nothing', async () => {
  const round = await world.round();
  await lastTime(world, round);
  const { browser, page } = await openAt(
    world,
    await world.link(round.teacher, 'demand', round.positions[0]),
    DURING.demand,
  );
  const fields = fieldsOf(page, 'need');
  expect(fields).toMatchObject({ kind: 'learning-assistant', openings: '3', hours: '100' });
  expect(fields).not.toHaveProperty('need');
  const pressed = await browser.post(page, fields);
  expect([pressed.status, faultsIn(pressed).fields]).toEqual([422, ['need']]);
  expect((await browser.post(page, { ...fields, need: 'yes' })).state).toBe('demand-received');
});
