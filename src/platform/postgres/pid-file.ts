import { execFile } from 'node:child_process';
import { readFile, realpath, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { isAlive } from '../lock-file.js';

/** What PostgreSQL's postmaster.pid says of the server that last used a data directory. */
export interface PidFile {
  readonly pid: number;
  readonly port: number;
}

/**
 * Reads `postmaster.pid`; undefined when there is none, or its process is dead or another program that was given
 * the same id since (as happens when a container restarts), in which case the file is removed: PostgreSQL
 * would otherwise refuse to start. A file whose process may be a server of this data directory is never removed.
 */
export async function readPidFile(data: string): Promise<PidFile | undefined> {
  const file = join(data, 'postmaster.pid');
  const lines = await readFile(file, 'utf8').then(
    (text) => text.split('\n'),
    () => [],
  );
  const pid = Number(lines[0] || Number.NaN);
  if (!Number.isInteger(pid) || !isAlive(pid)) return undefined;
  if (await isAnotherProgram(pid, data)) {
    await rm(file, { force: true });
    return undefined;
  }
  return { pid, port: Number(lines[3] || 0) };
}

/** True only when it is certain: the file is all that keeps two servers from writing to the same data. */
async function isAnotherProgram(pid: number, data: string): Promise<boolean> {
  const args = await argumentsOf(pid);
  const program = args?.[0];
  if (!args || !program) return false;
  if (program.startsWith('postgres:')) return true;
  if (!basename(program).startsWith('postgres')) return true;
  const place = args[args.indexOf('-D') + 1];
  if (!args.includes('-D') || !place) return false;
  return (await realpath(place).catch(() => place)) !== data;
}

async function argumentsOf(pid: number): Promise<string[] | undefined> {
  try {
    if (process.platform === 'linux') return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).split('\0');
    if (process.platform === 'win32') return undefined;
    const { stdout } = await promisify(execFile)('ps', ['-ww', '-o', 'command=', '-p', `${pid}`]);
    // Blanks inside an argument cannot be told from those between two, so only the program's name is used.
    return [stdout.trim().split(' ')[0] ?? ''];
  } catch {
    return undefined;
  }
}
