import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { fieldsOf, openAt } from './browser.js';
import { type Applicant, announced, offer } from './rows.js';
import { DURING, startWorld, type World } from './world.js';

let world: World;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const rows = (sql: string, ...values: unknown[]) => world.app.database.query<unknown[]>(sql, values);

test('the page says who was an assistant in the course before, but not of other courses or later semesters', async () => {
  const { round, students } = await announced(world, 'Liv Li', 'Ola Øy');
  const [liv, ola] = students as [Applicant, Applicant];
  for (const [index, semester] of ['2026V', '2026H', '2025H', '2027H', '2027V'].entries()) {
    const other = (await announced(world)).round;
    await rows(`update round set semester = $2 where id = $1`, other.id, semester);
    await offer(world, other, liv, 'accepted');
    await offer(world, other, ola, index === 0 ? 'declined' : 'withdrawn');
  }
  const elsewhere = (await announced(world)).round;
  await rows(`update round set semester = '2024V' where id = $1`, elsewhere.id);
  await rows(`update position set course = 'TTK1000' where round_id = $1`, elsewhere.id);
  await offer(world, elsewhere, liv, 'accepted');
  const path = await world.link(round.teacher, 'rating', round.positions[0]);
  const { page } = await openAt(world, path, DURING.rating);
  const said = [liv, ola].map(({ email }) =>
    page.root.querySelector(`[data-applicant="${email}"] .who .beside`)?.text.trim(),
  );
  expect(said).toEqual(['Assistent i emnet: høsten 2026, våren 2026, høsten 2025', undefined]);
});

test('four hundred applicants stand on one lean page, and are rated at once', async () => {
  const { round } = await announced(world);
  const [position] = round.positions;
  await rows(
    `with student as (
       insert into person (email, name, locale) select 's' || n || '@stud.example', 'Student ' || n, 'nb'
       from generate_series(1, 400) n returning id
     )
     insert into application (position_id, person_id, priority, applied_at) select $1, id, 1, now() from student`,
    position,
  );
  const path = await world.link(round.teacher, 'rating', position);
  const { browser, page } = await openAt(world, path, DURING.rating);
  expect(page.root.querySelectorAll('[data-applicant]')).toHaveLength(400);
  expect(page.root.toString().length / 400).toBeLessThan(2000);
  const empty = fieldsOf(page, 'basedOn');
  const missing = await browser.post(page, empty);
  expect(missing.root.querySelectorAll('#faults a').map((link) => link.getAttribute('href'))).toEqual(['#rest']);
  const ids = Object.keys(empty).filter((name) => name.startsWith('rank.'));
  const places = Object.fromEntries(ids.map((name, index) => [name, String(400 - index)]));
  const summary = await browser.post(page, { ...empty, ...places });
  expect((await browser.post(summary, fieldsOf(summary, 'basedOn'))).state).toBe('rating-received');
  const rated = await rows(
    `select 'rank.' || application_id as name, rank from rating where position_id = $1 order by rank`,
    position,
  );
  expect(rated).toEqual(ids.toReversed().map((name, index) => ({ name, rank: index + 1 })));
});
