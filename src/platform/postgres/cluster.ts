import { randomBytes } from 'node:crypto';
import { appendFile, chown, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from '../lock-file.js';
import type { Binaries } from './binaries.js';
import type { Place } from './place.js';
import { run } from './run.js';

export const SUPERUSER = 'stafett';
const SETTINGS_FILE = 'stafett.conf';

/** A cluster on disk: where it is, how it is run, and the password of its superuser. */
export interface Cluster extends Place {
  readonly binaries: Binaries;
  readonly password: string;
}

/**
 * Opens the cluster at `place`, making it when there is none yet: UTF-8, text ordered by code point as PostgreSQL's own
 * C.UTF-8 does (so no locale of the machine matters), SCRAM with a random password kept beside the data in a file
 * that only the server's user can read. The caller holds the place's lock.
 * Throws when initdb fails, the password file is lost or closed to us, or the data is of another major version.
 */
export async function openCluster(place: Place, binaries: Binaries, flags: readonly string[]): Promise<Cluster> {
  const passwordFile = join(place.home, 'password');
  const version = await read(join(place.data, 'PG_VERSION'));
  if (version === undefined) {
    await create(place, binaries, passwordFile, flags.includes('fsync=off'));
  } else {
    await checkVersion(place, binaries, version.trim());
  }
  const password = await read(passwordFile);
  if (password) return { ...place, binaries, password: password.trim() };
  throw new Error(
    `${passwordFile}, the password of the database in ${place.data}, is missing: restore it from a backup.`,
  );
}

/** Writes the settings that we decide, not the operator; postgresql.conf, which is theirs, includes them. */
export async function writeSettings(cluster: Cluster, port: number): Promise<void> {
  const settings = [
    '# Written anew at each start; put your own settings in postgresql.conf, after the line that includes this file.',
    `port = ${port}`,
    "listen_addresses = '127.0.0.1'",
    "unix_socket_directories = ''",
    'max_connections = 300',
    "timezone = 'UTC'",
    "log_timezone = 'UTC'",
    // The text of a failed statement would bring personal data into a log; the client gets the error anyway.
    'log_min_messages = log',
    'log_checkpoints = off',
  ];
  await writeFile(join(cluster.data, SETTINGS_FILE), `${settings.join('\n')}\n`);
  await own(cluster, join(cluster.data, SETTINGS_FILE));
}

/** The port that the cluster used last, so that a bookmark of a database tool stays good; undefined at first. */
export async function rememberedPort(cluster: Cluster): Promise<number | undefined> {
  const port = /^port = (\d+)$/m.exec((await read(join(cluster.data, SETTINGS_FILE))) ?? '')?.[1];
  return port === undefined ? undefined : Number(port);
}

/** Gives a file or folder to the server's user, when that is not ourselves. */
export async function own({ account }: Place, path: string): Promise<void> {
  if (account) await chown(path, account.uid, account.gid);
}

/** Made in a draft folder and renamed when whole, so that a crash in between never leaves half a cluster behind. */
async function create(place: Place, binaries: Binaries, passwordFile: string, unsafe: boolean): Promise<void> {
  const draft = `${place.data}.new`;
  await rm(draft, { recursive: true, force: true });
  await rm(passwordFile, { force: true });
  await writeFile(passwordFile, `${randomBytes(24).toString('hex')}\n`, { mode: 0o600 });
  await own(place, passwordFile);
  await mkdir(draft, { mode: 0o700 });
  await own(place, draft);
  const args = [
    `--pgdata=${draft}`,
    `--username=${SUPERUSER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    ...(unsafe ? ['--no-sync'] : []),
  ];
  const { code, output } = await run(binaries.initdb, args, { account: place.account, cwd: place.home });
  if (code !== 0) {
    const lines = output.trim().split('\n').slice(-8).join('\n');
    throw new Error(
      `PostgreSQL's initdb could not make a database in ${place.data}:\n${lines}\n` +
        'Check that the disk has room and that the folder can be written to, then retry, or set DATABASE_URL.',
    );
  }
  await appendFile(join(draft, 'postgresql.conf'), `\ninclude_if_exists = '${SETTINGS_FILE}'\n`);
  await rename(draft, place.data);
}

async function checkVersion(place: Place, binaries: Binaries, version: string): Promise<void> {
  const { output } = await run(binaries.postgres, ['--version'], { account: place.account });
  const major = /\) (\d+)/.exec(output)?.[1];
  if (major === version) return;
  throw new Error(
    `The database in ${place.data} was made by PostgreSQL ${version}, and this release brings PostgreSQL ${major}: ` +
      'dump it with the release that made it, move the folder away, and load the dump into the new one.',
  );
}

async function read(path: string): Promise<string | undefined> {
  try {
    await stat(path);
    return await readFile(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    if (codeOf(error) !== 'EACCES') throw error;
    throw new Error(
      `${path} cannot be read by us, so the database was made by another user: run as that user (or as root), ` +
        'or set DATABASE_URL.',
    );
  }
}
