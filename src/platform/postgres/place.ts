import { createHash } from 'node:crypto';
import { access, chmod, chown, constants, mkdir, readdir, readFile, realpath, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from '../lock-file.js';
import { type Account, canEnter, serverAccount } from './account.js';

/** Where root puts what the server's user cannot reach elsewhere. */
export const SYSTEM_FOLDER = '/var/lib/stafett';

const POINTER = 'location';

/** Where a cluster lives, and whom its server runs as (undefined: as ourselves). */
export interface Place {
  readonly home: string;
  readonly data: string;
  readonly account: Account | undefined;
}

/**
 * Decides where the cluster of `directory` lives: there, or, when root's choice lies in a folder closed to the server's
 * user, under /var/lib/stafett; `directory` then gets a file `location` that says so, which is followed from then on.
 * An empty `directory` is given to the server's user. Throws one sentence when no place can be had.
 */
export async function findPlace(directory: string, say: (line: string) => void): Promise<Place> {
  const chosen = await openFolder(directory);
  const pointer = await readPointer(chosen);
  if (pointer) {
    await makeReachable(pointer);
    say(`The database of ${chosen} is kept in ${pointer}, where the user that PostgreSQL runs as can reach it.`);
    return placeAt(pointer);
  }
  const place = await placeAt(chosen);
  if (!place.account || (await canEnter(place.account, chosen))) return place;
  if (await isEmpty(chosen)) await chown(chosen, place.account.uid, place.account.gid);
  // Asked anew even when it was not empty: another of our processes may just have given it away and begun to fill it.
  if (await canEnter(place.account, chosen)) return place;
  if (await exists(place.data)) {
    throw new Error(
      `The database is in ${place.data}, but user ${place.account.uid}, who owns it, can no longer enter that folder: ` +
        'let every folder above it be entered by others (chmod o+x), then retry.',
    );
  }
  return moveAway(chosen, place.account, say);
}

/** Makes a folder that every user can enter, no matter how strict our umask is. Only folders made here are changed. */
export async function makeReachable(folder: string): Promise<void> {
  const made = await mkdir(folder, { recursive: true });
  if (made) await chmod(folder, 0o755);
}

async function moveAway(chosen: string, account: Account, say: (line: string) => void): Promise<Place> {
  const home = join(SYSTEM_FOLDER, createHash('sha256').update(chosen).digest('hex').slice(0, 12));
  await makeReachable(SYSTEM_FOLDER);
  await makeReachable(home);
  if (!(await canEnter(account, home))) {
    throw new Error(
      `Neither ${chosen} nor ${home} can be entered by user ${account.uid}, whom PostgreSQL must run as since it ` +
        'refuses to run as root: run as another user, or set DATABASE_URL.',
    );
  }
  await writeFile(join(chosen, POINTER), `${home}\n`);
  say(`The database is kept in ${home}, since ${chosen} cannot be entered by the user that PostgreSQL runs as.`);
  return placeAt(home);
}

async function placeAt(home: string): Promise<Place> {
  const data = join(home, 'data');
  await access(home, constants.W_OK).catch(() => {
    throw new Error(
      `We may not write in ${home}, so the database there was made by another user: run as that user (or as root), ` +
        'or set DATABASE_URL.',
    );
  });
  return { home, data, account: await serverAccount(data) };
}

async function openFolder(directory: string): Promise<string> {
  try {
    await mkdir(directory, { recursive: true });
    return await realpath(directory);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`No folder for the database can be made at ${directory} (${reason}): choose another.`);
  }
}

async function readPointer(folder: string): Promise<string | undefined> {
  try {
    return (await readFile(join(folder, POINTER), 'utf8')).trim();
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

async function isEmpty(folder: string): Promise<boolean> {
  return (await readdir(folder)).length === 0;
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
