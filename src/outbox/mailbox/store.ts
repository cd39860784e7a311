import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';

/** The names of stored mails: a number in the order of arrival, and a mark that tells two apart. */
const FILE = /^(\d{10})-[0-9a-f]{8}\.eml$/;
const UNFINISHED = /^incoming-[0-9a-f-]{36}$/;

/** Mails as files of a folder, one `.eml` each. */
export interface MailFiles {
  /** Stores a message; it is there, whole, when the promise is fulfilled, or not at all. */
  add(message: Readable): Promise<void>;
}

/**
 * Opens the folder for storing, and creates it when it is not there. The mails hold links that open without a password, so
 * only its owner can read it.
 */
export async function openMailFiles(directory: string): Promise<MailFiles> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const names = await readdir(directory);
  // What a crash left half written was never acknowledged, and comes again.
  await Promise.all(
    names.filter((name) => UNFINISHED.test(name)).map((name) => rm(join(directory, name), { force: true })),
  );
  let latest = Math.max(0, ...names.map((name) => Number(FILE.exec(name)?.[1] ?? 0)));

  return {
    async add(message) {
      const unfinished = join(directory, `incoming-${randomUUID()}`);
      await writeFile(unfinished, await buffer(message), { mode: 0o600 });
      latest += 1;
      const name = `${String(latest).padStart(10, '0')}-${randomUUID().slice(0, 8)}.eml`;
      await rename(unfinished, join(directory, name));
    },
  };
}

/** The names of the stored mails, newest first. Empty when there is no such folder. */
export async function listMailFiles(directory: string): Promise<string[]> {
  const names = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return names
    .filter((name) => FILE.test(name))
    .sort()
    .reverse();
}

/** A stored mail, or null when there is none of that name or the name is not one of a mail. */
export async function readMailFile(directory: string, name: string): Promise<Buffer | null> {
  if (!FILE.test(name)) return null;
  return readFile(join(directory, name)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
}
