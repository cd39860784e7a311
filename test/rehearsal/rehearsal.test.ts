import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { STEPS } from '../../src/platform/steps.js';
import { localDaysLater } from '../../src/rounds/wall-clock.js';
import { differences, modelOf, type Scenario } from '../support/model.js';

const run = promisify(execFile);
const root = join(import.meta.dirname, '..', '..');

// Each shows something else; the generator gives the same scenario for the same arguments.
const scenarios = {
  'half of the teachers rate late': ['--seed', '11', '--late', '0.5', '--positions', '8', '--students', '40'],
  'offers run over the change to summer time': [
    ...['--seed', '12', '--start', '2027-02-01', '--positions', '3', '--students', '12'],
  ],
  'most students stay silent and some are unsuited': [
    ...['--seed', '14', '--silent', '0.5', '--unsuited', '0.2', '--positions', '2', '--students', '18'],
  ],
};

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'stafett-rehearsal-test-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

/** Rehearses a scenario with the command that people use, and gives its report. */
async function rehearse(
  name: string,
  scenario: Scenario,
  ...options: string[]
): Promise<{ report: unknown; table: string }> {
  const file = join(directory, `${name}.json`);
  const report = join(directory, `${name}-report.json`);
  await writeFile(file, JSON.stringify(scenario));
  const { stdout, stderr } = await run(
    process.execPath,
    ['bin/stafett.js', 'rehearse', '--scenario', file, '--report', report, ...options],
    {
      cwd: root,
      env: { ...process.env, DATABASE_URL: process.env.TEST_POSTGRES_URL, REDIS_URL: process.env.TEST_REDIS_URL },
    },
  );
  return { report: JSON.parse(await readFile(report, 'utf8')), table: stdout + stderr };
}

async function generate(args: readonly string[]): Promise<Scenario> {
  const { stdout } = await run(process.execPath, ['examples/generate.mjs', ...args], {
    cwd: root,
    maxBuffer: 64 * 1024 * 1024,
  });
  return JSON.parse(stdout) as Scenario;
}

/** Of so small a round the last weeks hold nothing but mornings on which nothing is due. */
const closingSooner = (scenario: Scenario): Scenario => ({
  ...scenario,
  rounds: scenario.rounds.map((round) => ({
    ...round,
    calendar: { ...round.calendar, closesAt: localDaysLater(round.calendar.closesAt, -50) },
  })),
});

test('when half of the teachers rate late, a rehearsal does what the rules say', async () => {
  const scenario = await generate(scenarios['half of the teachers rate late']);
  expect(modelOf(scenario).mailCounts.offer).toBeGreaterThan(20);
  const { report, table } = await rehearse('undisturbed', scenario);
  expect(differences(scenario, report, { sentAt: true })).toEqual([]);
  expect(table).toMatch(/Every job that was kept, [1-9]\d+ in all, was retried/);
  expect(table).toMatch(
    /The logs of the daemons, [1-9]\d{2,} lines, their metrics, the jobs and the pages about them were looked/,
  );
  expect(table).toMatch(/round +position +course +openings +offers +accepted +declined +expired +employed/);
}, 180_000);

test.each([
  ['most students stay silent and some are unsuited', 'postgres', '1'],
  ['offers run over the change to summer time', 'redis', '5'],
] as const)(
  'when %s, with the queues in %s, daemons that are killed between any two steps do what the rules say all the same',
  async (name, queue, seed) => {
    const scenario = closingSooner(await generate(scenarios[name]));
    expect(modelOf(scenario).mailCounts.offer).toBeGreaterThan(4);
    const options = ['--queue', queue, '--daemons', '3', '--chaos', seed];
    const { report, table } = await rehearse(`chaos-${queue}`, scenario, ...options);
    // To the instant, one mail of each; one that was in hand at a kill comes again under its Message-ID. Without a kill
    // that explains it, the rehearsal fails.
    expect(differences(scenario, report, { sentAt: true, resends: true })).toEqual([]);
    expect(table).toMatch(/Daemons were killed [2-9]\d times/);
    for (const place of [...STEPS, 'query']) expect(table).toMatch(new RegExp(` ${place} [1-9]`));
  },
  400_000,
);

test('contacts who step in at random leave nothing that contradicts the rules', async () => {
  const scenario = await generate(['--seed', '4', '--late', '0.3', '--positions', '5', '--students', '24']);
  // It fails on any page that should not come, any mail that did not leave, and anything that the doctor finds.
  const options = ['--queue', 'redis', '--daemons', '2', '--meddle', '4'];
  const { report, table } = await rehearse('meddled', scenario, ...options);
  expect(table).toMatch(/The contacts stepped in [3-9]\d times/);
  const acts = ['move-offer', 'withdraw-offer', 'reinstate', 'change-openings', 'end-on-working-days'];
  const pauses = ['pause-round', 'resume-round', 'plan-pause', 'cancel-pause'];
  for (const act of [...acts, ...pauses]) expect(table).toMatch(new RegExp(` ${act} [1-9]`));
  expect(
    (report as { positions: { offers: unknown[] }[] }).positions.flatMap(({ offers }) => offers).length,
  ).toBeGreaterThan(10);
}, 180_000);

test('a scenario that cannot be used is refused with its fault, and exit status 1', async () => {
  const scenario = await generate(scenarios['half of the teachers rate late']);
  const broken = { ...scenario, timeZone: 'Europe/Olso' };
  await expect(rehearse('broken', broken)).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('timeZone: "Europe/Olso"'),
  });
});
