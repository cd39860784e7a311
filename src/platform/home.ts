import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newSecret } from './config.js';

/** Where a daemon without configuration keeps its data: database, secret and mailbox. */
export const HOME = '.stafett';

/** Where the mails are that nobody sends on. */
export const MAILBOX = join(HOME, 'mailbox');

const SECRET_FILE = join(HOME, 'secret');

/** The secret of an installation that was given none: made once and kept, so that links in mails outlive a restart. */
export async function keptSecret(): Promise<string> {
  await mkdir(HOME, { recursive: true });
  try {
    await writeFile(SECRET_FILE, newSecret(), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  return (await readFile(SECRET_FILE, 'utf8')).trim();
}

/** The same where one was made; null where none was. */
export const findSecret = (): Promise<string | null> =>
  readFile(SECRET_FILE, 'utf8').then(
    (secret) => secret.trim(),
    () => null,
  );
