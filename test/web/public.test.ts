import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Browser, faultsIn, fieldsOf } from './browser.js';
import { announce } from './rows.js';
import { DURING, type Round, startWorld, type World } from './world.js';

let world: World;
let round: Round;

beforeAll(async () => {
  world = await startWorld();
  round = await world.round();
  await announce(world, round);
});
afterAll(() => world.close());

async function home(at: string = DURING.applying, query = '') {
  await world.app.setClock(at);
  const browser = new Browser(world.url);
  return { browser, page: await browser.get(`/${query}`) };
}

const mailsTo = async (email: string) =>
  (await world.app.database.query<{ locale: string }[]>(`select locale from mail where address = $1`, [email])).map(
    ({ locale }) => locale,
  );

test('positions are shown until applyDue, and not at it', async () => {
  expect((await home('2026-10-26T22:58:59Z')).page.root.text).toContain('TDT4100');
  expect((await home('2026-10-26T22:59:00Z')).page.root.text).not.toContain('TDT4100');
});

test('the answer is the same whether or not the address is known, and both get a link', async () => {
  const { browser, page } = await home();
  const known = await world.person('Liv Li');
  const form = fieldsOf(page, 'email');
  const answers = [];
  for (const email of [known.email, 'Ny@Uni.Example']) {
    const sent = await browser.post(page, { ...form, email });
    answers.push([sent.status, sent.state, sent.root.toString().replaceAll(email.toLowerCase(), 'address')]);
  }
  expect(answers[0]).toEqual(answers[1]);
  expect([await mailsTo(known.email), await mailsTo('ny@uni.example')]).toEqual([['nb'], ['nb']]);
});

test('somebody new is known by the language of the page', async () => {
  const { browser, page } = await home(DURING.applying, '?lang=en');
  expect(page.root.querySelector('html')?.getAttribute('lang')).toBe('en');
  const sent = await browser.post(page, { ...fieldsOf(page, 'email'), email: 'eve@uni.example' });
  expect(sent.root.querySelector('html')?.getAttribute('lang')).toBe('en');
  expect(await mailsTo('eve@uni.example')).toEqual(['en']);
});

test('a bad address is shown at its field, and kept', async () => {
  const { browser, page } = await home();
  const before = await world.app.dump();
  const again = await browser.post(page, { ...fieldsOf(page, 'email'), email: 'ola at uni' });
  expect([again.status, again.state, faultsIn(again).summary]).toEqual([422, 'home', [`email-${round.id}`]]);
  expect(fieldsOf(again, 'email')).toMatchObject({ email: 'ola at uni', round: round.id });
  expect(await world.app.dump()).toBe(before);
});

test.each([
  ['a round that is closed', DURING.rating],
  ['a round that there is not', DURING.applying],
])('%s takes nobody', async (what, at) => {
  const { browser, page } = await home();
  const form = fieldsOf(page, 'email');
  await world.app.setClock(at);
  const before = await world.app.dump();
  const again = await browser.post(page, {
    ...form,
    email: 'ola@uni.example',
    ...(what.endsWith('not') && { round: '?' }),
  });
  expect([again.status, again.state]).toEqual([409, 'home']);
  expect(await world.app.dump()).toBe(before);
});

test('a stranger cannot flood a mailbox, and is not told that the mails have ended', async () => {
  const { browser, page } = await home();
  const form = { ...fieldsOf(page, 'email'), email: 'flood@uni.example' };
  for (let minute = 0; minute < 8; minute += 1) {
    await world.app.setClock(new Date(new Date(DURING.applying).getTime() + minute * 60_000));
    expect((await browser.post(page, form)).state).toBe('apply-sent');
  }
  expect(await mailsTo('flood@uni.example')).toHaveLength(4);
});
