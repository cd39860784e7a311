import { execFile } from 'node:child_process';
import { access, constants, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { withLockFile } from '../../src/platform/lock-file.js';

const exec = promisify(execFile);
const isRoot = process.getuid?.() === 0;

/** Full path of the first of these programs that PATH knows; undefined when it knows none. */
export async function findOnPath(...names: string[]): Promise<string | undefined> {
  for (const name of names) {
    for (const folder of (process.env.PATH ?? '').split(delimiter)) {
      const path = join(folder, process.platform === 'win32' ? `${name}.exe` : name);
      if (await isExecutable(path)) return path;
    }
  }
  return undefined;
}

/** Whether the file exists and we may run it. */
export async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** What we can do with Debian's packages here: install them, unpack them into a folder of ours, or nothing. */
export async function aptAbility(): Promise<'install' | 'unpack' | 'none'> {
  if (!(await findOnPath('apt-get'))) return 'none';
  return isRoot ? 'install' : 'unpack';
}

/** The distribution's name in lower case, such as `debian`; empty where there is no os-release file. */
export async function distribution(): Promise<string> {
  const text = await readFile('/etc/os-release', 'utf8').catch(() => '');
  return /^ID="?([\w-]+)/m.exec(text)?.[1] ?? '';
}

/** Installs the packages for the whole system; only as root. Throws apt's last words. */
export async function aptInstall(...packages: string[]): Promise<void> {
  const args = ['install', '-y', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=300', ...packages];
  // Two workers may find the same program missing at once, and apt waits for its list lock only when asked nicely.
  await withLockFile(join(tmpdir(), 'stafett-apt.lock'), async () => {
    await afterUpdateIfNeeded([], () => apt(args));
  });
}

/**
 * Unpacks the packages and what they need beyond what is installed into `folder`, without root, and gives the
 * environment in which their programs find each other. Throws apt's last words.
 */
export async function aptUnpack(folder: string, ...packages: string[]): Promise<NodeJS.ProcessEnv> {
  await mkdir(join(folder, 'apt'), { recursive: true });
  await withLockFile(join(folder, 'lock'), async () => {
    const options = [
      '-o',
      `Dir::State::lists=${join(folder, 'apt', 'lists')}`,
      '-o',
      `Dir::Cache=${join(folder, 'apt')}`,
    ];
    await mkdir(join(folder, 'apt', 'lists', 'partial'), { recursive: true });
    await mkdir(join(folder, 'apt', 'archives', 'partial'), { recursive: true });
    const wanted = await afterUpdateIfNeeded(options, () => missing(options, packages));
    await apt([...options, 'download', ...wanted.map(({ name }) => name)], join(folder, 'apt'));
    for (const { file } of wanted) await exec('dpkg', ['-x', join(folder, 'apt', file), folder]);
    await rm(join(folder, 'apt'), { recursive: true, force: true });
  });
  return unpackedEnvironment(folder);
}

/** The environment for programs that `aptUnpack` put into `folder`. */
export async function unpackedEnvironment(folder: string): Promise<NodeJS.ProcessEnv> {
  const places: string[] = [];
  for (const parent of [join(folder, 'usr', 'lib'), join(folder, 'lib')]) {
    const names = await readdir(parent).catch(() => []);
    places.push(...names.filter((name) => name.includes('-linux-')).map((name) => join(parent, name)));
  }
  return { ...process.env, LD_LIBRARY_PATH: places.join(delimiter) };
}

/** The packages and those they need that are not installed, with the names of their files. */
async function missing(options: string[], packages: string[]): Promise<{ name: string; file: string }[]> {
  const args = ['install', '--print-uris', '-qq', '-y', '--no-install-recommends', ...packages];
  const output = await apt(['-o', 'Debug::NoLocking=1', ...options, ...args]);
  return [...output.matchAll(/^'.*' (([^_\s]+)_\S+\.deb) /gm)].map((match) => ({
    name: match[2] ?? '',
    file: match[1] ?? '',
  }));
}

async function afterUpdateIfNeeded<T>(options: string[], work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch {
    await apt([...options, 'update', '-qq']);
    return work();
  }
}

async function apt(args: string[], cwd?: string): Promise<string> {
  try {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' };
    const { stdout } = await exec('apt-get', args, { cwd, env, maxBuffer: 1 << 26 });
    return stdout;
  } catch (error) {
    const words = String(Object(error).stderr || error)
      .trim()
      .split('\n')
      .slice(-3)
      .join(' ');
    throw new Error(`apt-get ${args.join(' ')} failed: ${words}`);
  }
}
