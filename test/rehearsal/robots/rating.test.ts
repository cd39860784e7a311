import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Diary } from '../../../src/rehearsal/diary.js';
import { Browser } from '../../../src/rehearsal/robots/browser.js';
import { type Duty, teacherReader } from '../../../src/rehearsal/robots/teacher.js';
import { instants, oslo } from '../../support/calendar.js';
import { type Applicant, announced, letGo } from '../../web/rows.js';
import { DURING, startWorld, type World } from '../../web/world.js';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

test('a teacher rates through the pages: those who are ranked and still there in order, all others unsuited', async () => {
  const { round, students } = await announced(world, 'Liv Li', 'Ola Øy', 'Åse Ås', 'Siv Sø');
  const [liv, ola, ase, siv] = students as [Applicant, Applicant, Applicant, Applicant];
  await letGo(world, liv);
  const path = await world.link(round.teacher, 'rating', round.positions[0]);
  await world.app.setClock(DURING.rating);

  const diary = new Diary();
  const clock = { now: oslo('2026-10-28T11:00') };
  const browser = new Browser({ localAddress: undefined, signal: new AbortController().signal });
  const stage = { timeZone: 'Europe/Oslo', home: world.url, clock, diary, upsets: [], browserOf: () => browser };
  const position = { id: 'P1', course: 'TDT4100', title: 'Objektorientert programmering' } as Duty['position'];
  const duty: Duty = { position, campus: 'Trondheim', semester: '2027V', instants };
  const ranked = [siv, liv, ola].map(({ email }) => email);
  const read = teacherReader(
    't@uni.example',
    [duty],
    { ratings: { P1: { after: 'PT0S', ranked, unsuited: [] } } },
    stage,
  );
  read({
    ...{ kind: 'rating-request', to: 't@uni.example', subject: 'TDT4100', messageId: '<1@h>' },
    text: world.url + path,
    receivedAt: clock.now,
  });
  for (const act of diary.takeDue(clock.now).flat()) await act.run();

  const rated = await world.app.database.query<{ id: string; rank: number | null }[]>(
    `select application_id as id, rank from rating where position_id = $1 order by rank`,
    [round.positions[0]],
  );
  expect(rated).toEqual([
    { id: siv.applicationId, rank: 1 },
    { id: ola.applicationId, rank: 2 },
    { id: ase.applicationId, rank: null },
  ]);
});
