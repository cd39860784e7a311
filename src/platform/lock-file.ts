import { randomUUID } from 'node:crypto';
import { type FileHandle, link, open, readFile, rename, rm } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';

const BEAT_MS = 1_000;
const SILENCE_MS = 10_000;
const PATIENCE_MS = 300_000;

/**
 * Runs `work` while this process alone holds the lock file at `path` (its folder must exist), and gives what it gives.
 * A lock whose holder is dead, or has not shown a sign of life for ten seconds, is taken over.
 * Throws what `work` throws, and an error that names the holder when a living one keeps the lock for five minutes.
 */
export async function withLockFile<T>(path: string, work: () => Promise<T>): Promise<T> {
  const mark = `${process.pid} ${randomUUID()}`;
  const file = await acquire(path, mark);
  let beats = 0;
  const heart = setInterval(() => void beat(file, `${mark} ${++beats}`), BEAT_MS);
  try {
    return await work();
  } finally {
    clearInterval(heart);
    await file.close();
    if (holderOf(await contentOf(path)) === mark) await rm(path, { force: true });
  }
}

/** Whether a process with this id exists on this machine, no matter whose it is. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/** The `code` of a system error, such as ENOENT; undefined for anything else. */
export function codeOf(error: unknown): string | undefined {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

async function acquire(path: string, mark: string): Promise<FileHandle> {
  const start = performance.now();
  let seen: string | undefined;
  let seenAt = start;
  for (;;) {
    const file = await create(path, mark);
    if (file) return file;
    const content = await contentOf(path);
    if (content === undefined) continue;
    const now = performance.now();
    if (content !== seen) {
      seen = content;
      seenAt = now;
    }
    // Silence is measured by our own monotonic clock: neither a clock that jumps nor a process id
    // that a restarted container gives out again can make a dead lock look alive.
    if (isDead(content) || now - seenAt > SILENCE_MS) await takeAway(path, content);
    else if (now - start > PATIENCE_MS) {
      throw new Error(
        `Waited five minutes for process ${content.split(' ')[0]} to release ${path}: end it, then retry.`,
      );
    } else await pause(100);
  }
}

async function create(path: string, mark: string): Promise<FileHandle | undefined> {
  try {
    const file = await open(path, 'wx');
    await file.write(mark, 0);
    return file;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return undefined;
    throw error;
  }
}

/** Written through the open file, so that a holder that lost its lock cannot overwrite its successor's. */
async function beat(file: FileHandle, text: string): Promise<void> {
  await file.write(text, 0).catch(() => undefined);
}

/** Takes a dead lock out of the way by a rename, which only one of several waiters can win. */
async function takeAway(path: string, judged: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  // A faster waiter may have put its own, living lock there between our look and our rename.
  if (holderOf(await contentOf(aside)) !== holderOf(judged)) await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true });
}

function isDead(content: string): boolean {
  const pid = Number.parseInt(content, 10);
  return Number.isInteger(pid) && !isAlive(pid);
}

function holderOf(content: string | undefined): string | undefined {
  return content?.split(' ').slice(0, 2).join(' ');
}

async function contentOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}
