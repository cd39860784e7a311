import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../../src/rehearsal/free-port.js';
import { aptAbility, aptInstall, isExecutable } from './apt.js';

const run = promisify(execFile);
const FOLDER = '/usr/lib/postgresql';

/** A PostgreSQL as a distribution packages it, with all its programs: the embedded one has no `pg_dump`. */
export interface DebianPostgres {
  /** The maintenance database, as superuser. */
  readonly url: string;
  /** Runs one of its programs, such as pg_dump. */
  run(program: string, ...args: string[]): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts one on a free port of 127.0.0.1. Root on Debian and Ubuntu gets it installed.
 * Throws one sentence that says what to install elsewhere.
 */
export async function startDebianPostgres(): Promise<DebianPostgres> {
  const programs = await findPrograms();
  const directory = await mkdtemp(join(tmpdir(), 'stafett-postgres-'));
  // PostgreSQL refuses to run as root.
  const owner = userInfo().uid === 0 ? { uid: 65_534, gid: 65_534 } : {};
  if (owner.uid) await chown(directory, owner.uid, owner.gid);
  const data = join(directory, 'data');
  await run(join(programs, 'initdb'), ['-D', data, '-U', 'stafett', '-A', 'trust', '-E', 'UTF8', '--no-sync'], {
    ...owner,
    cwd: directory,
  });
  const port = await freePort();
  const settings = [
    '-c',
    'fsync=off',
    '-c',
    `unix_socket_directories=${directory}`,
    '-c',
    'listen_addresses=127.0.0.1',
  ];
  const server = spawn(join(programs, 'postgres'), ['-D', data, '-p', `${port}`, ...settings], {
    ...owner,
    cwd: directory,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await new Promise<void>((resolve, reject) => {
    let said = '';
    server.once('error', reject);
    server.once('exit', (code) => reject(new Error(`PostgreSQL ended with status ${code}: ${said}`)));
    server.stderr.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-2_000);
      if (said.includes('ready to accept connections')) resolve();
    });
  });
  return {
    url: `postgres://stafett@127.0.0.1:${port}/postgres`,
    run: async (program, ...args) => void (await run(join(programs, program), args)),
    async stop() {
      const ended = once(server, 'exit');
      server.kill('SIGINT');
      await ended;
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function findPrograms(): Promise<string> {
  const found = (await installed()) ?? ((await aptAbility()) === 'install' ? await install() : undefined);
  if (found) return found;
  throw new Error(`The test of backups needs PostgreSQL with pg_dump under ${FOLDER}: install Debian's postgresql.`);
}

async function install(): Promise<string | undefined> {
  await aptInstall('postgresql');
  return installed();
}

async function installed(): Promise<string | undefined> {
  const versions = (await readdir(FOLDER).catch(() => [])).sort((one, other) => Number(other) - Number(one));
  for (const version of versions) {
    const programs = join(FOLDER, version, 'bin');
    const all = await Promise.all(['initdb', 'postgres', 'pg_dump'].map((name) => isExecutable(join(programs, name))));
    if (all.every(Boolean)) return programs;
  }
  return undefined;
}
