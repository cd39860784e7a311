import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestDatabase } from '../support/database.js';

const COMMANDS = [
  ...[
    'start',
    'migrate',
    'import',
    'export',
    'forecast',
    'operator',
    'sign-in-name',
    'retention',
    'doctor',
    'mails',
    'rehearse',
  ],
  'rehearse-round',
  ...['token add', 'token list', 'token revoke', 'webhook add', 'webhook list', 'webhook remove'],
  ...['verify', 'person erase', 'person export'],
];

const STAFETT = join(import.meta.dirname, '..', '..', 'bin', 'stafett.js');

let directory: string;
let store: Awaited<ReturnType<typeof createTestDatabase>>;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'stafett-cli-'));
  store = await createTestDatabase();
});
afterAll(async () => {
  await store.close();
  await rm(directory, { recursive: true, force: true });
});

interface Ran {
  readonly status: number;
  readonly printed: string;
  readonly said: string;
}

/** Runs a command, as a shell does. */
const run = (...given: string[]): Promise<Ran> =>
  new Promise((resolve) => {
    const env = { PATH: process.env.PATH, DATABASE_URL: store.url, SECRET: 's'.repeat(40) };
    execFile(process.execPath, [STAFETT, ...given], { cwd: directory, env }, (error, printed, said) =>
      resolve({ status: error ? Number(error.code) : 0, printed, said }),
    );
  });

test('the list of commands is whole', async () => {
  const { printed } = await run('--help');
  const named = [...printed.matchAll(/^ {2}([a-z][a-z-]*)(?= )/gm)]
    .map(([, name]) => name)
    .filter((name) => name !== 'help');
  expect(new Set(COMMANDS.map((command) => command.split(' ')[0]))).toEqual(new Set(named));
});

test('each command has help with an example, and says how it answers programs', async () => {
  const helped = await Promise.all(
    COMMANDS.map(async (command) => [command, await run(...command.split(' '), '--help')] as const),
  );
  for (const [command, { status, printed }] of helped)
    expect([command, status, /Examples:\n {2}\S/.test(printed), printed.includes('--json')]).toEqual([
      command,
      0,
      true,
      true,
    ]);
}, 30_000);

describe('for another program', () => {
  test.each<[string[], unknown]>([
    [['operator', 'add', 'ops@uni.example'], { address: 'ops@uni.example', changed: true }],
    [['operator', 'list'], ['ops@uni.example']],
    [['sign-in-name', 'set', 'ops@uni.example', 'ops'], { address: 'ops@uni.example', name: 'ops' }],
    [['token', 'add', 'payroll', '--scope', 'changes'], { name: 'payroll', token: expect.stringMatching(/^stafett_/) }],
    [['token', 'list'], [expect.objectContaining({ name: 'payroll', scopes: ['changes'] })]],
    [['token', 'revoke', 'payroll'], { name: 'payroll', revoked: true }],
    [['webhook', 'list'], []],
    [['doctor'], []],
    [['migrate'], { migrated: [] }],
    [['retention', '--dry-run'], { dryRun: true, groups: [], forgotten: 0 }],
  ])('%j prints JSON', async (command, result) => {
    const { status, printed } = await run(...command, '--json');
    expect([status, JSON.parse(printed)]).toEqual([0, result]);
  });

  test('what is refused is JSON too, and fails', async () => {
    const { status, printed } = await run('export', 'none', '--json');
    expect([status, JSON.parse(printed)]).toEqual([1, { error: 'There is no round "none". There are: none.' }]);
  });
});

test.each([
  ['a command that is none', ['fly'], "unknown command 'fly'"],
  ['an option that is none', ['doctor', '--fast'], "unknown option '--fast'"],
  ['a seed that is none', ['rehearse', '--meddle', 'x'], 'Give a whole number of at most nine digits.'],
])('%s exits with 2 and says what there is', async (_, given, says) => {
  const { status, said } = await run(...given);
  expect([status, said.includes(says), /Usage: stafett/.test(said)]).toEqual([2, true, true]);
});
