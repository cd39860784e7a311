import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newSecret } from './config.js';

/** Where a daemon without configuration keeps its data: database, secret and mailbox. */
export const HOME = '.stafett';

/** Where the mails are that nobody sends on. */
export const MAILBOX = join(HOME, 'mailbox');

/** The secret of an installation that was given none: made once and kept, so that links in mails outlive a restart. */
export async function keptSecret(): Promise<string> {
  const path = join(HOME, 'secret');
  await mkdir(HOME, { recursive: true });
  try {
    await writeFile(path, newSecret(), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  return (await readFile(path, 'utf8')).trim();
}
