import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/platform/embedded-postgres.js';

const SOURCE = new URL('../../src/platform/embedded-postgres.ts', import.meta.url).href;
const LOADER = new URL('../support/typescript.js', import.meta.url).href;
const flags = ['-c', 'fsync=off'];
const STARTER = `
  import { startEmbeddedPostgres } from '${SOURCE}';
  const { url } = await startEmbeddedPostgres({ directory: process.env.DIRECTORY, flags: ['-c', 'fsync=off'] });
  console.log(url);
  process.stdin.on('end', () => process.exit()).resume();
`;

let directory: string;
const starts: EmbeddedPostgres[] = [];

// One folder for all tests, each of which works alone too: making a cluster takes longer than all else here.
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'stafett-embedded-'));
});

afterEach(async () => {
  for (const started of starts.splice(0)) await started.stop({ force: true });
});

afterAll(async () => {
  await rm(directory, { recursive: true, force: true });
});

async function start(): Promise<EmbeddedPostgres> {
  const started = await startEmbeddedPostgres({ directory, flags });
  starts.push(started);
  return started;
}

async function ask(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

function serverPid(): Promise<number | undefined> {
  return readFile(join(directory, 'data', 'postmaster.pid'), 'utf8').then(
    (text) => Number.parseInt(text, 10),
    () => undefined,
  );
}

/** A process of its own that starts the server and then does nothing, like a daemon whose pools are idle. */
async function startElsewhere(): Promise<{ child: ChildProcess; url: string }> {
  const args = ['--no-warnings', '--import', LOADER, '--input-type=module', '--eval', STARTER];
  const child = spawn(process.execPath, args, {
    env: { ...process.env, DIRECTORY: directory },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  for await (const url of createInterface({ input: child.stdout })) return { child, url };
  throw new Error('The other process ended before it had started the server.');
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

test('starts at the same time share one server, which the last to stop turns off', async () => {
  const [first, second] = await Promise.all([start(), start()]);
  const pid = await serverPid();
  expect(second.url).toBe(first.url);
  await first.stop();
  expect(await ask(second.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  expect(await serverPid()).toBe(pid);
  await second.stop();
  expect(await serverPid()).toBeUndefined();
});

test('the cluster is UTF-8, knows Norwegian capitals and order, and answers on the loopback address alone', async () => {
  const { url } = await start();
  expect(url).toMatch(/^postgres:\/\/stafett:\w{48}@127\.0\.0\.1:\d+\/stafett$/);
  const [row] = await ask(
    url,
    `SELECT current_database() AS database, current_setting('server_encoding') AS encoding, upper('æøå') AS upper,
            (SELECT string_agg(word, ' ' ORDER BY word COLLATE "nb-x-icu") FROM unnest('{åse,øst,æra,zoo}'::text[]) word) AS sorted,
            current_setting('listen_addresses') AS addresses, current_setting('fsync') AS fsync`,
  );
  expect(row).toEqual({
    database: 'stafett',
    encoding: 'UTF8',
    upper: 'ÆØÅ',
    sorted: 'zoo æra øst åse',
    addresses: '127.0.0.1',
    fsync: 'off',
  });
});

test('a wrong password is refused', async () => {
  const { url } = await start();
  await expect(ask(url.replace(/:\w{48}@/, ':guess@'), 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
});

test('the data, the password and the port survive a stop and a start', async () => {
  const first = await start();
  await ask(first.url, "CREATE TABLE kept AS SELECT 'ø' AS letter");
  await first.stop();
  const second = await start();
  expect(second.url).toBe(first.url);
  expect(await ask(second.url, 'SELECT letter FROM kept')).toEqual([{ letter: 'ø' }]);
});

test('a server that another process uses is left running, and adopted when that process is killed', async () => {
  const other = await startElsewhere();
  const pid = await serverPid();
  const guest = await start();
  expect(guest.url).toBe(other.url);
  await guest.stop();
  expect(await serverPid()).toBe(pid);
  await kill(other.child);
  const heir = await start();
  expect(heir.url).toBe(other.url);
  expect(await serverPid()).toBe(pid);
  await heir.stop();
  expect(await serverPid()).toBeUndefined();
});

test('a lock and a pid file that the dead left behind hinder nobody', async () => {
  const first = await start();
  await first.stop();
  const dead = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await once(dead, 'exit');
  await writeFile(join(directory, 'lock'), `${dead.pid} left-behind`);
  // The id of a living process that is no PostgreSQL, as after the restart of a container.
  await writeFile(
    join(directory, 'data', 'postmaster.pid'),
    `${process.pid}\n${directory}/data\n1\n5432\n\n127.0.0.1\n`,
  );
  const second = await start();
  expect(second.url).toBe(first.url);
  expect(await ask(second.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

test('a server that refuses our password is reported and not touched', async () => {
  const first = await start();
  const pid = await serverPid();
  const password = await readFile(join(directory, 'password'), 'utf8');
  await writeFile(join(directory, 'password'), 'lost\n');
  await expect(startEmbeddedPostgres({ directory, flags })).rejects.toThrow(/refuses the password.*restore .*password/);
  expect(await serverPid()).toBe(pid);
  await writeFile(join(directory, 'password'), password);
  await first.stop();
});
