import { randomBytes } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { Zip, ZipDeflate } from 'fflate';

/** A file in the archive; it is read when its turn comes. */
export interface Entry {
  readonly path: string;
  readonly at: Date;
  read(): Promise<Buffer>;
}

// Only its owner can read the archive, and what is unpacked from it: a plain file of Unix, in the upper half.
const OWNER_ONLY = 0o600;
const UNIX = 3;
const PLAIN_FILE = ((0o100000 | OWNER_ONLY) << 16) >>> 0;

/**
 * Writes an archive that only its owner can read, in the place of one that is there. It is there whole, or not at all.
 * @throws Error when it cannot be written, or an entry cannot be read
 */
export async function writeZip(path: string, entries: Iterable<Entry>): Promise<void> {
  const partial = `${path}.${randomBytes(4).toString('hex')}.part`;
  const file = await open(partial, 'wx', OWNER_ONLY);
  try {
    await writeEntries(file, entries);
    await file.close();
    await rename(partial, path);
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(partial, { force: true });
    throw error;
  }
}

async function writeEntries(file: FileHandle, entries: Iterable<Entry>): Promise<void> {
  const ready: Uint8Array[] = [];
  const zip = new Zip((error, data) => {
    if (error) throw error;
    ready.push(data);
  });
  const flush = async () => {
    for (const data of ready.splice(0)) await file.writeFile(data);
  };
  for (const { path, at, read } of entries) {
    const content = await read();
    const entry = Object.assign(new ZipDeflate(path), { mtime: at, os: UNIX, attrs: PLAIN_FILE });
    zip.add(entry);
    entry.push(content, true);
    await flush();
  }
  zip.end();
  await flush();
}
