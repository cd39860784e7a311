import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { erasePersonCommand, exportPersonCommand } from '../../src/commands/person.js';
import { retentionCommand } from '../../src/commands/retention.js';
import { examine } from '../../src/doctor/examine.js';
import { transact } from '../../src/platform/app.js';
import { forgetMailFiles } from '../../src/privacy/mail-files.js';
import { retain } from '../../src/privacy/retain.js';
import { RECURRING } from '../../src/recurring.js';
import { OSLO, oslo } from '../support/calendar.js';
import { type TestApp, testApp } from '../support/database.js';
import { listen } from '../support/output.js';
import { deliver, type Named, type Played, play, standingOf, whereIs } from './history.js';

let app: TestApp;
let played: Played;
beforeAll(async () => {
  app = await testApp();
});
afterAll(() => app.close());
beforeEach(async () => {
  // The first is employed, the second declines, the third is employed in her place, the fourth is never offered.
  played = await play(app, {
    openings: 2,
    students: 4,
    isOver: true,
    victim: 0,
    steps: [
      { hours: 1, who: 0, does: 'accept' },
      { hours: 1, who: 1, does: 'decline' },
      { hours: 1, who: 2, does: 'accept' },
      { hours: 1, who: 3, does: 'decline' },
    ],
  });
});
afterEach(() => played.close());

async function night(local: string) {
  await app.setClock(oslo(local));
  const retention = await transact(app, (tx) => retain(tx, app.config));
  await forgetMailFiles(app.database.manager, played.folder);
  await deliver(app, played.folder);
  return retention;
}
const notices = () =>
  app.database.query<unknown[]>(
    `select address, facts->>'group' as "group", (facts->>'people')::int as people, facts->>'goesAt' as at
     from mail where kind = 'retention-notice' order by created_at`,
  );
const isKnown = async ({ values, id }: Named) => (await whereIs(app, played.folder, [...values, id])).length > 0;
const known = async () => {
  const lines: string[] = [];
  for (const one of [...played.students, played.teacher]) if (await isKnown(one)) lines.push(one.email);
  return lines;
};

describe('the night', () => {
  test('tells the contact once, a week before, and lets those go who were not employed', async () => {
    await night('2027-06-10T03:15');
    expect(await notices()).toEqual([]);
    await night('2027-06-11T03:15');
    await night('2027-06-12T03:15');
    const at = oslo('2027-06-18T00:00').toISOString();
    expect(await notices()).toEqual([{ address: 'contact@uni.example', group: 'applicants', people: 2, at }]);
    const before = await standingOf(app);
    expect((await night('2027-06-17T03:15')).groups).toEqual([expect.objectContaining({ now: 'wait' })]);
    await night('2027-06-18T03:15');
    expect(await standingOf(app)).toEqual(before);
    expect(await known()).toEqual(['a@stud.example', 'c@stud.example', 'teacher@uni.example']);
    expect(await examine(app.database.manager, OSLO)).toEqual([]);
    const [event] = await app.database.query<{ data: object }[]>(
      `select data from event where kind = 'retention-done'`,
    );
    expect(event?.data).toEqual({ group: 'applicants', people: 2 });
  });

  test('lets everybody else go after a year and a half, but for whoever has a role', async () => {
    await night('2028-08-04T03:15');
    await night('2028-08-10T03:15');
    expect(await known()).toHaveLength(5);
    const before = await standingOf(app);
    await night('2028-08-11T03:15');
    expect(await known()).toEqual([]);
    expect(await standingOf(app)).toEqual(before);
    expect(await examine(app.database.manager, OSLO)).toEqual([]);
    const left = await app.database.query<{ email: string }[]>(`select email from person where erased_at is null`);
    expect(left.map(({ email }) => email).sort()).toEqual(['contact@uni.example', 'faculty@uni.example']);
  });

  test('twice in one night is once', async () => {
    await night('2027-06-11T03:15');
    await night('2027-06-18T03:15');
    const before = await app.dump();
    expect(await night('2027-06-18T03:15')).toEqual({ groups: [], forgotten: 0 });
    expect(await app.dump()).toBe(before);
  });

  test('lets a student go from an old round alone, who is in a newer one', async () => {
    const [, declined] = played.students as [Named, Named];
    await app.database.query(
      `insert into round (id, campus_id, semester, calendar)
       select '2028V-trondheim', campus_id, '2028V', calendar || '{"closesAt": "2028-02-18T12:00"}' from round`,
    );
    await app.database.query(
      `insert into application_form (round_id, person_id, started_at, text) values ('2028V-trondheim', $1, now(), 'Igjen')`,
      [declined.id],
    );
    await night('2027-06-11T03:15');
    await night('2027-06-18T03:15');
    const [person] = await app.database.query<{ email: string; forms: number; applications: number }[]>(
      `select email, (select count(*)::int from application_form f where f.person_id = p.id) as forms,
         (select count(*)::int from application a where a.person_id = p.id) as applications from person p where id = $1`,
      [declined.id],
    );
    expect(person).toEqual({ email: declined.email, forms: 1, applications: 0 });
  });

  test('is among the recurring work', () => {
    expect(RECURRING.map(({ name, pattern }) => [name, pattern])).toContainEqual(['retention', '15 3 * * *']);
  });
});

describe('on the command line', () => {
  test('a dry run tells what would go, by round and kind, and changes nothing', async () => {
    await night('2027-06-11T03:15');
    await app.setClock(oslo('2027-06-18T03:15'));
    const before = await app.dump();
    const dry = listen();
    await retentionCommand(app.config, true, dry);
    expect(dry.printed[0]).toMatch(
      /^2027V-trondheim, not employed: 2 people would go, from .*\b2 of application, .*\d+ of mail, \d+ of event/,
    );
    expect(await app.dump()).toBe(before);
    const done = listen();
    await retentionCommand(app.config, false, done);
    expect(done.printed[0]).toContain('2 people are gone');
    await forgetMailFiles(app.database.manager, played.folder);
    expect(await isKnown(played.students[3] as Named)).toBe(false);
  });

  test('somebody is told of first, and erased only when the address is given again', async () => {
    const [a] = played.students as [Named];
    const before = await app.dump();
    const told = listen();
    await erasePersonCommand(app.config, a.email.toUpperCase(), undefined, told);
    expect(told.printed.join('\n')).toMatch(/Applications, 2 rows\. Number and order stay[\s\S]*Nothing is erased yet/);
    await expect(erasePersonCommand(app.config, a.email, 'b@stud.example', told)).rejects.toThrow('Nothing was erased');
    await expect(erasePersonCommand(app.config, 'nobody@uni.example', undefined, told)).rejects.toThrow(
      'Nobody is known',
    );
    await expect(erasePersonCommand(app.config, 'contact@uni.example', undefined, told)).rejects.toThrow(
      'Give the role',
    );
    expect(await app.dump()).toBe(before);
    await erasePersonCommand(app.config, a.email, a.email, told);
    await forgetMailFiles(app.database.manager, played.folder);
    expect(told.printed.at(-1)).toBe('Erased.');
    expect(await isKnown(a)).toBe(false);
  });

  test('all about somebody is a page and JSON, with what others wrote of others left out', async () => {
    const [a, b] = played.students as [Named, Named];
    await exportPersonCommand(app.config, a.email, played.folder, listen());
    const page = await readFile(join(played.folder, 'person.html'), 'utf8');
    const json = JSON.parse(await readFile(join(played.folder, 'person.json'), 'utf8'));
    await exportPersonCommand(app.config, a.email, join(played.folder, 'one.json'), listen());
    const again = JSON.parse(await readFile(join(played.folder, 'one.json'), 'utf8'));
    // The second tells of the first, which is written down.
    const butTheLog = ({ kinds }: { kinds: { kind: string }[] }) => kinds.filter(({ kind }) => kind !== 'event');
    expect(butTheLog(again)).toEqual(butTheLog(json));
    expect([json, again].map((one) => JSON.stringify(one).split('person-exported').length - 1)).toEqual([0, 1]);
    for (const value of a.values.filter((one) => !one.includes('"'))) {
      expect(JSON.stringify(json)).toContain(value);
      expect(page).toContain(value);
    }
    expect(page).toMatch(
      /lang="nb"[\s\S]*Alt Stafett har om Åshild Grønnevik[\s\S]*120 dager etter at runden er lukket/,
    );
    expect(page).not.toMatch(/<script|https?:\/\/(?!localhost)|\/l\//);
    for (const value of b.values) expect(page + JSON.stringify(json)).not.toContain(value);
    const tables = json.kinds.flatMap(({ tables }: { tables: { table: string }[] }) =>
      tables.map(({ table }) => table),
    );
    expect(tables.sort()).toEqual(
      [
        'person',
        'position',
        'application',
        'application_form',
        'application_import',
        'rating',
        'offer',
        'mail',
        'link',
        'event',
        'session',
      ].sort(),
    );
    expect(json.mentions.map(({ kind }: { kind: string }) => kind)).toContain('final-list');
  });

  test('whatever refers to somebody is in what they get', async () => {
    for (const { id } of [...played.students, played.teacher]) {
      const { readHeld } = await import('../../src/privacy/read-held.js');
      const held = await readHeld(app.database.manager, id);
      const rows = await app.database.query<{ table: string; count: number }[]>(
        `select 'event' as table, count(*)::int as count from event where $1 in (actor_id, person_id)
         union all select 'mail', count(*)::int from mail where person_id = $1
         union all select 'link', count(*)::int from link where person_id = $1
         union all select 'offer', count(*)::int from offer where person_id = $1
         union all select 'application', count(*)::int from application where person_id = $1`,
        [id],
      );
      for (const { table, count } of rows)
        expect([table, held.find((one) => one.table === table)?.rows.length ?? 0]).toEqual([table, count]);
    }
  });
});
