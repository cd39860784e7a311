import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Purpose } from '../../src/links/link.entity.js';
import { Browser } from './browser.js';
import { announce, offer, student } from './rows.js';
import { DURING, type Person, startWorld, type World } from './world.js';

let world: World;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const idOf = (path: string) => path.slice('/l/'.length, path.indexOf('.'));
const revoke = (path: string) =>
  world.app.database.query(`update link set revoked_at = $2 where id = $1`, [idOf(path), DURING.offers]);

/** A link for each purpose that has a contact. */
async function everyLink(): Promise<[Purpose, Person, string][]> {
  const round = await world.round();
  await announce(world, round);
  const liv = await student(world, round, 'Liv Li');
  const [position] = round.positions;
  return [
    ['demand', round.teacher, position],
    ['report', round.contact, round.id],
    ['apply', liv, round.id],
    ['rating', round.teacher, position],
    ['offer', liv, await offer(world, round, liv, 'accepted')],
    ['final-list', round.teacher, position],
    ['laos', liv, liv.id],
  ];
}

async function endedPage(path: string, at: string = DURING.offers) {
  await world.app.setClock(at);
  const page = await new Browser(world.url).get(path);
  expect([page.state, page.status]).toEqual(['link-ended', 410]);
  return page.root.querySelector('main')?.text.replace(/\s+/g, ' ') ?? '';
}

test('a link that was taken back says so, and whom to ask, whatever it was for', async () => {
  for (const [purpose, person, subject] of await everyLink()) {
    const path = await world.link(person, purpose, subject);
    await revoke(path);
    const text = await endedPage(path);
    expect([purpose, text]).toEqual([purpose, expect.stringContaining('Lenken er trukket tilbake.')]);
    expect([purpose, text]).toEqual([purpose, expect.stringMatching(/Kari Kontakt: kari\d+@uni\.example, \+47 73/)]);
  }
});

test('a link that a newer one replaced says so, and the newer one opens', async () => {
  const round = await world.round();
  const path = await world.link(round.teacher, 'demand', round.positions[0]);
  await revoke(path);
  const newer = await world.link(round.teacher, 'demand', round.positions[0]);
  expect(await endedPage(path)).toContain('Du har fått en nyere lenke');
  await world.app.setClock(DURING.demand);
  expect((await new Browser(world.url).get(newer)).state).toBe('demand-form');
});

test('a newer link of somebody else, or to something else, replaces nothing', async () => {
  const round = await world.round();
  const path = await world.link(round.teacher, 'rating', round.positions[0]);
  await revoke(path);
  await world.link(round.contact, 'rating', round.positions[0]);
  await world.link(round.teacher, 'rating', round.positions[1]);
  expect(await endedPage(path)).toContain('Lenken er trukket tilbake.');
});

test('a link whose time is up opens until that instant, and not at it', async () => {
  const round = await world.round();
  const path = await world.link(round.teacher, 'demand', round.positions[0]);
  await world.app.database.query(`update link set expires_at = '2026-09-22 12:00Z' where id = $1`, [idOf(path)]);
  await world.app.setClock('2026-09-22T11:59:59Z');
  expect((await new Browser(world.url).get(path)).state).toBe('demand-form');
  const text = await endedPage(path, '2026-09-22T12:00:00Z');
  expect(text).toContain('den tiden er ute');
  expect(text).toContain('Kari Kontakt');
});

test.each([
  ['used', `revoked_at = '2026-11-10 09:00Z'`, 'bare brukes én gang'],
  ['too old', `expires_at = '2026-11-10 09:00Z'`, 'den tiden er ute'],
])('a sign-in link that is %s leads to where one gets a new one', async (_what, change, words) => {
  const person = await world.person('Kari Kontakt');
  const path = await world.link(person, 'sign-in', person.id);
  await world.app.database.query(`update link set ${change} where id = $1`, [idOf(path)]);
  await world.app.setClock(DURING.offers);
  const page = await new Browser(world.url).get(path);
  expect([page.state, page.root.querySelector('main')?.text]).toEqual(['link-ended', expect.stringContaining(words)]);
  expect(page.root.querySelector('main a')?.getAttribute('href')).toBe('/board/sign-in');
});

test('a link whose matter is gone still says what happened', async () => {
  const person = await world.person('Liv Li');
  const path = await world.link(person, 'offer', '00000000-0000-4000-8000-000000000000');
  await revoke(path);
  expect(await endedPage(path)).toContain('Lenken er trukket tilbake.');
});
