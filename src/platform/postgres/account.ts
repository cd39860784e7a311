import { stat } from 'node:fs/promises';
import { codeOf } from '../lock-file.js';
import { run } from './run.js';

const USER = 'postgres';

/** The OS user that the server runs as. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Whom the server of the cluster in `data` must run as; undefined means as ourselves.
 * PostgreSQL refuses to run as root, so root lends it the user `postgres` (made when missing), or, when the cluster
 * exists already, the user who owns it. Throws when the user can neither be found nor made.
 */
export async function serverAccount(data: string): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const owner = await ownerOf(data);
  if (owner && owner.uid !== 0) return owner;
  return (await lookUp()) ?? (await make());
}

/** Whether the account can enter the folder; tried for real, since mode bits say nothing of access lists. */
export async function canEnter(account: Account, folder: string): Promise<boolean> {
  const { code } = await run('sh', ['-c', 'cd -- "$1"', 'sh', folder], { account });
  return code === 0;
}

async function ownerOf(path: string): Promise<Account | undefined> {
  try {
    const { uid, gid } = await stat(path);
    return { uid, gid };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

async function lookUp(): Promise<Account | undefined> {
  const [uid, gid] = await Promise.all([run('id', ['-u', USER]), run('id', ['-g', USER])]);
  if (uid.code !== 0 || gid.code !== 0) return undefined;
  return { uid: Number.parseInt(uid.output, 10), gid: Number.parseInt(gid.output, 10) };
}

async function make(): Promise<Account> {
  const options = ['--system', '--user-group', '--no-create-home', '--shell', '/bin/false', USER];
  const { output } = await run('useradd', options);
  const account = await lookUp();
  if (account) return account;
  throw new Error(
    `PostgreSQL cannot run as root, and making the user '${USER}' for it failed (${output.trim()}): ` +
      `make that user, run as another user than root, or set DATABASE_URL.`,
  );
}
