import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { verifyCommand } from '../../src/commands/verify.js';
import { readConfig } from '../../src/platform/config.js';
import { checkFile } from '../../src/process/offer/fair-chance/check-file.js';
import { verdictOf } from '../../src/process/offer/fair-chance/verdict.rule.js';
import type { OfferLog } from '../../src/process/offer/fairness.rule.js';
import { listen } from '../support/output.js';

const SECRET = 's'.repeat(40);
const at = new Date('2026-11-06T09:00:00Z');
const [a, b, kari] = ['a', 'b', 'e'].map((letter) => `${letter.repeat(8)}-0000-4000-8000-000000000000`) as [
  string,
  string,
  string,
];
const alone = { at, actorId: null, reason: null };
const rated = { ...alone, is: 'rated' as const, ranked: [a, b], unsuited: 0 };

const written = (...events: OfferLog['events']): string => {
  const offered = events.flatMap((event) => (event.is === 'offered' || event.is === 'named' ? [event.personId] : []));
  const log = { events, openings: 2, offered };
  const position = { id: 'P1', course: 'TDT4100', title: 'Programmering', log, verdict: verdictOf(log) };
  const round = { id: '2027V-trondheim', campus: 'Trondheim', semester: '2027V' };
  const steppedIn = events.some(({ is }) => is === 'named') ? [{ id: kari, name: 'Kari Kontakt' }] : [];
  return checkFile(
    { at, round, positions: [position], steppedIn },
    { from: 'https://stafett.example', secret: SECRET },
  );
};

let folder: string;
let path: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stafett-verify-'));
  path = join(folder, 'check.json');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function run(text: string, { json = false, secret = SECRET } = {}) {
  await writeFile(path, text);
  const output = listen(json);
  return {
    status: await verifyCommand(readConfig({ SECRET: secret }), path, output),
    printed: output.printed.join('\n'),
  };
}

test('a genuine file in which the order was followed says so', async () => {
  const { status, printed } = await run(written(rated, { ...alone, is: 'offered', personId: a }));
  expect(status).toBe(0);
  expect(printed.split('\n')).toEqual([
    `${path} is genuine. Its only offer went to the next on its list.`,
    'It is the check of 2027V-trondheim (Trondheim, 2027V), made Friday 6 November 2026 at 10:00 (Norwegian time) by https://stafett.example.',
  ]);
});

test('one with deviations is genuine all the same, and says them and who stepped in', async () => {
  const text = written(
    rated,
    { ...alone, is: 'offered', personId: b },
    { at, actorId: kari, reason: 'Avtalt', is: 'named', personId: a },
  );
  const { status, printed } = await run(text);
  expect(status).toBe(0);
  expect(printed).toContain('is genuine. The order was not followed: 1 deviation; 0 of 2 offers went to the next');
  expect(printed).toContain(`Deviation in P1 (TDT4100): ${at.toISOString()}, ${b} was offered, but ${a} was next.`);
  expect(printed).toContain('Kari Kontakt stepped in once.');
  const json = await run(text, { json: true });
  expect(JSON.parse(json.printed)).toMatchObject({
    is: 'genuine',
    summary: { is: 'deviates', offers: 2, passed: 1 },
    deviations: [{ position: 'P1', is: 'out-of-order', personId: b, next: a, passed: [a] }],
    steppedIn: [{ id: kari, name: 'Kari Kontakt', times: 1 }],
  });
});

test.each([
  ['altered', (text: string) => text.replace('TDT4100', 'TDT4101'), SECRET, 'was altered after it was signed'],
  ['foreign', (text: string) => text, 'other'.repeat(8), 'it says it is from https://stafett.example'],
  ['no-check', () => 'course;offers', SECRET, 'is no fair chance check'],
])('one that is %s fails, with what to do', async (is, change, secret, says) => {
  const text = change(written(rated));
  const { status, printed } = await run(text, { secret });
  expect([status, printed.includes(says)]).toEqual([1, true]);
  const json = await run(text, { secret, json: true });
  expect([json.status, JSON.parse(json.printed)]).toEqual([1, { file: path, is, says: printed }]);
});

test('without a file there is nothing to check', async () => {
  const absent = join(folder, 'none.json');
  await expect(verifyCommand(readConfig({ SECRET }), absent, listen())).rejects.toThrow('none.json could not be read');
});
